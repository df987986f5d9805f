import { afterAll, describe, expect, it, type TestContext } from 'vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { hadeploy, titlesOf, type Ended } from '../../lab/support/hadeploy.ts';
import { lab, repository } from '../../lab/support/lab.ts';
import { onNode } from '../../lab/support/node.ts';
import { differences, leftovers, snapshot, type Snapshot } from '../../lab/support/snapshot.ts';
import { total } from './bounds.ts';
import { record, type Drilled, type Shown, type Step } from './results.ts';
import { rowOf, runDrill } from './run-drill.ts';
import type { System } from './system.ts';

/** The lab's exit code for what a machine lacks. */
const UNAVAILABLE = 69;

/** What a run of hadeploy on the slowest nodes may take; a hang is longer. */
const limit = { timeout: 900_000 };

/**
 * One reference system from bare hosts and back: each step goes on where the one before has stopped, and is skipped where
 * that has failed. Where this machine cannot have its hosts, all of it is skipped, with the reason in its name.
 */
export async function story(system: System): Promise<void> {
  const { name, cluster } = system;
  const missing = await lab('system', name).then(() => null, reasonOf);
  const about = aboutOf(cluster);
  const nothing = { nodes: '', memoryMiB: 0, steps: [], drills: [], shown: [] };
  if (missing !== null) {
    record({ name, cluster, about, outcome: 'skipped', reason: missing, ...nothing });
    describe.skip(`${name} ${cluster}: ${missing}`, () => it('stands', () => {}));
    return;
  }
  const steps: Step[] = [];
  const drills: Drilled[] = [];
  const shown: Shown[] = [];
  const step = stepsOf(steps);
  const hosts = Object.values(system.nodes);
  let facts = { nodes: '', memoryMiB: 0 };

  afterAll(() => {
    const outcome = steps.every(({ ok }) => ok) ? 'passed' : 'failed';
    record({ name, cluster, about, outcome, ...facts, steps, drills, shown });
  });

  describe(`${name} ${cluster}`, limit, () => {
    let bare: Snapshot[];
    let first: Ended;

    step('bare', async () => {
      const prepared = Object.entries(system.prepare ?? {});
      await Promise.all(prepared.map(([host, script]) => onNode(host, script)));
      bare = await Promise.all(hosts.map(snapshot));
      first = await run('plan');
      expect(ended(first)).toEqual({ code: 2, stderr: '' });
    });

    step('apply', async () => {
      const applied = await run('apply', '--yes', '--confirm-timeout', '300');
      expect(ended(applied)).toEqual({ code: 0, stderr: '' });
      expect(titlesOf(applied)).toEqual(titlesOf(first));
      facts = await factsOf(system);
    });

    step('verify', healthy);

    step('second apply', async () => {
      const again = await run('apply', '--yes');
      expect(ended(again)).toEqual({ code: 0, stderr: '' });
      expect(titlesOf(again)).toEqual([]);
    });

    for (const { what, prove } of system.proofs ?? []) step(what, prove);

    const failover = (system.failover ?? []).flatMap(({ host, drills: names, bounds }) =>
      names.map((drill) => ({ host, drill, bound: bounds?.[drill] })),
    );
    for (const { host, drill, bound } of failover) {
      step(`drill: ${drill} on ${host}`, async () => {
        const words = ['--failover', '--drill', drill, '--limit', host];
        const drilled = await run('verify', ...words, '--yes');
        const rows = (drilled.result.drills ?? []).map(rowOf);
        drills.push(...rows);
        expect(problemsIn(drilled)).toEqual([]);
        expect(drilled.code).toBe(0);
        expect(rows.length).toBeGreaterThan(0);
        if (bound === undefined) return;
        for (const { boundMs } of rows) expect(boundMs).toBeLessThanOrEqual(total(bound));
      });
    }

    for (const drill of system.drills ?? []) {
      step(`drill: ${drill.what}`, async () => {
        const { row, failures } = await runDrill(drill);
        drills.push(row);
        await healthy();
        expect(row.outageMs, failures).toBeLessThanOrEqual(row.boundMs);
      });
    }

    step('what a terminal shows', async () => {
      const [drilled] = failover;
      await show('verify', cluster);
      if (drilled === undefined) return;
      const words = ['--failover', '--drill', drilled.drill, '--limit', drilled.host, '--yes'];
      await show('verify', cluster, ...words);
    });

    step('rollback to bare', async () => {
      const transaction = firstTransaction(await run('history'));
      const back = await run('rollback', transaction, '--yes', '--confirm-timeout', '300');
      expect(ended(back)).toEqual({ code: 0, stderr: '' });
      // Installed packages stay: what they bring is no change any more.
      const after = await run('plan');
      expect(managed(after)).toEqual(managed(first));
      const now = await Promise.all(hosts.map(snapshot));
      expect(now.map((one, i) => kernelOf(bare[i], one))).toEqual(hosts.map(() => []));
      expect(await each(hosts, leftovers)).toEqual(hosts.map(() => ''));
    });
  });

  /** A node that came back a moment ago may have its VIP again only now. */
  async function healthy(): Promise<void> {
    await expect
      .poll(async () => problemsIn(await run('verify')), { timeout: 90_000, interval: 2_000 })
      .toEqual([]);
  }

  async function show(...words: string[]): Promise<void> {
    const { code, stdout, stderr } = await hadeploy(words);
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    shown.push({ command: `hadeploy ${words.join(' ')}`, text: stdout.trimEnd() });
  }

  function run(command: string, ...words: string[]): Promise<Ended> {
    return hadeploy([command, cluster, ...words, '--json']);
  }
}

/** Why this machine cannot have the hosts. Throws what is no such reason: a lab that is broken proves nothing. */
function reasonOf(error: unknown): string {
  const { code, stderr } = error as { code: unknown; stderr: string };
  if (code !== UNAVAILABLE) throw error;
  return stderr.trim().split('\n').at(-1) ?? '';
}

/** What the shipped inventory of the same name says; a variant of the lab has a word more. */
function aboutOf(cluster: string): string {
  const file = `${cluster.replace(/-(debian\d+|rhel)$/, '')}.yaml`;
  const text = readFileSync(join(repository, 'inventory', file), 'utf8');
  const inventory = parse(text, { logLevel: 'silent' }) as { about: string };
  return inventory.about;
}

/** `it`, noted, and skipped where an earlier one failed. */
function stepsOf(steps: Step[]): (what: string, work: () => Promise<void>) => void {
  return (what, work) =>
    it(what, async ({ skip }: TestContext) => {
      const failed = steps.find(({ ok }) => !ok);
      if (failed !== undefined && what !== 'rollback to bare')
        skip(`after a failed ${failed.what}`);
      const step: Step = { what, ok: false, seconds: 0 };
      steps.push(step);
      const started = Date.now();
      try {
        await work();
        step.ok = true;
      } finally {
        step.seconds = Math.round((Date.now() - started) / 100) / 10;
      }
    });
}

function ended({ code, stderr, events }: Ended): { code: number | null; stderr: string } {
  const last = events.at(-1);
  const message = last?.event === 'result' ? (last.message ?? '') : '';
  return { code, stderr: stderr + (code === 0 || code === 2 ? '' : message) };
}

/** Failed checks, and what is wrong with a drill. */
function problemsIn({ result, stderr }: Ended): string[] {
  const failed = (result.checks ?? []).filter(({ ok }) => !ok);
  const drills = (result.drills ?? []) as {
    drill: string;
    problems?: string[];
    skipped?: string;
  }[];
  return [
    ...(stderr === '' ? [] : [stderr]),
    ...(result.ok || failed.length > 0 ? [] : [result.message ?? 'not ok']),
    ...failed.map(({ host, title, detail }) => `${host ?? 'cluster'}: ${title}: ${detail}`),
    ...drills.flatMap(({ drill, problems = [], skipped }) =>
      [...problems, ...(skipped === undefined ? [] : [`skipped: ${skipped}`])].map(
        (problem) => `${drill}: ${problem}`,
      ),
    ),
  ];
}

function each(hosts: string[], script: string): Promise<string[]> {
  return Promise.all(hosts.map((host) => onNode(host, script)));
}

/** The oldest that was confirmed: the first apply. */
function firstTransaction({ result }: Ended): string {
  const all = (result.transactions ?? []) as { id: string }[];
  const oldest = all.map(({ id }) => id).toSorted()[0];
  if (oldest === undefined) throw new Error('no transaction in the history');
  return oldest;
}

/** What a plan would touch, whether it is there or not; but for modules of the kernel, which stay loaded. */
function managed(plan: Ended): string[] {
  return titlesOf(plan)
    .filter((title) => !/^\S+ (install|run modprobe) /.test(title))
    .map((title) => title.replace(/^(\S+) (create|update|change|replace) /, '$1 write '))
    .toSorted();
}

/**
 * Addresses and sysctls that are not as before; but for those that ip_vs brings, which stays loaded, and those that the kernel
 * reckons from its memory anew at each boot.
 */
function kernelOf(before: Snapshot | undefined, after: Snapshot): string[] {
  return differences(before ?? new Map<string, string>(), after, {
    except:
      /^(?!address |sysctl )|^sysctl net\.ipv4\.(vs\.|(tcp|udp)_[rw]?mem|inet_peer_threshold|tcp_(max_(orphans|tw_buckets)|ehash_entries))/,
  });
}

async function factsOf(system: System): Promise<{ nodes: string; memoryMiB: number }> {
  const hosts = Object.values(system.nodes);
  const kinds = await each(
    hosts,
    // The lab's RHEL family has real dnf and rpm, but Debian's binaries under them: nobody may take it for more.
    `. /etc/os-release; printf '%s' "$NAME $VERSION_ID"
     [ "$ID" = debian ] || [ ! -e /etc/debian_version ] || printf ' (real dnf and rpm, binaries of Debian)'
     for program in 'keepalived -v' 'haproxy -v' 'nginx -v' 'mariadbd --version'; do
       $program 2>&1 | grep -Eom 1 '[0-9]+\\.[0-9]+\\.[0-9]+' | sed "s/^/, \${program%% *} /" | tr -d '\\n'
     done; true`,
  );
  const memory = await lab('memory', ...hosts, ...(system.others ?? []));
  return { nodes: [...new Set(kinds)].join('; '), memoryMiB: Number(memory) };
}
