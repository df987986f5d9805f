// npm run test:matrix [-- --pairs N --scenario NAME,... --fault NAME,... --every K --at TEXT
//   --limit-minutes M --seed S --report FILE --ledger FILE --uml N]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Field } from './field.ts';
import { codeHash, Ledger } from './ledger.ts';
import { casesOf, faults, scenarios, type Case, type Scenario } from './matrix.ts';
import { hosts, labCommand, makePair, onNode } from './pair.ts';
import { caseLine, markdownTable, writeReport } from './report.ts';
import { applyWords, buildRig, confirmSeconds, lastWords, rigRun, type Rig } from './rig-run.ts';
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
    ledger: { type: 'string' },
    uml: { type: 'string', default: '0' },
  },
});

function chosen<Name extends string>(text: string, names: readonly Name[]): Name[] {
  const words = text.split(',');
  const unknown = words.find((word) => !(names as readonly string[]).includes(word));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${names.join(', ')}`);
  return names.filter((name) => words.includes(name));
}

/** Of nodes with a kernel of their own: every tenth boundary is struck. */
const UML_EVERY = 10;

const started = Date.now();
const limitMs =
  values['limit-minutes'] === undefined ? Infinity : Number(values['limit-minutes']) * 60_000;
const inTime = (): boolean => Date.now() - started < limitMs;
const wanted = chosen(values.scenario, scenarios);
const directory = mkdtempSync(join(tmpdir(), 'hadeploy-matrix-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const ledger =
  values.ledger === undefined ? null : new Ledger(values.ledger, await codeHash(directory));
const verdicts: Verdict[] = [...(ledger?.verdicts ?? [])];
const fromEarlier = verdicts.length;
const notes: string[] = [];
if (ledger !== null && ledger.failures > 0)
  notes.push(
    `in earlier runs over the same code ${ledger.failures} cases failed and were run again; the table has their last run`,
  );
let crashed = 0;

type Boundaries = Partial<Record<Scenario, string[]>>;

/** Of one pair's runs without a fault. */
async function boundariesOn(field: Field): Promise<Boundaries> {
  const { first, change } = await field.explore();
  const found: Boundaries = { first: first.boundaries, change: change.boundaries };
  for (const scenario of ['invalid', 'gate'] as const) {
    if (!wanted.includes(scenario)) continue;
    await field.ensure('deployed', scenario === 'gate');
    const version = scenario === 'gate' ? 'blocked' : 'invalid';
    const words = applyWords(confirmSeconds(scenario, field.pair.kind));
    const failing = await rigRun(rig, { pair: field.pair, version, words });
    if (failing.code !== 1) {
      const code = String(failing.code);
      throw new Error(`${scenario} without a fault: exit code ${code}: ${lastWords(failing)}`);
    }
    found[scenario] = failing.boundaries;
  }
  return found;
}

/** What comes up on each of the pairs, as busy as the cases make them: a gate looks once more on one than on another. */
async function enumerate(all: Field[]): Promise<Boundaries> {
  const found = await Promise.all(
    all.map((field) => boundariesOn(field).catch(() => boundariesOn(field))),
  );
  return Object.fromEntries(
    wanted.map((scenario) => {
      const [one = [], ...others] = found.map((of) => of[scenario] ?? []);
      return [scenario, one.filter((boundary) => others.every((on) => on.includes(boundary)))];
    }),
  );
}

/** Takes from the first queue that has any, until time is up. */
async function work(field: Field, leader: Field, queues: Case[][]): Promise<void> {
  for (let troubles = 0; troubles < 5;) {
    if (!inTime()) return;
    const one = queues.find((queue) => queue.length > 0)?.shift();
    if (one === undefined) return;
    try {
      if (field.states.size < 3) await field.exploreLike(leader);
      const verdict = await runCase(field, one);
      verdicts.push(verdict);
      ledger?.add(verdict);
      say(caseLine(verdict, String(verdicts.length)));
      if (verdict.end === 'FAILED') say(await keepJournals(field, verdicts.length));
    } catch (error) {
      crashed += 1;
      troubles += 1;
      field.now = null;
      const what = `${field.pair.name} ${one.scenario} × ${one.fault} at ${one.boundary}`;
      say(`✖ ${what}: the test itself failed: ${String(error).slice(0, 800)}`);
    }
  }
}

/** What the nodes said, before they are made anew for the next case. */
async function keepJournals({ pair }: Field, number: number): Promise<string> {
  const kept = mkdtempSync(join(tmpdir(), `hadeploy-matrix-failed-${number}-`));
  await Promise.all(
    hosts.map(async (host) => {
      const text = await onNode(
        pair,
        host,
        'journalctl -b all -o short-precise --no-pager -n 600; tail -n +1 /var/lib/hadeploy/prod-bj/*/journal',
      ).catch((error: unknown) => String(error));
      writeFileSync(join(kept, `${pair.nodes[host]}.log`), text);
    }),
  );
  return `    journals: ${kept}`;
}

async function umlFields(rig: Rig): Promise<Field[]> {
  const count = Number(values.uml);
  if (count === 0) {
    notes.push('power cuts of nodes with a kernel of their own (UML): not asked for (--uml N)');
    return [];
  }
  try {
    await labCommand('uml', 'up', String(count));
    return Array.from(
      { length: count },
      (_, index) => new Field(makePair('uml', index + 1, directory), rig),
    );
  } catch (error) {
    notes.push(
      `power cuts of nodes with a kernel of their own: skipped, no UML nodes here: ${String(error).slice(0, 200)}`,
    );
    return [];
  }
}

// What the rig is made of: others may commit while it runs.
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const rig: Rig = { script: await buildRig(directory), directory };
const numbers = Array.from(
  { length: Number(values.pairs) },
  (_, index) => Number(values.first) + index,
);
const fields = numbers.map((number) => new Field(makePair('container', number, directory), rig));
// `pairs up` would also start what another run of ours has switched off.
if (!(await Promise.all(fields.map((field) => field.isThere()))).every((there) => there))
  await labCommand('pairs', 'up', String(Math.max(...numbers)));
const [leader] = fields;
if (leader === undefined) throw new Error('--pairs 1 or more');
notes.push(
  (await leader.losesUnsynced())
    ? 'power cuts of containers: their ext4 is shut down as it is (FS_IOC_SHUTDOWN), what was not synced is lost, as was seen before the first case; /run, /tmp and sysctls go, the kernel stays'
    : 'power cuts of containers: no disk of their own here, what was not synced stays; /run, /tmp and sysctls go',
);
const boundaries = await enumerate(fields);
for (const [scenario, all] of Object.entries(boundaries))
  say(`${scenario}: ${all.length} boundaries`);
const asked = chosen(values.fault, faults);
const every = Number(values.every);
const seed = Number(values.seed);
const all = casesOf(boundaries, { faults: asked, every, seed }).filter(
  ({ boundary }) => values.at === undefined || boundary.includes(values.at),
);
const known = all.filter((one) => ledger?.knows(one, 'container'));
const open = all.filter((one) => !known.includes(one));
const bare = open.filter(({ scenario }) => scenario === 'first');
const instants = open.filter(
  (one) => one.scenario === 'change' && one.boundary.includes(' confirm '),
);
const deployed = open.filter((one) => !bare.includes(one) && !instants.includes(one));
const slow = await umlFields(rig);
/** A case takes two minutes there: a sample of what containers do at every boundary. */
const cuts = casesOf(boundaries, {
  faults: asked.filter((fault) => fault === 'power' || fault === 'peer'),
  every: every * UML_EVERY,
  seed: seed + 1,
});
const planned = all.length + (slow.length > 0 ? cuts.length : 0);
const spent = ((Date.now() - started) / 1000).toFixed(0);
const earlier = known.length === 0 ? '' : `, ${known.length} of them done in earlier runs`;
say(`${planned} cases${earlier}, on ${fields.length + slow.length} pairs; ${spent} s so far`);
/** First of all pairs: bare hosts, which the others then need not become. Last: the two generals' instant. */
function queuesFor(index: number): Case[][] {
  if (index < forBare) return [bare, deployed, instants];
  if (index > 0 && index === fields.length - 1) return [instants, deployed, bare];
  return [deployed, instants, bare];
}

/** One queue for all UML pairs. */
const openCuts = cuts.filter((one) => !ledger?.knows(one, 'uml'));
const forBare = fields.length > 1 ? Math.max(1, Math.round(fields.length / 4)) : 0;
await Promise.all([
  ...fields.map((field, index) => work(field, leader, queuesFor(index))),
  ...slow.map((field) => work(field, leader, [openCuts])),
]);

const failed = verdicts.filter(({ end }) => end === 'FAILED').length + crashed;
const unreached = verdicts.filter(({ end }) => end === 'not reached').length;
const skipped = [bare, deployed, instants, slow.length > 0 ? openCuts : []].flat().length;
say('');
for (const line of markdownTable(verdicts)) say(line);
for (const verdict of verdicts.filter(({ end }) => end === 'FAILED'))
  say(caseLine(verdict, 'FAILED'));
if (values.report !== undefined) {
  const versions = await onNode(
    leader.pair,
    hosts[0],
    '. /etc/os-release; echo "$PRETTY_NAME"; dpkg-query -W -f "\\${Package} \\${Version}\\n" systemd haproxy keepalived 2>/dev/null; true',
  ).catch(() => 'unknown');
  writeReport(values.report, verdicts, {
    date: `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    commit,
    node: process.version,
    nodes: versions.trim().split('\n').join(', '),
    pairs: fields.length + slow.length,
    seed,
    boundaries,
    explored: fields.length,
    minutes: Math.round((Date.now() - started) / 60_000),
    planned,
    fromEarlier,
    skipped,
    notes,
  });
}
say('');
say(
  `${verdicts.length - failed + crashed - unreached} passed, ${failed} failed, ${skipped + unreached} skipped`,
);
process.exitCode = failed > 0 ? 1 : 0;
