import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const run = resolve('test/lab/run');
const main = resolve('dist/main.js');
export const nodes = ['lb01', 'lb02'] as const;
type NodeName = (typeof nodes)[number];

export function labReset(): void {
  execFileSync('bash', ['test/lab/lab', 'reset'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Where the lab's hosts are: the lines of lab.env. */
export function labAddresses(): Record<string, string> {
  const lines = readFileSync(join(run, 'lab.env'), 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('='))) as Record<string, string>;
}

/** Nobody has been logged in for a while: the first login starts the user manager, 60 to 90 ms. */
export function forgetLogins(): boolean {
  return nodes.every((node) => onNode(node, ['systemctl', 'stop', 'user@*.service']));
}

/** Seven reloads or starts in ten seconds are more than systemd allows; here they are the bench's own. */
export function forgetStarts(): void {
  for (const node of nodes) onNode(node, ['systemctl', 'reset-failed']);
}

function onNode(node: NodeName, command: string[]): boolean {
  const { status } = spawnSync('docker', ['exec', `hadeploy-lab-${node}`, ...command]);
  return status === 0;
}

/** A line that is slow: where each node is reached instead. */
export type Ports = Record<NodeName, number>;

/** A project of its own whose pair is the lab's, with one line that can be changed. */
export class BenchProject {
  readonly #directory = mkdtempSync(join(tmpdir(), 'hadeploy-bench-project-'));
  readonly #ports: Ports | null;
  #connectTimeout = 5;
  #weight = -20;

  constructor(ports: Ports | null) {
    this.#ports = ports;
    mkdirSync(join(this.#directory, 'inventory'));
    process.on('exit', () => rmSync(this.#directory, { recursive: true, force: true }));
    for (const name of ['internal_vip', 'public_vip']) {
      writeFileSync(join(this.#directory, name), 'bench', { mode: 0o600 });
    }
    if (ports) writeFileSync(this.#knownHosts, this.#knownHostLines(ports));
    this.#write();
  }

  /** The next plan has one changed line of haproxy.cfg. */
  changeOneLine(): void {
    this.#connectTimeout = this.#connectTimeout === 5 ? 3 : 5;
    this.#write();
  }

  /** The next plan restarts keepalived on both nodes: a playbook that wants that, and another weight. */
  restartKeepalived(): void {
    const playbook = readFileSync(resolve('playbooks/haproxy-keepalived.yaml'), 'utf8');
    mkdirSync(join(this.#directory, 'playbooks'), { recursive: true });
    writeFileSync(
      join(this.#directory, 'playbooks/haproxy-keepalived.yaml'),
      playbook.replace(/reload_on: (\[\S*keepalived\.conf\])/, 'restart_on: $1'),
    );
    this.#weight -= 1;
    this.#write();
  }

  hadeploy(command: string, ...flags: string[]): string[] {
    return [process.execPath, main, '-C', this.#directory, command, 'prod-bj', ...flags];
  }

  /** The system's ssh to both nodes at once, cold: what nobody can be faster than by much. */
  sshTrue(): string[] {
    const options = '-o ControlMaster=no -o ControlPath=none';
    const calls = nodes.map((node) => {
      const to = this.#ports
        ? `-o UserKnownHostsFile=${this.#knownHosts} -o HostName=127.0.0.1 -p ${this.#ports[node]} ${node}`
        : node;
      return `ssh -F ${run}/ssh_config ${options} ${to} true & p${node}=$!`;
    });
    const waits = nodes.map((node) => `wait $p${node}`).join(' && ');
    return ['bash', '-c', `${calls.join('; ')}; ${waits}`];
  }

  get #knownHosts(): string {
    return join(this.#directory, 'known_hosts');
  }

  #knownHostLines(ports: Ports): string {
    const keys = readFileSync(join(run, 'known_hosts'), 'utf8').split('\n');
    return nodes
      .map((node) => {
        const key = keys.find((line) => line.split(' ')[0]?.split(',').includes(node));
        return `[127.0.0.1]:${ports[node]} ${key?.split(' ').slice(1).join(' ')}\n`;
      })
      .join('');
  }

  #write(): void {
    const hosts = nodes.map((node) => {
      const { [node]: port } = this.#ports ?? {};
      return `  prod-bj-${node}: { address: 127.0.0.1, connection: { port: ${port} } }\n`;
    });
    const line = this.#ports
      ? `connection: { known_hosts: ${this.#knownHosts} }\nhosts:\n${hosts.join('')}`
      : '';
    writeFileSync(
      join(this.#directory, 'inventory/prod-bj.yaml'),
      `extends: ${resolve('test/lab/inventory/prod-bj.yaml')}\n${line}` +
        `secrets: { internal_vip: { file: ../internal_vip }, public_vip: { file: ../public_vip } }\n` +
        `haproxy: { timeouts: { connect: ${this.#connectTimeout}s } }\n` +
        `vrrp: { track: { haproxy: { interval: 2, weight: ${this.#weight} } } }\n`,
    );
  }
}
