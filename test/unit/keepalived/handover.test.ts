import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handoverScript } from '../../../src/keepalived/handover.ts';
import { shells } from '../engine/node-shell.ts';

const vip = '192.0.2.10';
const instance = (password: string, priority: number, more = '') => `vrrp_instance web {
    virtual_router_id 51
    priority ${priority}
    authentication {
        auth_type PASS
        auth_pass ${password}
    }
    virtual_ipaddress {
        ${vip}/24 dev eth0
    }${more}
}
`;
const old = instance('before', 150);
const oldLowered = instance('before', 1);
const wanted = instance('after', 160);

let home: string;
let config: string;
let saved: string;
let running: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  config = join(home, 'keepalived.conf');
  saved = `${config}.hadeploy-handover`;
  running = join(home, 'running');
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'reloads'));
  writeFileSync(config, wanted, { mode: 0o600 });
  writeFileSync(running, old);
  hold(vip);
  command('ip', `cat '${home}/addresses'`);
  // Each reload keeps what keepalived reads; at the first one a peer that is there takes over.
  command(
    'systemctl',
    `cp '${config}' "${home}/reloads/$(ls '${home}/reloads' | wc -l) $*"
[ ! -f '${home}/peer' ] || : >'${home}/addresses'`,
  );
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function command(name: string, text: string): void {
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(home, 'bin', name), 0o755);
}

function hold(address: string): void {
  writeFileSync(join(home, 'addresses'), `2: eth0    inet ${address}/24 scope global eth0\n`);
}

function handOver(shell: string, ...words: string[]): { code: number | null; stdout: string } {
  const path = join(home, 'handover');
  const script = handoverScript('keepalived.service', config);
  // A tenth of a second of waiting instead of twenty.
  writeFileSync(path, script.replace('-lt 200 ]', '-lt 1 ]'));
  const [name = '', ...options] = shell.split(' ');
  const { status, stdout } = spawnSync(name, [...options, path, ...words], {
    encoding: 'utf8',
    timeout: 15_000,
    env: { ...process.env, PATH: `${join(home, 'bin')}:${process.env.PATH ?? ''}` },
  });
  return { code: status, stdout };
}

const peer = () => writeFileSync(join(home, 'peer'), '');
/** What keepalived has read, reload by reload. */
function reloads(): string[] {
  const names = readdirSync(join(home, 'reloads')).sort();
  expect(names).toEqual(names.map((_, index) => `${index} reload -- keepalived.service`));
  return names.map((name) => readFileSync(join(home, 'reloads', name), 'utf8'));
}
const live = () => readFileSync(config, 'utf8');

describe.each(shells)('the handover, in %s', (shell) => {
  it('speaks with the settings that keepalived runs with, then puts the new ones back', () => {
    peer();
    expect(handOver(shell, running)).toEqual({ code: 0, stdout: '' });
    expect(reloads()).toEqual([oldLowered]);
    expect(live()).toBe(wanted);
    expect(statSync(config).mode & 0o777).toBe(0o600);
    expect(readFileSync(running, 'utf8')).toBe(old);
    expect(existsSync(saved)).toBe(false);
  });

  it('takes the running settings up again where nobody takes over, until it is undone', () => {
    expect(handOver(shell, running)).toEqual({
      code: 1,
      stdout: expect.stringContaining(`no peer took over ${vip} within 20 s`) as string,
    });
    expect(reloads()).toEqual([oldLowered, old]);
    expect(live()).toBe(old);
    expect(readFileSync(saved, 'utf8')).toBe(wanted);

    expect(handOver(shell, 'undo').code).toBe(0);
    expect(live()).toBe(wanted);
    expect(existsSync(saved)).toBe(false);
    expect(reloads()).toHaveLength(2);
    // Once more: there is nothing left to undo.
    expect(handOver(shell, 'undo').code).toBe(0);
    expect(live()).toBe(wanted);
  });

  it.each([[[]], [['']]])('lowers the file itself where it was not replaced: %j', (words) => {
    peer();
    expect(handOver(shell, ...words).code).toBe(0);
    expect(reloads()).toEqual([instance('after', 1)]);
    expect(live()).toBe(wanted);
    expect(existsSync(saved)).toBe(false);
  });

  it('leaves that file as it was where nobody takes over', () => {
    expect(handOver(shell).code).toBe(1);
    expect(reloads()).toEqual([instance('after', 1), wanted]);
    expect(live()).toBe(wanted);
    expect(handOver(shell, 'undo').code).toBe(0);
    expect(live()).toBe(wanted);
    expect(existsSync(saved)).toBe(false);
  });

  it.each([
    ['no copy', 'cp', 'for last; do :; done; echo half >"$last"; exit 1'],
    ['no lowered one', 'sed', 'echo half; exit 1'],
  ])('on a disk with room for %s leaves the file as it was', (_, name, text) => {
    peer();
    command(name, text);
    expect(handOver(shell).code).toBe(1);
    expect(handOver(shell, 'undo').code).toBe(0);
    expect(live()).toBe(wanted);
    expect(reloads()).toEqual([]);
    expect(readdirSync(home).filter((file) => file.startsWith('keepalived.conf'))).toEqual([
      'keepalived.conf',
    ]);
  });

  it('looks for the VIPs that keepalived has, not for those it will have', () => {
    peer();
    writeFileSync(config, wanted.replace(vip, '192.0.2.20'));
    expect(handOver(shell, running).code).toBe(0);
    expect(reloads()).toEqual([oldLowered]);
  });

  it.each([
    // It begins like one of its own.
    ['no VIP of its own', () => hold(`${vip}0`)],
    ['no address at all', () => writeFileSync(join(home, 'addresses'), '')],
    [
      'a VIP that no peer would take from it',
      () => writeFileSync(running, instance('before', 150, '\n    nopreempt')),
    ],
    ['a VIP of the new file only', () => writeFileSync(running, old.replace(vip, '192.0.2.20'))],
  ])('touches nothing where the node holds %s', (_, prepare) => {
    prepare();
    const before = statSync(config);
    expect(handOver(shell, running)).toEqual({ code: 0, stdout: '' });
    expect(reloads()).toEqual([]);
    expect(live()).toBe(wanted);
    expect(statSync(config)).toMatchObject({ ino: before.ino, ctimeMs: before.ctimeMs });
    expect(existsSync(saved)).toBe(false);
  });
});
