import { describe, expect, it } from 'vitest';
import { checkWish, connectionOf, targetOf } from '../../../src/cli/adopt/targets.ts';
import { SecretRef } from '../../../src/adopt/secret-names.ts';
import { Failed } from '../../../src/core/failure.ts';
import type { CommonOptions } from '../../../src/cli/options.ts';

const options = {} as unknown as CommonOptions;
const env = { HADEPLOY_SECRET_SUDO_PASSWORD: 's3same' };

function refused(hosts: string[], nodes: string[] = []): string {
  try {
    checkWish({ cluster: 'prod', hosts, nodes });
    return '';
  } catch (error) {
    const failure = error instanceof Failed ? error.failure : null;
    return failure?.reason === 'bad-input' ? (failure.problems[0]?.message ?? '') : '';
  }
}

describe('who is adopted', () => {
  it.each([
    [['a', 'b'], [], ''],
    [[], ['a=a', 'b=b'], ''],
    [[], [], 'needs both nodes'],
    [['a'], [], 'needs both nodes'],
    [['a', 'b', 'c'], [], 'takes the two nodes of a pair, not 3'],
    [['a'], ['b=b'], 'reads both nodes the same way'],
    [['a', 'b'], ['c=c'], 'reads both nodes the same way'],
  ])('%j and %j: %s', (hosts, nodes, words) => {
    expect(refused(hosts, nodes)).toContain(words);
    expect(refused(hosts, nodes) === '').toBe(words === '');
  });
});

describe('a password for sudo', () => {
  it('comes from the environment, and the inventory names it', () => {
    const target = targetOf({ typed: 'ops@a', address: 'a', user: 'ops' }, options, env);
    expect(target.become.sudo && target.become.password?.reveal()).toBe('s3same');
    expect(connectionOf(target)['sudo_password']).toEqual(new SecretRef('sudo_password'));
    expect(JSON.stringify(connectionOf(target))).not.toContain('s3same');
  });

  it('is nothing for root, or where there is none', () => {
    const root = targetOf({ typed: 'root@a', address: 'a', user: 'root' }, options, env);
    expect(root.become).toEqual({ sudo: false });
    const plain = targetOf({ typed: 'a', address: 'a' }, options, {});
    expect(plain.become).toEqual({ sudo: true });
    expect(connectionOf(plain)).toEqual({});
  });
});
