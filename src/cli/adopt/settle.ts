import type { AdoptedPair } from '../../adopt/pair.ts';
import { badInput } from '../../core/failure.ts';
import type { CommandRun } from '../command-run.ts';
import { candidateOf, type Candidate, type CandidateGiven, type Choice } from './candidate.ts';
import type { Found } from './found.ts';
import { nonlocalBind } from './own-steps.ts';
import { pendingOf, tryOut, type Pending, type Trial } from './trial.ts';

export type Given = Omit<CandidateGiven, 'choice'>;

/** What is written, and what plan makes of it. */
export interface Settled {
  candidate: Candidate;
  /** What plan will show; null: nobody was asked. */
  pending: Pending[] | null;
  /** Steps that cannot be for this pair, and why. */
  leftOut: Pending[];
  /** What the built-in playbook would do besides; of nodes that were asked. */
  besides: Pending[];
}

/** The built-in playbook where it leaves both nodes as they are, else one that does. */
export async function settled(
  run: CommandRun,
  of: {
    found: Found;
    given: Given;
    parts: Pick<Choice, 'keepalived' | 'haproxy'>;
  },
): Promise<Settled> {
  const { found, given, parts } = of;
  const { cluster } = given;
  const leftOut = new Set<string>(found.ask === null ? [nonlocalBind] : []);
  const pendingIn = async (trial: Trial): Promise<Pending[]> => {
    const queries = [...trial.steps.values()].flat().flatMap(({ needs }) => needs);
    return found.ask === null ? [] : pendingOf(trial, await found.ask(trial.cluster, queries));
  };
  const builtIn = candidateOf({ ...given, choice: { ...parts, playbook: 'built-in', leftOut } });
  const trial = await tryOut(run, cluster, builtIn.files);
  let besides: Pending[] = [];
  const impossible: Pending[] = [];
  if (!('problems' in trial)) {
    besides = await pendingIn(trial);
    if (besides.length === 0 && writesAll(found, given.pair, trial)) {
      return { candidate: builtIn, pending: found.ask === null ? null : [], besides, leftOut: [] };
    }
  }
  for (;;) {
    const own = candidateOf({ ...given, choice: { ...parts, playbook: 'own', leftOut } });
    const tried = await tryOut(run, cluster, own.files);
    if ('problems' in tried) throw badInput(...tried.problems);
    const pending = await pendingIn(tried);
    const drop = pending.filter(({ step, isImpossible }) => step === nonlocalBind || isImpossible);
    if (found.ask === null) return { candidate: own, pending: null, besides: [], leftOut: [] };
    const more = drop.map(({ step }) => step).filter((step) => !leftOut.has(step));
    if (more.length === 0) return { candidate: own, pending, besides, leftOut: impossible };
    impossible.push(...drop.filter(({ step }) => step !== nonlocalBind && more.includes(step)));
    for (const step of more) leftOut.add(step);
  }
}

/** Whether a trial writes every file that the pair has as it is there; where nobody can be asked, also no other one. */
function writesAll({ ask, nodes }: Found, pair: AdoptedPair, { files }: Trial): boolean {
  return pair.every((node, index) => {
    const written = files.get(node.name);
    const own = [
      node.keepalived.file,
      ...(node.haproxy ? [node.haproxy.file] : []),
      ...node.others,
    ];
    const known = new Map(nodes[index]?.files.map(({ path, text }) => [path, text]));
    const isSeen = ([path]: [string, string]): boolean =>
      /^\/etc\/(keepalived|haproxy)\//.test(path);
    return (
      own.every(({ path, text }) => written?.get(path) === text) &&
      (ask !== null ||
        [...(written ?? [])].filter(isSeen).every(([path, text]) => known.get(path) === text))
    );
  });
}
