import type { Validator } from '../core/validator.ts';
import { haproxyValidator } from '../haproxy/validator.ts';
import { keepalivedValidator } from '../keepalived/validator.ts';
import { firewalldValidator } from '../nftables/firewalld-validator.ts';
import { ufwValidator } from '../nftables/ufw-validator.ts';
import { nftValidator } from '../nftables/validator.ts';
import { nginxValidator } from '../nginx/validator.ts';
import { logrotateValidator } from '../playbook/logrotate-validator.ts';
import { shValidator } from '../playbook/sh-validator.ts';

/** By the word that a playbook's `validate:` uses. */
export const validators: Record<string, Validator> = Object.fromEntries(
  [
    firewalldValidator,
    haproxyValidator,
    keepalivedValidator,
    logrotateValidator,
    nginxValidator,
    nftValidator,
    shValidator,
    ufwValidator,
  ].map((validator) => [validator.name, validator]),
);
