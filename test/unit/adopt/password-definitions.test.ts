import { describe, expect, it } from 'vitest';
import { passwordsIn } from '../../../src/adopt/password-definitions.ts';

describe('passwords of a keepalived', () => {
  it.each([
    ['behind auth_pass', ['auth_pass one\n'], ['one']],
    ['in quotes', ['auth_pass "o n e" # here\n'], ['o n e']],
    ['up to the comment that it has swallowed', ['auth_pass one!two\n'], ['one!two']],
    ['in a definition of another file', ['$P="one"\n', 'auth_pass $P\n'], ['one']],
    ['in one for a host', ['@lb01 $P=one\n@lb02 $P=two\nauth_pass ${P}\n'], ['one', 'two']],
    ['in one that names another', ['$P=$Q\n$Q=one\n$R=no\nauth_pass $P\n'], ['one']],
    ['in several', ['$P=on\nauth_pass ${P}e\n'], ['${P}e', 'on']],
    ['in ones that name each other', ['$P=$Q\n$Q=$P\nauth_pass $P\n'], []],
  ])('%s', (_, texts, known) => {
    expect([...passwordsIn(texts)].sort()).toEqual(known);
  });

  it('are no other values', () => {
    expect([...passwordsIn(['$VIP=192.0.2.1\nvirtual_ipaddress {\n$VIP\n}\n'])]).toEqual([]);
  });
});
