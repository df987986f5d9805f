import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cluster } from '../../src/core/cluster.ts';
import { loadCluster } from '../../src/inventory/load.ts';
import { bindSteps } from '../../src/playbook/bind.ts';
import { loadPlaybook } from '../../src/playbook/load.ts';
import { stepKinds } from '../../src/steps/kinds.ts';

/** Why there can be no real database here; null: there can. */
export function missing(): string | null {
  if (process.getuid?.() !== 0) return 'it needs root, as on a node';
  const lacking = ['mariadbd', 'mariadb', 'mariadb-dump', 'mariadb-install-db'].filter(
    (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
  );
  return lacking.length === 0 ? null : `${lacking.join(', ')} not installed`;
}

/** Quotes, backslashes, a comment and a blank: what SQL, option files and shells act on. */
export const PASSWORD = `a'b"c\\d#e; $(id) \`x\``;

const PORT = 33_071;
const addresses = { db1: '127.0.0.1', db2: '127.0.0.2' };
export type Name = keyof typeof addresses;

/** One node: what the shipped playbook puts there, and a server of its own in a directory of its own. */
export class Database {
  readonly name: Name;
  readonly dir: string;
  readonly #bin: string;
  #server: ChildProcess | null = null;

  private constructor(name: Name, root: string) {
    this.name = name;
    this.dir = join(root, name);
    this.#bin = join(this.dir, 'bin');
  }

  static async make(name: Name, root: string, peerAddress?: string): Promise<Database> {
    const node = new Database(name, root);
    for (const dir of ['', 'data', 'bin', 'conf', 'etc'])
      mkdirSync(join(node.dir, dir), { recursive: true });
    spawnSync('chmod', ['755', root, node.dir]);
    spawnSync('chown', ['nobody', join(node.dir, 'data')]);
    await node.#deploy(root, peerAddress);
    node.#writeDefaults();
    node.#writePrograms();
    return node;
  }

  /** As the inventory `mysql-pair` has it, with paths and addresses of this machine. */
  async cluster(root: string, peerAddress?: string): Promise<Cluster> {
    const project = join(root, `project-${this.name}`);
    mkdirSync(join(project, 'inventory'), { recursive: true });
    const at = { ...addresses };
    if (peerAddress !== undefined) at[this.name === 'db1' ? 'db2' : 'db1'] = peerAddress;
    writeFileSync(
      join(project, 'inventory/mysql-pair.yaml'),
      `extends: ${join(process.cwd(), 'inventory/mysql-pair.yaml')}
hosts: { db1: { address: ${at.db1} }, db2: { address: ${at.db2} } }
mysql:
  bind: ${addresses[this.name]}
  port: ${PORT}
  config_dir: ${this.dir}/conf
  data_dir: ${this.dir}/data
  options: { innodb_buffer_pool_size: 16M, innodb_log_file_size: 8M, performance_schema: 'OFF' }
`,
    );
    const env = { HADEPLOY_SECRET_REPLICATION: PASSWORD };
    return loadCluster({ projectDir: project, cluster: 'mysql-pair', env });
  }

  async #deploy(root: string, peerAddress?: string): Promise<void> {
    const cluster = await this.cluster(root, peerAddress);
    const { file } = stepKinds;
    const host = cluster.hosts.find(({ name }) => name === this.name);
    if (host === undefined || file === undefined) throw new Error('no such host');
    const needs = (params: unknown) => {
      const { path, content, mode } = params as { path: string; content: Buffer; mode: string };
      const here = path.replace('/etc/hadeploy-mysql', join(this.dir, 'etc'));
      writeFileSync(here, content, { mode: Number.parseInt(mode, 8) });
      return file.needs(params as never);
    };
    const playbook = loadPlaybook({
      projectDir: dirname(cluster.file),
      name: cluster.playbook,
      kinds: stepKinds,
    });
    bindSteps({ playbook, cluster, host, kinds: { ...stepKinds, file: { ...file, needs } } });
  }

  #writeDefaults(): void {
    const { dir } = this;
    const defaults = `[mysqld]
datadir = ${dir}/data
socket = ${dir}/data/socket
pid-file = ${dir}/data/pid
log-error = ${dir}/data/log
[client]
socket = ${dir}/data/socket
!include ${dir}/conf/99-hadeploy.cnf
`;
    writeFileSync(join(dir, 'my.cnf'), defaults);
  }

  /** The programs that the scripts call, with this node's defaults instead of those of /etc; nobody instead of mysql. */
  #writePrograms(): void {
    const defaults = `--defaults-file=${this.dir}/my.cnf`;
    const program = (name: string, body: string): void =>
      writeFileSync(join(this.#bin, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const real = (name: string): string =>
      spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    const asNobody = `for word do shift; case $word in --user=mysql) word=--user=nobody ;; esac; set -- "$@" "$word"; done`;
    program('mariadbd', `${asNobody}\nexec ${real('mariadbd')} ${defaults} "$@"`);
    program(
      'mariadb-install-db',
      `${asNobody}\nexec ${real('mariadb-install-db')} ${defaults} --skip-test-db --auth-root-authentication-method=socket "$@"`,
    );
    program(
      'mariadb',
      `case \${1:-} in --defaults-file=*) exec ${real('mariadb')} "$@" ;; esac\nexec ${real('mariadb')} ${defaults} "$@"`,
    );
    program('chown', `shift; exec ${real('chown')} nobody "$@"`);
    program('systemctl', 'exit 3');
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${this.#bin}:${process.env['PATH'] ?? ''}` };
  }

  /** A script of the node: its exit code and all that it said. */
  script(name: 'seed.sh' | 'replicate.sh', word: string): { code: number; said: string } {
    const { status, stdout, stderr } = spawnSync('sh', [join(this.dir, 'etc', name), word], {
      encoding: 'utf8',
      env: this.#env,
    });
    return { code: status ?? -1, said: stdout + stderr };
  }

  /** What `verify` asks, as the node answers. */
  asked(script: string): { code: number; text: string } {
    const { status, stdout } = spawnSync('sh', ['-c', script, 'mysql', `${this.dir}/data`], {
      encoding: 'utf8',
      env: this.#env,
    });
    return { code: status ?? -1, text: stdout };
  }

  async start(...options: string[]): Promise<void> {
    this.#server = spawn('mariadbd', ['--user=mysql', ...options], {
      env: this.#env,
      stdio: 'ignore',
    });
    await until(() => this.try('SELECT 1').ok, `${this.name} answers`);
  }

  /** As a power cut would: nothing is written any more. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGKILL');
    await ended;
  }

  /** A new disk. */
  empty(): void {
    rmSync(join(this.dir, 'data'), { recursive: true });
    mkdirSync(join(this.dir, 'data'));
    spawnSync('chown', ['nobody', join(this.dir, 'data')]);
  }

  has(path: string): boolean {
    return existsSync(join(this.dir, 'data', path));
  }

  try(sql: string): { ok: boolean; said: string } {
    const { status, stdout, stderr } = spawnSync(
      'mariadb',
      ['--batch', '--skip-column-names', '-e', sql],
      {
        encoding: 'utf8',
        env: this.#env,
      },
    );
    return { ok: status === 0, said: (stdout + stderr).trim() };
  }

  sql(statement: string): string {
    const { ok, said } = this.try(statement);
    if (!ok) throw new Error(`${this.name}: ${statement}: ${said}`);
    return said;
  }
}

export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited 90 s until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
