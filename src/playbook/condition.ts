import { badInput } from '../core/failure.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import { conditionFault } from './condition-form.ts';
import type { Scope } from './liquid-engine.ts';
import type { StepSource } from './source.ts';
import { evaluate } from './template.ts';

/** `when` of a step: what stands inside the tags of `{% if %}`. */
export interface Condition {
  expression: string;
  /** Of the condition in the file. */
  path: Path;
  source: StepSource;
}

/** Throws `badInput` where it is no condition, or gives neither true nor false. */
export function isTrue({ expression, path, source }: Condition, scope: Scope): boolean {
  const at = { place: placeOf(source.tree, path), path: dotted(path) };
  if (/\{[{%]/.test(expression)) {
    throw badInput({
      message: '`when` is a condition by itself',
      ...at,
      hint: 'write it without {{ }} and {% %}: `when: vars.tier == "web"`',
    });
  }
  const fault = conditionFault(expression);
  if (fault !== null) {
    const hint =
      'comparisons and names, joined by `and` and `or`: `vars.tier == "web" or vars.tier == "db"`';
    throw badInput({ message: `\`when\`: ${fault}`, ...at, hint });
  }
  const { place } = at;
  const value = evaluate(
    { text: expression, file: source.file, place, format: 'plain', partials: [] },
    scope,
  );
  if (typeof value === 'boolean') return value;
  throw badInput({
    message: '`when` gives neither true nor false',
    ...at,
    hint: 'compare what it names: `vars.tier == "web"`, `cluster.vip_families contains 6`',
  });
}
