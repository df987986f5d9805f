import { beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../src/core/change.ts';
import { stepKinds } from '../../src/steps/kinds.ts';
import { hadeploy, type Ended } from './support/hadeploy.ts';
import { addresses, lab, labDirectory } from './support/lab.ts';
import { situations, type Situation } from './support/laws.ts';
import { nodes, onBoth, onNode, type Node } from './support/node.ts';
import { project } from './support/project.ts';
import {
  changedOn,
  differences,
  leftovers,
  snapshots,
  untouched,
  type Snapshot,
} from './support/snapshot.ts';

type Pair = Record<Node, Snapshot>;

const indented = situations.map(({ steps }) => steps.replace(/^/gm, '  ')).join('\n');

function lawProject(more = ''): string {
  const directory = project({
    'inventory/laws.yaml': `cluster: laws
playbook: laws
connection: { user: ops, identity: ${labDirectory}/run/id_ed25519, known_hosts: ${labDirectory}/run/known_hosts }
hosts: { lb01: { address: ${addresses.LB01} }, lb02: { address: ${addresses.LB02} } }
`,
    'playbooks/laws.yaml': `name: laws\nsteps:\n${indented}\n${more}`,
    'playbooks/law.bin': 'no newline, \u0000 and \u00ff',
    'playbooks/templates/law.liquid': 'host {{ host.name }}\n',
  });
  return directory;
}

const run = (directory: string, ...words: string[]): Promise<Ended> =>
  hadeploy([...words, '--json'], { project: directory });

function endedWith(code: number, ended: Ended): Ended {
  const { stderr, events, result } = ended;
  const why = events.filter(({ event }) => event === 'failure' || event === 'output');
  expect({ code: ended.code, stderr }, `${result.message}\n${JSON.stringify(why)}`).toEqual({
    code,
    stderr: '',
  });
  return ended;
}

/** The changes that a plan announces for a host, in full. */
function announced(ended: Ended, host: string): Change[] {
  return ended.events.flatMap((event) =>
    event.event === 'plan'
      ? event.changes.flatMap((planned) => (planned.host === host ? [planned.change] : []))
      : [],
  );
}

/** Names of a snapshot that this change is about. */
function namesOf(change: Change): RegExp {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  switch (change.op) {
    case 'file':
    case 'directory':
      return new RegExp(`^(file|sum|time) ${literal(change.path)}$`);
    case 'sysctl':
      return new RegExp(`^sysctl ${literal(change.key)}$`);
    case 'service':
      return new RegExp(
        `^(unit|since|switch) ${literal(change.unit)}$|^(file|time) /etc/systemd/system/[a-z.-]+\\.wants/${literal(change.unit)}$`,
      );
    case 'package':
    case 'command':
    case 'wait':
      return /^never$/;
  }
}

/** Directories move when something in them does; hadeploy's own records are its own. */
const moved =
  /^(own |time \/etc$|time \/etc\/(sysctl\.d|law[^/]*|systemd\/system(\/[a-z.-]+(\/law-stop\.service)?)?)$|time \/var\/lib$)/;
const nameOf = (difference: string): string => difference.slice(0, difference.lastIndexOf(': '));
const concerns = ({ word }: Situation, text: string): boolean =>
  new RegExp(`(^|[^\\w-])${word.replace(/[.]/g, '\\.')}(?![\\w-]*\\.wants)`).test(text);

describe('the step laws', { timeout: 60_000 }, () => {
  const directory = lawProject();
  let before: Pair;
  let planned: Ended;
  let after: Pair;
  let again: Ended;
  let back: Pair;
  let reverted: Pair;

  beforeAll(async () => {
    await lab('reset');
    await onBoth(
      `${situations.map(({ before = '' }) => before).join('\n')}\nsystemctl daemon-reload`,
    );
    before = await snapshots();
    planned = endedWith(2, await run(directory, 'plan', 'laws'));
    const failed = await run(
      lawProject(
        `  - command: { run: 'echo on purpose; exit 3', unless: 'false' }\n    hosts: [lb02]\n`,
      ),
      ...['apply', 'laws', '--yes'],
    );
    endedWith(1, failed);
    reverted = await snapshots();
    endedWith(0, await run(directory, 'apply', 'laws', '--yes'));
    after = await snapshots();
    again = await run(directory, 'plan', 'laws');
    endedWith(0, await run(directory, 'rollback', 'laws', '--yes'));
    back = await snapshots();
  });

  it('every kind has a situation, and every kind but package one in which nothing is to do', () => {
    const kinds = Object.keys(stepKinds).filter((kind) => kind !== 'package');
    expect([...new Set(situations.map(({ kind }) => kind))].sort()).toEqual(kinds.sort());
  });

  describe.each(situations)('$kind: $when', (situation) => {
    const own = (changes: Change[]): Change[] =>
      changes.filter((change) =>
        concerns(situation, `${change.title} ${'path' in change ? change.path : ''}`),
      );

    it(situation.nothing ? 'nothing is announced' : 'is announced', () => {
      for (const node of nodes) {
        expect(own(announced(planned, node)).length > 0).toBe(!situation.nothing);
      }
    });

    it('honest: what was announced has happened, and nothing else', () => {
      for (const node of nodes) {
        const changes = own(announced(planned, node));
        const seen = differences(before[node], after[node], { except: moved })
          .map(nameOf)
          .filter((name) => concerns(situation, name));
        const unannounced = seen.filter(
          (name) =>
            !changes.some((change) => namesOf(change).test(name)) && !situation.touches?.test(name),
        );
        expect(unannounced).toEqual([]);
        const missing = changes
          .filter(({ op }) => op !== 'wait' && op !== 'command')
          .filter((change) => !seen.some((name) => namesOf(change).test(name)));
        expect(missing.map(({ title }) => title)).toEqual([]);
        for (const change of changes) expectAsAnnounced(change, after[node]);
      }
    });

    it('idempotent: after the apply there is nothing to do', () => {
      for (const node of nodes) expect(own(announced(again, node))).toEqual([]);
    });

    it('reversible: a revert by the node leaves what was, times included', () => {
      for (const node of nodes) {
        const left = differences(before[node], reverted[node], { except: moved }).map(nameOf);
        // A service that ran is told again: its start time is another one.
        expect(
          left.filter((name) => concerns(situation, name) && !name.startsWith('since ')),
        ).toEqual([]);
      }
    });

    it('reversible: a rollback leaves what was', () => {
      for (const node of nodes) {
        const left = differences(before[node], back[node], { state: true }).filter((line) =>
          concerns(situation, nameOf(line)),
        );
        expect(left).toEqual([]);
      }
    });
  });

  it('honest: nothing happened that no situation knows of', () => {
    for (const node of nodes) {
      const changes = announced(planned, node);
      const unannounced = differences(before[node], after[node], { except: moved })
        .map(nameOf)
        .filter((name) => !changes.some((change) => namesOf(change).test(name)))
        .filter((name) => !situations.some(({ touches }) => touches?.test(name)));
      expect(unannounced).toEqual([]);
    }
  });

  it('reversible: nothing at all is left of a revert, nor of a rollback', async () => {
    expect(changedOn(before, back, { state: true })).toEqual(untouched);
    const except = new RegExp(`${moved.source}|^since law-(reload|restart|stop|enable)`);
    expect(changedOn(before, reverted, { except })).toEqual(untouched);
    expect(await onBoth(leftovers)).toEqual({ lb01: '', lb02: '' });
  });

  it('reversible: extended attributes are there again after a revert', async () => {
    const read = `perl -e 'my ($p, $n, $b) = ("/etc/law-old", "user.law", " " x 16); my $c = \`uname -m\` =~ /x86_64/ ? 191 : 8; my $l = syscall($c, $p, $n, $b, 16); print $l < 0 ? "none" : substr($b, 0, $l)'`;
    await onNode('lb01', situations.find(({ word }) => word === 'law-old')?.before ?? 'false');
    expect(await onNode('lb01', read)).toBe('kept');
    const one = lawProject(`  - command: { run: 'exit 3', unless: 'false' }\n`);
    expect((await run(one, 'apply', 'laws', '--yes', '--limit', 'lb01')).code).toBe(1);
    expect(await onNode('lb01', read)).toBe('kept');
  });

  it('a service that no file of its own concerns keeps running, through apply, revert and rollback', () => {
    for (const node of nodes) {
      for (const since of ['since law-keep.service', 'since law-enable.service']) {
        expect(before[node].get(since)).toMatch(/MainPID=[1-9]/);
        for (const later of [reverted, after, back])
          expect(later[node].get(since)).toBe(before[node].get(since));
      }
    }
  });

  it('no path became a command', async () => {
    expect(await onBoth('find / -xdev -name law-trapped 2>/dev/null || true')).toEqual({
      lb01: '',
      lb02: '',
    });
  });
});

/** A command that states no undo stays, packages stay: the plan says so, and so it is. */
describe('what a rollback cannot undo', { timeout: 60_000 }, () => {
  const steps = `
  - package: [psmisc]
  - command: { run: 'echo stays >/etc/law-stays', creates: /etc/law-stays }
`;
  const files = (more = ''): Record<string, string> => ({
    'inventory/stays.yaml': `cluster: stays
playbook: stays
connection: { user: ops, identity: ${labDirectory}/run/id_ed25519, known_hosts: ${labDirectory}/run/known_hosts }
hosts: { lb02: { address: ${addresses.LB02} } }
`,
    'playbooks/stays.yaml': `name: stays\nsteps:${steps}${more}`,
  });
  const state = `dpkg-query -W -f '\${db:Status-Status}\\n' psmisc 2>/dev/null || echo none; ls /etc/law-stays 2>/dev/null || echo none`;

  it('the plan says it, a revert leaves it and says it, a second apply is empty, a rollback leaves it', async () => {
    const failing = project(files("  - command: { run: 'exit 3', unless: 'false' }\n"));
    const plan = await run(failing, 'plan', 'stays');
    const undo = announced(plan, 'lb02').map((change) => ('undo' in change ? change.undo : null));
    expect(undo[0]).toEqual({ none: expect.stringMatching(/packages stay/) as string });
    expect(undo[1]).toEqual({ none: expect.stringMatching(/no `undo`/) as string });

    const failed = await hadeploy(['apply', 'stays', '--yes'], { project: failing });
    expect(failed.code).toBe(1);
    expect(failed.stdout + failed.stderr).toMatch(/installed packages stay: psmisc/);
    expect(await onNode('lb02', `${state}; rm /etc/law-stays`)).toBe('installed\n/etc/law-stays\n');

    const directory = project(files());
    expect((await run(directory, 'apply', 'stays', '--yes')).code).toBe(0);
    expect((await run(directory, 'plan', 'stays')).code).toBe(0);
    expect((await run(directory, 'rollback', 'stays', '--yes')).code).toBe(0);
    expect(await onNode('lb02', state)).toBe('installed\n/etc/law-stays\n');
  });
});

function expectAsAnnounced(change: Change, after: Snapshot): void {
  if (change.op === 'file' && change.after !== null) {
    const { mode, owner, group } = change.after;
    const { size, sha256 } = change.after.content as unknown as { size: number; sha256: string };
    expect(after.get(`file ${change.path}`)).toBe(`f ${Number(mode)} ${owner}:${group} ${size} `);
    expect(after.get(`sum ${change.path}`)).toBe(sha256);
  }
  if (change.op === 'file' && change.after === null)
    expect(after.has(`file ${change.path}`)).toBe(false);
  if (change.op === 'directory' && change.after !== null) {
    const { mode, owner, group } = change.after;
    expect(after.get(`file ${change.path}`)).toBe(`d ${Number(mode)} ${owner}:${group}`);
  }
  if (change.op === 'sysctl') {
    expect(after.get(`sysctl ${change.key}`)?.split(/\s+/)).toEqual(change.after.split(/\s+/));
  }
  if (change.op === 'service') {
    expect(after.get(`switch ${change.unit}`)).toBe(change.after.enabled ? 'enabled' : 'disabled');
    expect(after.get(`unit ${change.unit}`) !== undefined).toBe(change.after.active);
  }
}
