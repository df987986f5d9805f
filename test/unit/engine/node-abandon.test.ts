import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

let node: NodeDirectory;
beforeEach(() => {
  node = new NodeDirectory('20260101T000000Z-abcdef');
  node.write('candidate/01-conf', 'a secret');
});
afterEach(() => node.remove());

const leased = () => existsSync(join(node.root, 'lease'));

describe.each(shells)('abandon, in %s', (shell) => {
  it('leaves nothing of what never began', () => {
    node.lease(node.id);
    node.write('changes', 'file 01-conf /etc/conf absent 0644 root root\n');
    expect(node.phase(shell, 'abandon', 'link').code).toBe(0);
    expect(existsSync(node.own)).toBe(false);
    expect(leased()).toBe(false);
  });

  it('leaves the lease of another run', () => {
    node.lease('20260102T000000Z-abcdef');
    expect(node.phase(shell, 'abandon').code).toBe(0);
    expect(existsSync(node.own)).toBe(false);
    expect(leased()).toBe(true);
  });

  it.each(['active', 'confirmed', 'reverted', 'healed'])('leaves one that is %s', (state) => {
    node.write('state', `state ${state}\n`);
    expect(node.phase(shell, 'abandon').code).toBe(0);
    expect(node.read('state')).toBe(`state ${state}\n`);
    expect(node.has('candidate/01-conf')).toBe(true);
  });
});

describe.each(shells)('abandon while the stage still runs, in %s', (shell) => {
  /** A stage of half a second, given up meanwhile; what `during` prints is what was so at that moment. */
  function given(before: string, during = ''): void {
    node.write('changes', 'command_change 01-x\n');
    const calls = `slow() { ${before} sleep 0.5; }
stage_packages() { slow; }
stage 60 &
sleep 0.2
abandon timed-out
{ get_state; echo; [ ! -e "$root/lease" ] || echo leased; } >"$dir/during"
${during}
wait
get_state >"$dir/after"
`;
    node.call(shell, calls);
  }

  it('leaves it its lease, and it gives up by itself', () => {
    given('');
    expect(node.read('during')).toBe('staging\nleased\n');
    expect(node.read('after')).toBe('abandoned');
    expect(node.has('ballast')).toBe(false);
    expect(node.read('why')).toBe('timed-out\n');
    expect(leased()).toBe(false);
  });
});

describe.each(shells)('heal, in %s', (shell) => {
  it.each([
    ['confirmed', 'confirmed'],
    ['reverted', 'healed'],
    ['revert-failed', 'healed'],
    ['abandoned', 'healed'],
  ])('makes of %s: %s', (before, after) => {
    node.write('state', `state ${before}\n`);
    expect(node.phase(shell, 'heal').code).toBe(0);
    expect(node.read('state')).toBe(`state ${after}\n`);
  });

  it.each(['staged', 'active', 'reverting'])('refuses where it is still %s', (state) => {
    node.write('state', `state ${state}\n`);
    expect(node.phase(shell, 'heal').code).toBe(1);
    expect(node.read('state')).toBe(`state ${state}\n`);
  });
});
