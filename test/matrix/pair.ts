import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Inventory names, the same in every pair; `a` has the higher priority. */
export const hosts = ['prod-bj-lb01', 'prod-bj-lb02'] as const;
export type HostName = (typeof hosts)[number];

export const lab = resolve('test/lab/lab');
const network = process.env['LAB_NET'] ?? '198.51.100';

/** Which inventory: as deployed, its change, and two that must fail. */
export const versions = ['x', 'y', 'invalid', 'blocked'] as const;
export type Version = (typeof versions)[number];

/** Two nodes of the lab with VIPs, VRIDs and projects of their own. */
export interface Pair {
  name: string;
  /** `uml`: it has a kernel of its own, and is slow. Power cuts of both lose what was not synced (test/lab/disks.sh). */
  kind: 'container' | 'uml';
  /** Lab names by inventory name. */
  nodes: Record<HostName, string>;
  vips: [string, string];
  projects: Record<Version, string>;
}

/** Container pair 1 is p1a and p1b, the UML pair 1 u1a and u1b, and so on. */
export function makePair(kind: Pair['kind'], index: number, directory: string): Pair {
  const name = `${kind === 'uml' ? 'u' : 'p'}${index}`;
  // The last digits of its VIPs; see the table of hosts in test/lab/README.md.
  const number = kind === 'uml' ? 6 + index : index;
  const octet = kind === 'uml' ? 89 + 2 * index : 21 + 10 * index;
  const pair: Pair = {
    name,
    kind,
    nodes: { 'prod-bj-lb01': `${name}a`, 'prod-bj-lb02': `${name}b` },
    vips: [`${network}.${100 + number}`, `${network}.${200 + number}`],
    projects: Object.fromEntries(
      versions.map((version) => [version, join(directory, name, version)]),
    ) as Pair['projects'],
  };
  for (const version of versions) {
    const project = pair.projects[version];
    mkdirSync(join(project, 'inventory'), { recursive: true });
    writeFileSync(
      join(project, 'inventory/prod-bj.yaml'),
      inventory(pair, { number, octet }, version),
    );
    writeFileSync(join(project, 'haproxy.cfg.liquid'), invalidOnOneNode(pair));
  }
  return pair;
}

/** Every apply changes keepalived.conf too, whichever of x and y is there. */
const intervals: Record<Version, number> = { x: 2, y: 3, invalid: 4, blocked: 4 };

function inventory(
  pair: Pair,
  { number, octet }: { number: number; octet: number },
  version: Version,
): string {
  const [internal, external] = pair.vips;
  const binds = pair.vips.map((vip) => `'${vip}:80'`).join(', ');
  return `extends: ${resolve('test/lab/inventory/prod-bj.yaml')}
connection: { connect_timeout: 3 }
hosts:
  prod-bj-lb01: { address: ${network}.${octet} }
  prod-bj-lb02: { address: ${network}.${octet + 1} }
vrrp:
  instances:
    INTERNAL_VIP: { vrid: ${110 + number}, vip: ${internal} }
    PUBLIC_VIP: { vrid: ${130 + number}, vip: ${external} }
  track: { haproxy: { interval: ${intervals[version]} } }
haproxy:
  maxconn: ${version === 'y' ? 4001 : 4000}
${version === 'invalid' ? '  config: ../haproxy.cfg.liquid\n' : ''}  frontends:
    http_front: { bind: [${binds}] }
${version === 'blocked' ? `    blocked: { bind: ['${internal}:8080'], default_backend: http_back }\n` : ''}`;
}

/** Only one node refuses it: the other has staged by then, and must forget it. */
function invalidOnOneNode(pair: Pair): string {
  return `defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
frontend front
${pair.vips.map((vip) => `    bind ${vip}:80`).join('\n')}
    http-request return status 200
{%- if host.name == 'prod-bj-lb02' %}
    no such directive
{%- endif %}
`;
}

/** Something else than haproxy has the port on the second node; also after a power cut. */
export const blocker = {
  host: hosts[1],
  place: `cat >/etc/systemd/system/matrix-blocker.service <<'END'
[Service]
SuccessExitStatus=143
ExecStart=/usr/bin/socat TCP-LISTEN:8080,fork,reuseaddr /dev/null
[Install]
WantedBy=sysinit.target
END
systemctl daemon-reload; systemctl enable --now -q matrix-blocker.service; sync -f /etc/systemd/system
`,
  remove: `systemctl disable --now -q matrix-blocker.service 2>/dev/null
rm -f /etc/systemd/system/matrix-blocker.service; systemctl daemon-reload; sync -f /etc/systemd/system
`,
};

/** A script as root on a node; in a container past its sshd and any cut link. Rejects where it fails. */
export async function onNode(pair: Pair, host: HostName, script: string): Promise<string> {
  const node = pair.nodes[host];
  const words =
    pair.kind === 'uml'
      ? ['ssh', '-F', 'test/lab/run/ssh_config', node, 'sudo sh -s']
      : await intoContainer(`hadeploy-lab-${node}`);
  const { code, stdout, stderr } = await run(words, { input: script, limitMs: 30_000 });
  if (code !== 0) throw new Error(`${pair.nodes[host]}: exit code ${code}: ${stderr || stdout}`);
  return stdout;
}

/** Of containers that run: their id and first process. */
const containers = new Map<string, { id: string; pid: string }>();

/** By way of its namespaces: `docker exec` costs ten times as much, and nodes are looked at twice a second. */
async function intoContainer(name: string): Promise<string[]> {
  if (process.getuid?.() !== 0) return ['docker', 'exec', '-i', name, 'sh', '-s'];
  const known = containers.get(name);
  if (!known || !isOf(known)) {
    const { stdout } = await run(['docker', 'inspect', '-f', '{{.Id}} {{.State.Pid}}', name]);
    const [id = '', pid = '0'] = stdout.trim().split(' ');
    if (pid === '0') throw new Error(`${name} does not run`);
    containers.set(name, { id, pid });
  }
  const pid = containers.get(name)?.pid ?? '0';
  return ['nsenter', '-t', pid, '-m', '-u', '-i', '-n', '-p', 'sh', '-s'];
}

function isOf({ id, pid }: { id: string; pid: string }): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(id);
  } catch {
    return false;
  }
}

export async function onBoth(pair: Pair, script: string): Promise<Record<HostName, string>> {
  const [a, b] = await Promise.all(hosts.map((host) => onNode(pair, host, script)));
  return { 'prod-bj-lb01': a ?? '', 'prod-bj-lb02': b ?? '' };
}

export async function labCommand(...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await run(['bash', lab, ...words]);
  if (code !== 0) throw new Error(`lab ${words.join(' ')}: exit code ${code}: ${stderr || stdout}`);
}

export interface Ended {
  /** null: by a signal. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** It did not end by itself. */
  hung: boolean;
}

export async function run(
  [command = '', ...words]: string[],
  given: { input?: string; env?: Record<string, string>; limitMs?: number } = {},
): Promise<Ended> {
  const child = spawn(command, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...given.env },
  });
  let hung = false;
  const limit = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, given.limitMs ?? 120_000);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  child.stdin.end(given.input ?? '');
  const code = await new Promise<number | null>((done) => {
    child.on('error', () => done(127));
    child.on('close', done);
  });
  clearTimeout(limit);
  return { code, stdout, stderr, hung };
}
