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
