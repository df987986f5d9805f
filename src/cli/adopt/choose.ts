import type { AdoptedNode, AdoptedPair } from '../../adopt/pair.ts';
import { unsaidSection } from '../../adopt/haproxy-section.ts';
import { badInput, type Problem } from '../../core/failure.ts';
import { name as nameSchema } from '../../core/schema.ts';
import type { CommandRun } from '../command-run.ts';
import type { Found } from './found.ts';
import { candidateOf, type Choice } from './candidate.ts';
import { settled, type Given, type Settled } from './settle.ts';
import { tryOut } from './trial.ts';
import { firstDifference, mainFiles, type MainDifference } from './differences.ts';

export interface Chosen extends Settled {
  /** Why a configuration is not said by the inventory itself. */
  why: Map<string, string>;
}

const noInstance = 'an inventory has no words for any of its instances';

/** The project that says most of the pair in the inventory itself and changes least. Throws `bad-input`. */
export async function choose(run: CommandRun, cluster: string, found: Found): Promise<Chosen> {
  const packages = packagesOf(found);
  const base: Given = { cluster, pair: found.pair, from: found.from, packages };
  const why = new Map<string, string>();
  let problems: Problem[] = [];
  const unsaid = unsaidIn(found.pair);
  for (const { pair, ...parts } of attemptsFor(found)) {
    if (parts.haproxy === 'model' && unsaid !== null) {
      const reason = `an inventory has no words for ${unsaid}`;
      note(why, parts, { reason, only: mainFiles.haproxy });
      continue;
    }
    const given = { ...base, pair };
    const candidate = candidateOf({
      ...given,
      choice: { ...parts, playbook: 'own', leftOut: new Set() },
    });
    if (parts.keepalived === 'model' && !candidate.hasVips) {
      note(why, parts, { reason: noInstance, only: mainFiles.keepalived });
      continue;
    }
    const trial = await tryOut(run, cluster, candidate.files);
    if ('problems' in trial) {
      problems = trial.problems;
      for (const { message } of problems) {
        const only = /^haproxy\b/.test(message) ? mainFiles.haproxy : mainFiles.keepalived;
        note(why, parts, { reason: `an inventory does not allow ${message}`, only });
      }
      continue;
    }
    const differing = firstDifference(pair, trial.files);
    if (differing === null) return { ...(await settled(run, { found, given, parts })), why };
    note(why, parts, {
      reason: `its text is not what the template writes (first at ${shownAs(differing)})`,
      only: differing.path,
    });
    problems = [{ message: `${differing.path}: ${shownAs(differing)} cannot be kept as it is` }];
  }
  throw badInput(...problems);
}

function unsaidIn(pair: AdoptedPair): string | null {
  const kinds = pair.map(({ haproxy }) => (haproxy ? unsaidSection(haproxy.parsed) : null));
  return kinds.find((kind) => kind !== null) ?? null;
}

function shownAs({ host, line }: MainDifference): string {
  return `line ${line} on ${host}`;
}

/** Why each part that was tried as a model is none; the first reason is told. */
function note(
  why: Map<string, string>,
  parts: Pick<Choice, 'keepalived' | 'haproxy'>,
  { reason, only }: { reason: string; only: string },
): void {
  for (const [part, path] of Object.entries(mainFiles)) {
    const isModel = parts[part as keyof typeof parts] === 'model';
    if (isModel && only === path && !why.has(path)) why.set(path, reason);
  }
}

/** All of the model first, with the nodes' names, then as their files call them; last their own files. */
function attemptsFor({ pair, ask }: Found) {
  const haproxy = pair.every((node) => node.haproxy !== null)
    ? (['model', 'file'] as const)
    : (['file'] as const);
  const routers = pair.map(({ keepalived }) => keepalived.model.global.routerId ?? '');
  const areNames =
    new Set(routers).size === pair.length &&
    routers.every((name) => nameSchema('a host').safeParse(name).success);
  const named = (node: AdoptedNode, index: number) => ({
    ...node,
    name: routers[index] ?? node.name,
  });
  const renamed: AdoptedPair = [named(pair[0], 0), named(pair[1], 1)];
  const ofModel = ask !== null && areNames ? [pair, renamed] : [pair];
  return [
    ...ofModel.flatMap((nodes) =>
      haproxy.map((part) => ({ pair: nodes, keepalived: 'model' as const, haproxy: part })),
    ),
    ...haproxy.map((part) => ({ pair, keepalived: 'file' as const, haproxy: part })),
    { pair, keepalived: 'copies' as const, haproxy: 'copies' as const },
    { pair, keepalived: 'copies-only' as const, haproxy: 'copies' as const },
  ];
}

function packagesOf({ nodes, pair, ask }: Found): string[] {
  const isThere = (name: 'haproxy' | 'keepalived'): boolean =>
    ask === null
      ? pair.every((node) => node[name] !== null)
      : nodes.every(({ versions }) => versions[name] !== null);
  return (['haproxy', 'keepalived'] as const).filter(isThere);
}
