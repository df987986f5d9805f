import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeDirectory, shells } from './node-shell.ts';

const unit = 'web.service';

let node: NodeDirectory;
beforeEach(() => {
  node = new NodeDirectory('20260101T000000Z-abcdef');
  change('restart');
  node.write('journal', '1 begin 01-web\n');
  writeFileSync(join(node.root, 'asked'), '');
});
afterEach(() => node.remove());

function change(action: string): void {
  for (const file of ['changes', 'changes.reverse'])
    node.write(file, `service 01-web ${unit} yes ${action}\n`);
}

/** A systemd that says what it is told to, and remembers what it was asked for. */
function fake(isEnabled: string, isActive: string): string {
  return `systemctl() {
	printf '%s\\n' "$*" >>"$root/asked"
	case $1 in
	is-enabled) ${isEnabled} ;;
	is-active) ${isActive} ;;
	esac
}
`;
}

/** What it was asked to do. */
function done(): string[] {
  return readFileSync(join(node.root, 'asked'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !/^(is-|reset-failed)/.test(line));
}

describe.each(shells)('the backup of a service, in %s', (shell) => {
  it.each([
    ['enabled', 'active', 'enabled active'],
    ['enabled', 'reloading', 'enabled active'],
    ['disabled', 'activating', 'disabled activating'],
    ['static', 'failed', 'static failed'],
    // The name of a unit that is not there: said by newer versions of systemd only.
    ['not-found', 'inactive', 'not-found inactive'],
    ['', 'inactive', 'not-found inactive'],
  ])('of one that is "%s" and %s says: %s', (enabled, active, expected) => {
    const systemctl = fake(`echo '${enabled}'; return 1`, `echo '${active}'; return 3`);
    expect(node.call(shell, `${systemctl}stage_backup`).code).toBe(0);
    expect(node.read('backup/01-web')).toBe(`${expected}\n`);
  });

  it.each([
    ['does not answer', 'return 124', 'return 124'],
    ['answers one question only', 'return 124', 'echo active'],
    ['says something else', 'echo enabled', 'echo Failed to connect to bus'],
  ])('of a systemd that %s: nothing is staged', (_, enabled, active) => {
    const calls = `have_systemd() { true; }\n${fake(enabled, active)}stage_backup`;
    expect(node.call(shell, calls).code).toBe(1);
    expect(node.read('journal')).toMatch(
      / output 01-web systemctl does not say how web.service is/,
    );
    expect(node.has('backup/01-web')).toBe(false);
  });
});

describe.each(shells)('addresses that move, in %s', (shell) => {
  const address = '192.0.2.10';
  const ip = `ip() { printf '%s\\n' "ip $*" >>"$root/asked"; echo '2: eth0 inet ${address}/24 scope global'; }\n`;
  const removed = () => done().filter((line) => line.startsWith('ip address del'));
  beforeEach(() => node.write('floating', `${address} ${unit} 4\n`));

  it('go with the daemon that died of this change', () => {
    node.call(shell, `${fake('return 0', 'echo failed; return 3')}${ip}remove_orphans`);
    expect(removed()).toEqual([`ip address del ${address}/24 dev eth0`]);
  });

  it('stay where nothing was done to their daemon', () => {
    node.write('journal', '1 begin 02-other\n');
    node.call(shell, `${fake('return 0', 'echo failed; return 3')}${ip}remove_orphans`);
    expect(removed()).toEqual([]);
  });

  it('stay where systemd does not say that it is dead', () => {
    node.call(shell, `${fake('return 0', 'return 124')}${ip}remove_orphans`);
    expect(removed()).toEqual([]);
  });

  it('stay where they were there before, and their daemon did not run', () => {
    const dead = fake('return 1', 'echo inactive; return 3');
    expect(node.call(shell, `${dead}${ip}stage_backup`).code).toBe(0);
    node.call(shell, `${dead}${ip}remove_orphans`);
    expect(removed()).toEqual([]);
  });
});

describe.each(shells)('a boot after a lost power, in %s', (shell) => {
  /** Nothing of this reaches the systemd of the machine on which it runs. */
  const recorded = `command() { shift; printf '%s\\n' "$*" >>"$root/asked"; }
timeout() { shift 4; printf '%s\\n' "$*" >>"$root/asked"; }
have_systemd() { false; }
`;
  function boot(was: string): string[] {
    node.write('backup/01-web', `${was}\n`);
    for (const outcome of ['confirm', 'revert']) node.write(`decision.${outcome}`, `${outcome}\n`);
    expect(node.call(shell, `${recorded}boot`).code).toBe(0);
    return done().filter((line) => line.startsWith('--no-block'));
  }

  it('starts what this transaction had taken out of the boot', () => {
    const stop = `--no-block stop -- ${unit}`;
    expect(boot('enabled active').filter((line) => line !== stop)).toEqual([
      '--no-block daemon-reload',
      `--no-block start -- ${unit}`,
    ]);
  });

  it.each(['disabled active', 'enabled inactive'])('leaves one that was %s', (was) => {
    expect(boot(was)).not.toContain(`--no-block start -- ${unit}`);
  });
});

describe.each(shells)('the undo of a command, in %s', (shell) => {
  const undone = (script: string, more = '') => {
    node.write('candidate/01-run.undo', script);
    return node.call(shell, `${more}logged 01-run undo_command "$dir/candidate/01-run.undo"`);
  };

  it('is told with its words and its code', () => {
    expect(undone('echo done; exit 3').code).toBe(3);
    expect(node.read('journal')).toMatch(/ output 01-run done\n/);
  });

  it('may leave something behind that holds its output', () => {
    const started = Date.now();
    expect(undone('sleep 5 & echo done').code).toBe(0);
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  it('is ended when it does not end', () => {
    const soon = 'timeout() { shift 3; command timeout -k 1 0.3 "$@"; }\n';
    expect(undone('sleep 5', soon).code).toBe(124);
    expect(node.read('journal')).toMatch(/ output 01-run it did not end within 60 s\n/);
  });
});

describe.each(shells)('a change, in %s', (shell) => {
  it('is not begun once the node goes back', () => {
    node.write('decision', 'revert\n');
    expect(node.call(shell, 'perform 02-x touch "$dir/touched"').code).toBe(1);
    expect(node.has('touched')).toBe(false);
    expect(node.read('journal')).toMatch(/ output 02-x too late: it goes back already\n/);
  });

  it('has not begun because a daemon has said so', () => {
    node.write('journal', '1 output 01-x we shall begin 02-y\n2 output 01-x: end activate 0\n');
    expect(node.call(shell, 'begun 02-y').code).toBe(1);
  });
});

describe.each(shells)('the revert of a service, in %s', (shell) => {
  /** A unit that is enabled and runs by now. */
  const now = fake('return 0', 'return 0');
  const revert = (phases: string) =>
    node.call(shell, `${now}revert_failed=no\n${phases}\necho "$revert_failed"`).stdout;

  it.each([
    'alias',
    'static',
    'indirect',
    'generated',
    'transient',
    'linked',
    'masked',
    'enabled',
    'enabled-runtime',
  ])('takes nothing out of the boot that was %s', (enabled) => {
    node.write('backup/01-web', `${enabled} active\n`);
    expect(revert('run_reverse revert_stops')).toBe('no\n');
    expect(done()).toEqual([]);
  });

  it.each(['disabled', 'not-found'])('disables again what was %s', (enabled) => {
    node.write('backup/01-web', `${enabled} inactive\n`);
    expect(revert('run_reverse revert_stops')).toBe('no\n');
    expect(done()).toEqual([`stop -- ${unit}`, `disable -- ${unit}`]);
  });

  it.each(['restart', 'reload', 'start', 'hold'])(
    'does not wait for one that was only starting, after %s',
    (action) => {
      change(action);
      node.write('backup/01-web', 'enabled activating\n');
      expect(revert('run_reverse revert_stops; run_reverse revert_services')).toBe('no\n');
      expect(done()).toEqual([`--no-block restart -- ${unit}`]);
    },
  );

  it('lets it start where nothing was done to it', () => {
    change('none');
    node.write('backup/01-web', 'enabled activating\n');
    expect(revert('run_reverse revert_stops; run_reverse revert_services')).toBe('no\n');
    expect(done()).toEqual([]);
  });

  it('restarts one that ran, and waits for it', () => {
    node.write('backup/01-web', 'enabled active\n');
    expect(revert('run_reverse revert_stops; run_reverse revert_services')).toBe('no\n');
    expect(done()).toEqual([`restart -- ${unit}`]);
  });
});

describe.each(shells)('the configuration that a daemon runs with, in %s', (shell) => {
  const running = () => node.call(shell, 'running_config 01-web').stdout;

  it('is the backup of the file that this transaction has replaced', () => {
    node.write('changes', 'file 02-conf /etc/web.conf any 0644 root root\n');
    node.write('candidate/01-web.config', '/etc/web.conf\n');
    expect(running()).toBe('');
    node.write('backup/02-conf', 'old');
    expect(running()).toBe(join(node.own, 'backup/02-conf'));
  });

  it('is the one in place where it has replaced another file, or none is named', () => {
    node.write('changes', 'file 02-conf /etc/web.conf any 0644 root root\n');
    node.write('backup/02-conf', 'old');
    expect(running()).toBe('');
    node.write('candidate/01-web.config', '/etc/other.conf\n');
    expect(running()).toBe('');
  });
});
