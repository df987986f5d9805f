import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readYamlFile } from '../../inventory/read-yaml.ts';
import { child } from '../../inventory/tree.ts';

/** An inventory and those that it extends, as they are written. It has been loaded: there is no circle. */
export function inventoryTexts(file: string): { file: string; text: string }[] {
  const { tree } = readYamlFile(file);
  const base = tree === null ? undefined : child(tree, 'extends');
  const own = { file, text: readFileSync(file, 'utf8') };
  if (base?.type !== 'scalar' || typeof base.value !== 'string') return [own];
  return [own, ...inventoryTexts(resolve(dirname(file), base.value))];
}
