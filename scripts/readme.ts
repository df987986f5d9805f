// Fills the marked parts of README.md with the output of the real commands on the lab's hosts, and those of README.md and
// docs/systems with what is made from source and from the last `npm run test:system`:
// npm run readme [-- --tables-only | --print PART]. Needs tmux: output is shown as a terminal shows it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exitCodeMeaning } from '../src/core/exit-code.ts';
import { figures } from './readme-figures.ts';
import { lastResults, shownOf, systemsTable } from './readme-systems.ts';

const parts: Record<string, string> = {
  inventory: fenced('yaml', yamlBody(readFileSync('inventory/prod-bj.yaml', 'utf8'))),
  'exit-codes': exitCodeTable(),
  figures: figures('bench/results/latest.json'),
  systems: systemsTable(lastResults()),
};
const printed = process.argv[process.argv.indexOf('--print') + 1] ?? '';
if (process.argv.includes('--print')) {
  process.stdout.write(`${parts[printed] ?? `no such part: ${printed}`}\n`);
} else {
  if (!process.argv.includes('--tables-only')) Object.assign(parts, await story());
  fill('README.md', parts);
  // A run that failed, or went on without showing anything, leaves what the one before has shown.
  const shownResults = lastResults().filter(
    ({ name, outcome, shown }) => name.length === 1 && outcome === 'passed' && shown.length > 0,
  );
  for (const { cluster, shown } of shownResults) {
    fill(`docs/systems/${cluster}.md`, { shown: fenced('console', shownOf(shown)) });
  }
}

function fill(file: string, replacements: Record<string, string>): void {
  writeFileSync(file, filled(file, readFileSync(file, 'utf8'), replacements));
}

function filled(file: string, text: string, replacements: Record<string, string>): string {
  return Object.entries(replacements).reduce((before, [name, content]) => {
    const begin = `<!-- made by npm run readme: ${name} -->`;
    const start = before.indexOf(begin);
    const end = before.indexOf('<!-- end -->', start);
    if (start < 0 || end < 0) throw new Error(`${file} has no place for ${name}`);
    return `${before.slice(0, start + begin.length)}\n${content}\n${before.slice(end)}`;
  }, text);
}

async function story(): Promise<Record<string, string>> {
  execFileSync('bash', ['test/lab/lab', 'reset'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const directory = mkdtempSync(join(tmpdir(), 'hadeploy-readme-'));
  const write = (connect: string): void =>
    writeFileSync(
      join(directory, 'inventory/prod-bj.yaml'),
      `extends: ${resolve('test/lab/inventory/prod-bj.yaml')}\nhaproxy: { timeouts: { connect: ${connect} } }\n`,
    );
  mkdirSync(join(directory, 'inventory'));
  const shown = (...words: string[]): Promise<string> => inTerminal(directory, words);
  try {
    write('5s');
    const plan = await shown('plan', 'prod-bj');
    const apply = await shown('apply', 'prod-bj', '--yes');
    const again = await shown('apply', 'prod-bj', '--yes');
    write('3s');
    const change = await shown('apply', 'prod-bj', '--yes');
    const status = await shown('status', 'prod-bj');
    const history = await shown('history', 'prod-bj');
    const verify = await shown('verify', 'prod-bj');
    const drill = ['--failover', '--drill', 'haproxy-stopped', '--limit', 'prod-bj-lb01', '--yes'];
    const drilled = await shown('verify', 'prod-bj', ...drill);
    const rollback = await shown('rollback', 'prod-bj', '--yes');
    return {
      plan: fenced('console', withoutContents(plan)),
      apply: fenced('console', withoutPlan(apply)),
      again: fenced('console', again),
      change: fenced('console', change),
      status: fenced('console', status),
      history: fenced('console', history),
      verify: fenced('console', verify),
      drill: fenced('console', withoutChecks(drilled)),
      rollback: fenced('console', withoutPlan(rollback)),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What a terminal shows of one command when it has ended, with the command above it. */
async function inTerminal(directory: string, words: string[]): Promise<string> {
  const session = `hadeploy-readme-${process.pid}`;
  const ended = join(directory, 'ended');
  const main = resolve('dist/main.js');
  const command = `cd ${directory}; node ${main} ${words.join(' ')}; echo $? >${ended}; sleep 60`;
  const tmux = (...args: string[]): string => execFileSync('tmux', args, { encoding: 'utf8' });
  rmSync(ended, { force: true });
  tmux('new-session', '-d', '-s', session, '-x', '120', '-y', '400', command);
  try {
    for (let tries = 0; !exists(ended); tries += 1) {
      if (tries > 600) throw new Error(`hadeploy ${words.join(' ')} did not end`);
      await pause(100);
    }
    await pause(200);
    const code = Number(readFileSync(ended, 'utf8'));
    if (code !== (words[0] === 'plan' ? 2 : 0)) {
      throw new Error(`hadeploy ${words.join(' ')} ended with ${code}`);
    }
    const screen = tmux('capture-pane', '-p', '-J', '-t', session).replace(/ +$/gm, '').trimEnd();
    return `$ hadeploy ${words.join(' ')}\n${screen}`;
  } finally {
    tmux('kill-session', '-t', session);
  }
}

function exists(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** New files in full are long: their first lines tell enough here. */
function withoutContents(text: string): string {
  let added = 0;
  const lines = text.split('\n').flatMap((line) => {
    added = /^ {6}\+(?!\+\+)/.test(line) ? added + 1 : 0;
    if (added === 4) return ['       …'];
    return added > 4 ? [] : [line];
  });
  return lines.join('\n');
}

/** The command and what follows the plan, which the reader has seen. */
function withoutPlan(text: string): string {
  const lines = text.split('\n');
  const stage = lines.findIndex((line) => /^\S+ stage /.test(line));
  if (stage < 0) throw new Error(`no stage in:\n${text}`);
  return [lines[0], '…', ...lines.slice(stage)].join('\n');
}

/** The command and what follows the checks, which the reader has seen. */
function withoutChecks(text: string): string {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => /^[✔⚠✖] (prod-bj-lb\d+ {2}| {8})/.test(line));
  return [lines[0], '…', ...lines.slice(last + 1)].join('\n');
}

/** Without the comment on top, which is about the site. */
function yamlBody(text: string): string {
  return text.slice(text.indexOf('cluster:')).trimEnd();
}

function exitCodeTable(): string {
  const rows = Object.entries(exitCodeMeaning).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  return ['| exit code | meaning |', '| --- | --- |', ...rows].join('\n');
}

function fenced(language: string, text: string): string {
  return `\n\`\`\`${language}\n${text}\n\`\`\`\n`;
}
