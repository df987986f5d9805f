import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withSyntax } from '../../../src/cli/lint-sources/shell-syntax.ts';
import type { SourceFile } from '../../../src/lint/subject.ts';
import { nodeOf } from '../lint/pair.ts';
import { directoryWith } from './fake-io.ts';

function heard(text: string, path = '/etc/keepalived/check.sh'): SourceFile['syntaxError'] {
  const [node] = withSyntax([nodeOf('lb01', { files: { [path]: text } })]);
  return node?.files[0]?.syntaxError;
}

describe('what the shell says of a script', () => {
  it.each([
    ['nothing', '#!/bin/sh\nexit 0\n'],
    ['nothing of bash', '#!/usr/bin/env bash\na=(1 2)\n[[ $a ]] && exit\n'],
    ['nothing of what bash takes as sh', '#!/bin/sh\na=(1 2)\n'],
  ])('%s', (_, text) => {
    expect(heard(text)).toBeNull();
  });

  it.each([
    ['#!/bin/sh\nif true; then\n  exit 1\n'],
    ['#!/bin/bash\nif true; then\n  exit 1\n'],
    ['exit 0\nfi\n'],
  ])('an error in %j', (text) => {
    const error = heard(text);
    expect(error?.message).toMatch(/syntax error|unexpected/i);
    expect(error?.line).toBeGreaterThan(1);
  });

  it('is not asked about other languages', () => {
    expect(heard('#!/usr/bin/python3\nif:\n')).toBeUndefined();
    expect(heard('vrrp_instance VI_1 {', '/etc/keepalived/keepalived.conf')).toBeUndefined();
  });

  it('runs nothing', () => {
    const mark = join(directoryWith({}), 'run');
    heard(`#!/bin/sh\n: > ${mark}\n`);
    heard(`#!/bin/bash\n$(: > ${mark})\n`);
    expect(existsSync(mark)).toBe(false);
  });
});
