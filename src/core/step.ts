import type * as z from 'zod';
import type { ChangeBody } from './change.ts';
import type { Facts } from './facts.ts';
import type { Query } from './query.ts';

/**
 * A step kind: a plain object in steps/, one per file. `needs` and `plan` are pure and never see a host.
 * `plan` gets the facts as earlier steps of the same plan will have left them, and returns [] when
 * nothing is to be done.
 */
export interface StepKind<Params> {
  kind: string;
  /** One line for `hadeploy schema` and the docs. */
  about: string;
  params: z.ZodType<Params>;
  needs(params: Params): Query[];
  plan(facts: Facts, params: Params): PlannedStep[];
}

export type PlannedStep = ChangeBody & { title: string; predicted?: boolean };

/** A step of a playbook, bound to one host: params rendered, ready for the engine. */
export interface BoundStep {
  /** "haproxy.cfg"; unique within the playbook. */
  name: string;
  kind: string;
  needs: Query[];
  /** Nothing on the node tells afterwards that it was done: not asked again whether it is. */
  once?: true;
  plan(facts: Facts): PlannedStep[];
}

/** Thrown by `plan` when the node's state makes the step impossible; the engine adds host and step. */
export class Unplannable extends Error {
  readonly hint: string;

  constructor(detail: string, hint: string) {
    super(detail);
    this.name = 'Unplannable';
    this.hint = hint;
  }
}
