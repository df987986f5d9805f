import type { Problem } from '../core/failure.ts';
import { suggestion } from '../inventory/nearest.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import { common, include, type RawStep } from './frame.ts';
import type { StepKinds } from './load.ts';
import type { StepSource } from './source.ts';

/** The one kind of a step, or `include`: every key that is not one of the common ones must be it. */
export function kindOf(
  step: RawStep,
  base: Path,
  { kinds, source }: { kinds: StepKinds; source: StepSource },
): string | Problem[] {
  const possible = [...Object.keys(kinds), include];
  const list = possible.join(', ');
  const words = Object.keys(step).filter((key) => !Object.hasOwn(common, key));
  const unknown = words.filter((word) => !possible.includes(word));
  if (unknown.length > 0) {
    return unknown.map((word) => {
      const near = suggestion(word, [...possible, ...Object.keys(common)]);
      return {
        message: `unknown step kind \`${word}\``,
        place: placeOf(source.tree, [...base, word], 'key'),
        path: dotted([...base, word]),
        hint: near?.startsWith('did') ? `${near} (kinds: ${list})` : `kinds: ${list}`,
      };
    });
  }
  const [kind, second] = words;
  if (kind === undefined || second !== undefined) {
    const message =
      kind === undefined ? 'a step without a kind' : `a step of two kinds: ${words.join(', ')}`;
    const place = placeOf(source.tree, base);
    return [{ message, place, path: dotted(base), hint: `exactly one of: ${list}` }];
  }
  if (kind !== include || step.name === undefined) return kind;
  return [
    {
      message: 'an include has no name of its own: the steps of the role have theirs',
      place: placeOf(source.tree, [...base, 'name'], 'key'),
      path: dotted([...base, 'name']),
      hint: 'remove it; `tags`, `hosts` and `when` are handed on to the steps of the role',
    },
  ];
}
