import type { Problem } from '../core/failure.ts';
import { groupProblems } from '../inventory/hosts.ts';
import { readYaml } from '../inventory/read-yaml.ts';
import { inventorySchema } from '../inventory/schema.ts';
import { plain } from '../inventory/tree.ts';
import { parseWith, problemsOf } from '../inventory/zod-problems.ts';

/** What would be wrong with an inventory without secrets if it were loaded: asked before it is written. */
export function inventoryProblems(text: string, file: string): Problem[] {
  const { tree, problems } = readYaml(text, file);
  if (tree === null) return problems;
  if (tree.type !== 'map') return [{ message: `${file} is no mapping` }];
  const parsed = parseWith(
    inventorySchema,
    plain(tree, () => undefined),
  );
  return 'error' in parsed ? problemsOf(parsed.error, tree) : groupProblems(parsed.data, tree);
}
