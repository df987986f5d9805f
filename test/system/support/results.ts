import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../lab/support/lab.ts';

const file = join(repository, 'docs/systems.json');

export interface Step {
  what: string;
  ok: boolean;
  seconds: number;
}

export interface Drilled {
  drill: string;
  host: string;
  outageMs: number;
  boundMs: number;
  ok: boolean;
}

/** The last run of one system: the README's table is made of it. */
export interface Result {
  name: string;
  /** Its inventory. */
  cluster: string;
  about: string;
  date: string;
  commit: string;
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped. */
  reason?: string;
  /** What its nodes are. */
  nodes: string;
  /** Of all its hosts together. */
  memoryMiB: number;
  steps: Step[];
  drills: Drilled[];
  /** What the terminal showed of the last two commands; none where it did not come to that. */
  shown: Shown[];
}

export interface Shown {
  command: string;
  text: string;
}

function readResults(): Result[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Result[]) : [];
}

/** In the place of the run before. */
export function record(result: Omit<Result, 'date' | 'commit'>): void {
  const others = readResults().filter(({ name }) => name !== result.name);
  const all = [...others, { ...result, ...now() }];
  all.sort((one, other) => (one.name < other.name ? -1 : 1));
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

/** "-dirty" where the code differs from the commit; what a run writes is no code. */
function now(): { date: string; commit: string } {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { cwd: repository, encoding: 'utf8' }).trim();
  const changed = git(
    'status',
    '--porcelain',
    '--',
    ':/',
    ':!docs/systems.json',
    ':!README.md',
    ':!docs/systems',
  );
  const commit = git('rev-parse', '--short', 'HEAD') + (changed === '' ? '' : '-dirty');
  return { date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`, commit };
}
