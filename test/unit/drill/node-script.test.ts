import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { drillNames, type DrillName } from '../../../src/core/drill.ts';
import { drillScript, firstCall, type DrillParams } from '../../../src/drill/node-script.ts';

const base = mkdtempSync(join(tmpdir(), 'hadeploy-drill-'));
afterAll(() => rmSync(base, { recursive: true }));

const shells = [['dash'], ['bash'], ['busybox', 'sh']];
const params: DrillParams = {
  cluster: 'pair',
  owner: 'anna@laptop',
  interface: 'eth0',
  vips: ['192.0.2.100'],
  socket: '/run/haproxy/admin.sock',
  services: ['haproxy.service'],
  server: { address: '192.0.2.21', port: 80 },
};

/** Programs of the node; each writes its words to `calls`. `state` holds what the fake systemctl knows. */
const programs: Record<string, string> = {
  systemctl: `case $* in
    'is-active -- '*) cat "$FAKE/state/$3" 2>/dev/null || { echo inactive; exit 3; } ;;
    'is-active -q -- '*) grep -qx active "$FAKE/state/$4" ;;
    'stop '*) shift; for unit; do :; done; [ ! -f "$FAKE/state/$unit" ] || echo inactive >"$FAKE/state/$unit" ;;
    'start '*) shift; for unit; do :; done; echo active >"$FAKE/state/$unit" ;;
    'show -p MainPID'*) cat "$FAKE/pid" 2>/dev/null || echo 0 ;;
  esac`,
  'systemd-run': ':',
  'systemd-detect-virt': 'exit 0',
  timeout: 'shift 3; "$@"',
  flock: ':',
  nft: `case $1 in
    -f) cat >"$FAKE/ruleset" ;;
    delete) rm "$FAKE/ruleset" ;;
    list) [ -f "$FAKE/ruleset" ] ;;
  esac`,
};

/** A node: a drill's directory with fake programs before the real ones. */
class FakeNode {
  readonly dir = join(mkdtempSync(join(base, 'node-')), 'hadeploy-drill-RUN');
  readonly fake = join(this.dir, '..');

  constructor(drill: DrillName | null, of: DrillParams = params) {
    mkdirSync(join(this.fake, 'bin'));
    mkdirSync(join(this.fake, 'state'));
    for (const [name, text] of Object.entries(programs)) {
      const path = join(this.fake, 'bin', name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>"$FAKE/calls"\n${text}\n`);
      chmodSync(path, 0o755);
    }
    const placed = firstCall('RUN', drill, of, ['hold', 5])
      .replaceAll('/run/hadeploy-drill-RUN', this.dir)
      .replace(/exec sh drill.sh .*\n/, '');
    expect(spawnSync('sh', ['-c', placed]).status).toBe(0);
    const script = join(this.dir, 'drill.sh');
    writeFileSync(
      script,
      readFileSync(script, 'utf8')
        .replace('PATH=', `FAKE=${this.fake}; export FAKE; PATH=${this.fake}/bin:`)
        .replaceAll('/var/lib/hadeploy', join(this.fake, 'lib'))
        // A test that fails must not take the machine that it runs on.
        .replaceAll('/proc/sysrq-trigger', join(this.fake, 'sysrq')),
    );
    mkdirSync(join(this.fake, 'lib/pair'), { recursive: true });
    writeFileSync(join(this.fake, 'sysrq'), '');
  }

  active(...units: string[]): void {
    for (const unit of units)
      writeFileSync(join(this.fake, 'state', `${unit}.service`), 'active\n');
  }

  state(unit: string): string {
    return readFileSync(join(this.fake, 'state', `${unit}.service`), 'utf8').trim();
  }

  call(shell: string[], ...words: string[]): { code: number | null; stdout: string } {
    const [program = 'sh', ...args] = [...shell, join(this.dir, 'drill.sh'), ...words];
    const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
    return { code: status, stdout };
  }

  has(path: string): boolean {
    return existsSync(join(this.fake, path));
  }
}

describe.each(shells)('a drill on a node, in %s %s', (...words) => {
  const shell = words.filter((word) => word !== undefined);

  it('stops, and starts again what ran before; a second undo does nothing', () => {
    const node = new FakeNode('haproxy-stopped');
    node.active('haproxy', 'keepalived');
    expect(node.call(shell, 'act_now').code).toBe(0);
    expect(node.state('haproxy')).toBe('inactive');
    expect(node.call(shell, 'undo_now').code).toBe(0);
    expect(node.state('haproxy')).toBe('active');
    // Somebody stops it after the drill: that is not ours to undo.
    writeFileSync(join(node.fake, 'state/haproxy.service'), 'inactive\n');
    expect(node.call(shell, 'undo_now').code).toBe(0);
    expect(node.state('haproxy')).toBe('inactive');
    const told = readFileSync(join(node.dir, 'events'), 'utf8');
    expect(told).toMatch(/^fault \d{13}\nundo \d{13}\n$/);
  });

  it('a service goes by the first of its names that is active', () => {
    const services = ['mariadb.service', 'mysql.service', 'mysqld.service'];
    const node = new FakeNode('database-down', { ...params, services });
    node.active('mysql');
    expect(node.call(shell, 'act_now').code).toBe(0);
    expect(node.state('mysql')).toBe('inactive');
    expect(node.call(shell, 'undo_now').code).toBe(0);
    expect(node.state('mysql')).toBe('active');
    expect(node.has('state/mariadb.service')).toBe(false);
  });

  it('a service of which no name is active is told, and nothing is done', () => {
    const node = new FakeNode('nginx-stopped', { ...params, services: ['nginx.service'] });
    node.active('haproxy');
    expect(node.call(shell, 'act_now').code).not.toBe(0);
    expect(node.state('haproxy')).toBe('active');
    expect(node.has('hadeploy-drill-RUN/injected')).toBe(false);
  });

  it('an undo without a fault does nothing', () => {
    const node = new FakeNode('haproxy-stopped');
    writeFileSync(join(node.fake, 'state/haproxy.service'), 'inactive\n');
    expect(node.call(shell, 'undo_now').code).toBe(0);
    expect(node.state('haproxy')).toBe('inactive');
  });

  it('what does not run cannot be stopped: said, and not done', () => {
    const node = new FakeNode('keepalived-stopped');
    writeFileSync(join(node.fake, 'state/keepalived.service'), 'inactive\n');
    expect(node.call(shell, 'act_now').code).not.toBe(0);
    expect(node.has('hadeploy-drill-RUN/injected')).toBe(false);
  });

  it.each(['reboot', 'power-cut'] as const)('%s is never done in a container', (drill) => {
    const node = new FakeNode(drill);
    expect(node.call(shell, 'act_now').code).not.toBe(0);
    const calls = readFileSync(join(node.fake, 'calls'), 'utf8');
    expect(calls).toContain('systemd-detect-virt --container');
    expect(calls).not.toContain('reboot');
    expect(readFileSync(join(node.fake, 'sysrq'), 'utf8')).toBe('');
    expect(node.has('hadeploy-drill-RUN/injected')).toBe(false);
  });

  it('VRRP is dropped both ways in a table of our own, and the table goes again', () => {
    const node = new FakeNode('vrrp-blocked');
    expect(node.call(shell, 'act_now').code).toBe(0);
    const rules = readFileSync(join(node.fake, 'ruleset'), 'utf8');
    expect(rules.match(/meta l4proto 112 drop/g)).toHaveLength(2);
    expect(rules).toMatch(/chain input \{ type filter hook input/);
    expect(rules).toMatch(/chain output \{ type filter hook output/);
    expect(node.call(shell, 'undo_now').code).toBe(0);
    expect(node.has('ruleset')).toBe(false);
  });

  it('a server is refused by its address and port', () => {
    const node = new FakeNode('server-down');
    expect(node.call(shell, 'act_now').code).toBe(0);
    expect(readFileSync(join(node.fake, 'ruleset'), 'utf8')).toContain(
      'ip daddr 192.0.2.21 tcp dport 80 reject with tcp reset',
    );
  });

  it('killed with all its children', async () => {
    const node = new FakeNode('haproxy-killed');
    node.active('haproxy');
    const { spawn } = await import('node:child_process');
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], { stdio: 'pipe' });
    const child = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (data: Buffer) => resolve(Number(data.toString()))),
    );
    const ended = new Promise((resolve) => parent.on('exit', (_, signal) => resolve(signal)));
    writeFileSync(join(node.fake, 'pid'), `${parent.pid}\n`);
    expect(node.call(shell, 'act_now').code).toBe(0);
    expect(await ended).toBe('SIGKILL');
    const state = spawnSync('ps', ['-o', 'stat=', '-p', String(child)], { encoding: 'utf8' });
    expect(state.stdout.trim()).toMatch(/^(Z.*)?$/);
  });

  it('healing takes the fault back, gives the lease back and leaves nothing', () => {
    const node = new FakeNode('haproxy-stopped');
    node.active('haproxy');
    // 75 and its holder when another run has it.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const until = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])) + 60;
    const lease = join(node.fake, 'lib/pair/lease');
    writeFileSync(lease, `RUN\n${boot}\n${until}\n1\nanna\n`);
    expect(node.call(shell, 'hold', '5').code).toBe(0);
    expect(node.call(shell, 'act_now').code).toBe(0);
    expect(node.call(shell, 'heal').code).toBe(0);
    expect(node.state('haproxy')).toBe('active');
    expect(node.has('hadeploy-drill-RUN')).toBe(false);
    expect(node.has('lib')).toBe(false);
  });

  it('the lease of another run is left alone: no timer, no fault', () => {
    const node = new FakeNode('haproxy-stopped');
    node.active('haproxy');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const until = Math.floor(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0])) + 60;
    const lease = join(node.fake, 'lib/pair/lease');
    writeFileSync(lease, `OTHER\n${boot}\n${until}\n1\nbert\n`);
    expect(node.call(shell, 'inject', '5', '0').code).not.toBe(0);
    expect(node.state('haproxy')).toBe('active');
    expect(readFileSync(lease, 'utf8')).toContain('OTHER');
  });

  it('every drill is read whole', () => {
    for (const drill of [...drillNames, null]) {
      const [program = 'sh', ...args] = [...shell, '-n'];
      const { status, stderr } = spawnSync(program, args, { input: drillScript(drill) });
      expect(stderr.toString()).toBe('');
      expect(status).toBe(0);
    }
  });
});

describe('what travels to the node', () => {
  it('arrives as it was, whatever it is: no value becomes a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (hostile) => {
        fc.pre(!hostile.includes('\0'));
        const script = firstCall('RUN', null, { ...params, interface: hostile }, ['hold', 1]);
        const encoded = /base64 -d >params <<'END'[^\n]*\n([\s\S]*?)END/.exec(script)?.[1] ?? '';
        const text = Buffer.from(encoded, 'base64').toString();
        const { stdout } = spawnSync('sh', ['-c', `${text}\nprintf %s "$interface"`]);
        expect(stdout.toString()).toBe(Buffer.from(hostile).toString());
      }),
      { numRuns: 50 },
    );
  });
});
