// npm run test:matrix [-- --pairs N --scenario NAME,... --fault NAME,... --every K --at TEXT
//   --limit-minutes M --seed S --report FILE]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Field } from './field.ts';
import { casesOf, faults, scenarios, type Case, type Scenario } from './matrix.ts';
import { hosts, labCommand, makePair, onNode } from './pair.ts';
import { caseLine, markdownTable, writeReport } from './report.ts';
import { applyWords, buildRig, lastWords, rigRun, type Rig } from './rig-run.ts';
import { runCase, type Verdict } from './run-case.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '4' },
    first: { type: 'string', default: '1' },
    scenario: { type: 'string', default: scenarios.join(',') },
    fault: { type: 'string', default: faults.join(',') },
    every: { type: 'string', default: '1' },
    at: { type: 'string' },
    'limit-minutes': { type: 'string' },
    seed: { type: 'string', default: '1' },
    report: { type: 'string' },
  },
});

function chosen<Name extends string>(text: string, names: readonly Name[]): Name[] {
  const words = text.split(',');
  const unknown = words.find((word) => !(names as readonly string[]).includes(word));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(', ')}`);
  return names.filter((name) => words.includes(name));
}

const started = Date.now();
const limitMs =
  values['limit-minutes'] === undefined ? Infinity : Number(values['limit-minutes']) * 60_000;
const wanted = chosen(values.scenario, scenarios);
const directory = mkdtempSync(join(tmpdir(), 'hadeploy-matrix-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const verdicts: Verdict[] = [];
let crashed = 0;
let planned: Case[] = [];
const boundaries: Partial<Record<Scenario, string[]>> = {};

/** Runs without a fault, on every pair for what its states look like; the first pair's boundaries are the matrix. */
async function prepare(rig: Rig): Promise<Field[]> {
  const numbers = Array.from(
    { length: Number(values.pairs) },
    (_, index) => Number(values.first) + index,
  );
  await labCommand('pairs', 'up', String(Math.max(...numbers)));
  const fields = numbers.map((number) => new Field(makePair(number, directory), rig));
  const [leader, ...others] = fields;
  if (leader) await enumerate(rig, leader);
  // Two at once: a first deploy is mostly dpkg's work, and this machine's.
  const waiting = [...others];
  const explore = async (): Promise<void> => {
    for (let field = waiting.shift(); field; field = waiting.shift()) await field.explore();
  };
  await Promise.all([explore(), explore()]);
  return fields;
}

async function enumerate(rig: Rig, field: Field): Promise<void> {
  const ran = await field.explore();
  boundaries.first = ran.first.boundaries;
  boundaries.change = ran.change.boundaries;
  for (const scenario of ['invalid', 'gate'] as const) {
    if (!wanted.includes(scenario)) continue;
    await field.ensure('deployed', scenario === 'gate');
    const version = scenario === 'gate' ? 'blocked' : 'invalid';
    const words = applyWords(scenario);
    const failing = await rigRun(rig, { pair: field.pair, version, words });
    if (failing.code !== 1)
      throw new Error(
        `${scenario}: exit code ${failing.code}, not 1, without a fault: ${lastWords(failing)}`,
      );
    boundaries[scenario] = failing.boundaries;
  }
}

/** Cases that need bare hosts are one pair's work as long as there are others, which then need no reset. */
async function work(field: Field, mine: Case[], others: Case[]): Promise<void> {
  for (;;) {
    if (Date.now() - started > limitMs) return;
    const one = mine.shift() ?? others.shift();
    if (one === undefined) return;
    try {
      const verdict = await runCase(field, one);
      verdicts.push(verdict);
      say(caseLine(verdict, `${verdicts.length}/${planned.length}`));
    } catch (error) {
      crashed += 1;
      field.now = null;
      say(
        `✖ ${field.pair.name} ${one.scenario} × ${one.fault} at ${one.boundary}: the test itself failed: ${String(error).slice(0, 2000)}`,
      );
      if (crashed > 20) return;
    }
  }
}

const rig: Rig = { script: await buildRig(directory), directory };
const fields = await prepare(rig);
const chosenBoundaries = Object.fromEntries(
  wanted.map((scenario) => [scenario, boundaries[scenario] ?? []]),
) as typeof boundaries;
for (const scenario of wanted) say(`${scenario}: ${boundaries[scenario]?.length ?? 0} boundaries`);
planned = casesOf(chosenBoundaries, {
  faults: chosen(values.fault, faults),
  every: Number(values.every),
  seed: Number(values.seed),
}).filter(({ boundary }) => values.at === undefined || boundary.includes(values.at));
const bare = planned.filter(({ scenario }) => scenario === 'first');
const deployed = planned.filter(({ scenario }) => scenario !== 'first');
say(
  `${planned.length} cases on ${fields.length} pairs, ${((Date.now() - started) / 1000).toFixed(0)} s for the runs without a fault`,
);
const forBare = fields.length > 1 ? Math.max(1, Math.round(fields.length / 4)) : 0;
await Promise.all(
  fields.map((field, index) =>
    index < forBare ? work(field, bare, deployed) : work(field, deployed, bare),
  ),
);

const failed = verdicts.filter(({ end }) => end === 'FAILED').length + crashed;
const unreached = verdicts.filter(({ end }) => end === 'not reached').length;
const skipped = planned.length - verdicts.length - crashed;
say('');
for (const line of markdownTable(verdicts)) say(line);
for (const verdict of verdicts.filter(({ end }) => end === 'FAILED'))
  say(caseLine(verdict, 'FAILED'));
const nodeVersions = await onNode(
  fields[0]?.pair ?? makePair(1, directory),
  hosts[0],
  '. /etc/os-release; echo "$PRETTY_NAME"; dpkg-query -W -f "\\${Package} \\${Version}\\n" systemd haproxy keepalived 2>/dev/null; true',
).catch(() => 'unknown');
if (values.report !== undefined)
  writeReport(values.report, verdicts, {
    date: new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
    node: process.version,
    nodes: nodeVersions.trim().split('\n').join(', '),
    pairs: fields.length,
    seed: Number(values.seed),
    boundaries: Object.fromEntries(
      wanted.map((scenario) => [scenario, boundaries[scenario]?.length ?? 0]),
    ),
    minutes: Math.round((Date.now() - started) / 60_000),
    planned: planned.length,
    skipped,
    notes: ['power cuts are those of containers: the disk stays, /run, /tmp and sysctls go'],
  });
say('');
say(
  `${verdicts.length - failed + crashed - unreached} passed, ${failed} failed, ${skipped + unreached} skipped`,
);
process.exitCode = failed > 0 ? 1 : 0;
