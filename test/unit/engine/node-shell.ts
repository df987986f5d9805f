import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transactionScript } from '../../../src/engine/remote-script.ts';

/** What nodes have as their sh. */
export const shells = ['dash', 'bash', 'busybox sh'];

interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function runIn(shell: string, script: string, words: string[] = []): Said {
  const [command = '', ...options] = shell.split(' ');
  const { status, stdout, stderr } = spawnSync(command, [...options, script, ...words], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: status, stdout, stderr };
}

const dispatcher = transactionScript().lastIndexOf('\nphase=$1\n');
/** Never the units of the machine on which this runs. */
const noSystemd = 'have_systemd() { false; }\nsystemctl() { :; }\n';

/** A temporary /var/lib/hadeploy/CLUSTER with one transaction of ours in it. */
export class NodeDirectory {
  readonly root = mkdtempSync(join(tmpdir(), 'hadeploy-test-'));
  readonly id: string;
  readonly own: string;

  constructor(id: string) {
    this.id = id;
    this.own = join(this.root, id);
    mkdirSync(this.own);
    this.write('meta', '1\nanna@laptop\napply\na b\n');
    this.write('changes', '');
  }

  write(name: string, content: string): void {
    const path = join(this.own, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  read(name: string): string {
    return readFileSync(join(this.own, name), 'utf8');
  }

  has(name: string): boolean {
    return existsSync(join(this.own, name));
  }

  /** A lease that runs for another minute. */
  lease(run: string): void {
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const uptime = Number.parseInt(readFileSync('/proc/uptime', 'utf8'));
    writeFileSync(join(this.root, 'lease'), `${run}\n${bootId}\n${uptime + 60}\n1\nanna@laptop\n`);
  }

  /** As hadeploy calls it: `sh transaction.sh PHASE`. */
  phase(shell: string, ...words: string[]): Said {
    const text = transactionScript();
    this.write(
      'transaction.sh',
      text.slice(0, dispatcher) + `\n${noSystemd}` + text.slice(dispatcher),
    );
    return runIn(shell, join(this.own, 'transaction.sh'), words);
  }

  /** `calls` where the phase would be chosen; they may define functions anew. */
  call(shell: string, calls: string): Said {
    this.write(
      'transaction.sh',
      transactionScript().slice(0, dispatcher) + `\n${noSystemd}${calls}\n`,
    );
    return runIn(shell, join(this.own, 'transaction.sh'));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
