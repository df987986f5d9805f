import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case } from './matrix.ts';
import { run } from './pair.ts';
import type { Verdict } from './run-case.ts';

interface Entry {
  /** Of everything an apply consists of; see `codeHash`. */
  code: string;
  verdict: Verdict;
}

/**
 * Verdicts of earlier runs over the same code, one JSON line each: all cases take hours, and a run that is
 * cut off goes on where it was. Other code, and everything begins anew; a case that failed, or whose boundary did not come
 * up, is run again.
 */
export class Ledger {
  readonly #file: string;
  readonly #code: string;
  readonly verdicts: Verdict[];
  /** Failures on record over this code, whatever the same cases did in another run. */
  readonly failures: number;

  constructor(file: string, code: string) {
    this.#file = file;
    this.#code = code;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    const entries = lines
      .flatMap((line) => parsed(line) ?? [])
      .filter((entry) => entry.code === code);
    this.failures = entries.filter(({ verdict }) => verdict.end === 'FAILED').length;
    const known = entries
      .filter(({ verdict }) => verdict.end !== 'FAILED' && verdict.end !== 'not reached')
      .map(({ verdict }): [string, Verdict] => [`${verdict.kind} ${keyOf(verdict.one)}`, verdict]);
    // A case counts once, however often it was run.
    this.verdicts = [...new Map(known).values()];
  }

  knows(one: Case, kind: Verdict['kind']): boolean {
    return this.verdicts.some(
      (verdict) => verdict.kind === kind && keyOf(verdict.one) === keyOf(one),
    );
  }

  add(verdict: Verdict): void {
    mkdirSync(dirname(this.#file), { recursive: true });
    appendFileSync(this.#file, `${JSON.stringify({ code: this.#code, verdict })}\n`);
  }
}

function keyOf({ scenario, fault, boundary }: Case): string {
  return `${scenario} ${fault} ${boundary}`;
}

/** null for a line that was cut off. */
function parsed(line: string): Entry | null {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return null;
  }
}

/**
 * Of what apply and resume of the pair are made of, from the command line down to connections and the scripts on a node;
 * not how it is shown, nor what refuses a run before its first message, nor products and roles that the pair has not.
 */
export async function codeHash(directory: string): Promise<string> {
  const metafile = join(directory, 'meta.json');
  const { code, stderr } = await run([
    'node_modules/.bin/esbuild',
    ...['src/cli/apply.ts', 'src/cli/resume.ts', 'src/ssh/connect.ts', 'src/ssh/tcp.ts'],
    ...['--bundle', '--platform=node', '--format=esm'],
    ...['--packages=external', '--external:./src/cli/lint-gate.ts', '--log-level=warning'],
    ...[`--outdir=${join(directory, 'hashed')}`, `--metafile=${metafile}`],
  ]);
  if (code !== 0) throw new Error(stderr);
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8')) as { inputs: object };
  const sources = Object.keys(inputs).filter(
    (file) => !/^src\/(?:ui|mysql|nginx|nftables)\//.test(file),
  );
  const scripts = readdirSync('src/remote', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/^src\/remote\/(?:drill|verify)\//.test(file));
  const playbook = [...withIncluded('playbooks/haproxy-keepalived.yaml')];
  const hash = createHash('sha256');
  for (const file of [...sources, ...scripts, ...playbook, 'inventory/prod-bj.yaml'].sort())
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** A playbook, role or template, with the roles and templates that it names. */
function withIncluded(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = readFileSync(file, 'utf8');
  const roles = [...text.matchAll(/- include: ([\w-]+)/g)].map(([, name]) => `roles/${name}.yaml`);
  const templates = [...text.matchAll(/template: ([\w.-]+)|render '([\w-]+)'/g)].map(
    ([, template, partial]) => `templates/${template ?? partial}.liquid`,
  );
  for (const name of [...roles, ...templates]) withIncluded(`playbooks/${name}`, known);
  return known;
}
