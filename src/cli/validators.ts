import type { Validator } from '../core/validator.ts';
import { haproxyValidator } from '../haproxy/validator.ts';
import { keepalivedValidator } from '../keepalived/validator.ts';
import { nftValidator } from '../nftables/validator.ts';
import { nginxValidator } from '../nginx/validator.ts';
import { shValidator } from '../playbook/sh-validator.ts';

/** By the word that a playbook's `validate:` uses. */
export const validators: Record<string, Validator> = Object.fromEntries(
  [haproxyValidator, keepalivedValidator, nginxValidator, nftValidator, shValidator].map(
    (validator) => [validator.name, validator],
  ),
);
