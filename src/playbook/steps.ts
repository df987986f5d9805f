import { badInput, type Place, type Problem } from '../core/failure.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import { include, type RawStep } from './frame.ts';
import { kindOf } from './kind-of.ts';
import type { StepKinds } from './load.ts';
import type { Condition } from './condition.ts';
import { openRole, type Role } from './role.ts';
import type { StepSource } from './source.ts';

interface HostName {
  name: string;
  place: Place;
}

export interface PlaybookStep {
  /** Unique in the playbook. */
  name: string;
  kind: string;
  tags: string[];
  /** Names of hosts and groups, one list for the step and each include above it; a host must be in all of them. */
  hosts: HostName[][];
  /** Of the step and each include above it; all must be true. */
  when: Condition[];
  /** As written, before templates. */
  params: unknown;
  /** Of the params in the file. */
  path: Path;
  source: StepSource;
}

interface Reading {
  kinds: StepKinds;
  roleDirs: readonly string[];
}

/** What the includes above a step say of it. */
interface Above {
  roles: string[];
  tags: string[];
  hosts: HostName[][];
  when: Condition[];
}

/** The steps of a playbook with those of its roles, named and in order. Throws `badInput` with every problem. */
export function readSteps(raw: RawStep[], source: StepSource, reading: Reading): PlaybookStep[] {
  const expansion = new Expansion(reading);
  const steps = expansion.stepsOf(raw, source, { roles: [], tags: [], hosts: [], when: [] });
  if (expansion.problems.size > 0) throw badInput(...expansion.problems.values());
  return steps;
}

class Expansion {
  /** A role that is included twice has its mistakes once. */
  readonly problems = new Map<string, Problem>();
  readonly #reading: Reading;
  readonly #taken = new Set<string>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  stepsOf(raw: RawStep[], source: StepSource, above: Above): PlaybookStep[] {
    const ownNames = new Set<string>();
    return raw.flatMap((step, index) => {
      const base: Path = ['steps', index];
      const kind = this.#sound(kindOf(step, base, { kinds: this.#reading.kinds, source }));
      if (kind === undefined) return [];
      const here = { source, base, tags: [...(step.tags ?? []), ...above.tags] };
      const hosts = [...hostsOf(step, source, base), ...above.hosts];
      const when = [...conditionOf(step, source, base), ...above.when];
      if (kind === include) {
        const role = step[include];
        return this.#included(role, here, { ...above, tags: here.tags, hosts, when });
      }
      const wanted = step.name ?? defaultName(kind, step[kind]);
      this.#requireNewName(step, ownNames, here);
      ownNames.add(wanted);
      const name = freeName(wanted, this.#taken);
      this.#taken.add(name);
      const path = [...base, kind];
      return [{ name, kind, tags: here.tags, hosts, when, params: step[kind], path, source }];
    });
  }

  #included(
    role: unknown,
    { source, base }: { source: StepSource; base: Path },
    above: Above,
  ): PlaybookStep[] {
    const path = [...base, include];
    const at = { place: placeOf(source.tree, path), path: dotted(path) };
    const opened = this.#sound(
      openRole(role, { dirs: this.#reading.roleDirs, above: above.roles, at }),
    );
    if (opened === undefined) return [];
    const roles = [...above.roles, opened.name];
    return this.stepsOf(opened.steps, opened.source, { ...above, roles });
  }

  #requireNewName(
    { name }: RawStep,
    ownNames: Set<string>,
    { source, base }: { source: StepSource; base: Path },
  ): void {
    if (name === undefined || !ownNames.has(name)) return;
    const path = [...base, 'name'];
    this.#note({
      message: `a step called \`${name}\` stands above already`,
      place: placeOf(source.tree, path),
      path: dotted(path),
      hint: 'names of steps are unique: they stand in plans and journals',
    });
  }

  /** undefined: it is not, and what is wrong has been noted. */
  #sound<T extends string | Role>(result: T | Problem[]): T | undefined {
    if (!Array.isArray(result)) return result;
    for (const problem of result) this.#note(problem);
    return undefined;
  }

  #note(problem: Problem): void {
    this.problems.set(JSON.stringify(problem), problem);
  }
}

function hostsOf({ hosts }: RawStep, { tree }: StepSource, base: Path): HostName[][] {
  if (hosts === undefined) return [];
  return [hosts.map((name, at) => ({ name, place: placeOf(tree, [...base, 'hosts', at]) }))];
}

function conditionOf({ when }: RawStep, source: StepSource, base: Path): Condition[] {
  return when === undefined ? [] : [{ expression: when, path: [...base, 'when'], source }];
}

/** What a person would call it: the file's name, the service's name. */
function defaultName(kind: string, params: unknown): string {
  const field = (key: string): string | null => {
    const value = (params as Record<string, unknown> | null)?.[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  if (kind === 'package') return 'packages';
  return field('path')?.split('/').at(-1) ?? field('name') ?? kind;
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  for (let number = 2; ; number++) {
    if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`;
  }
}
