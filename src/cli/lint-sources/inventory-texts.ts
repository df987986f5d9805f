import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { readYamlFile } from '../../inventory/read-yaml.ts';
import { child } from '../../inventory/tree.ts';
import { suppressionsIn } from '../../lint/suppress.ts';
import type { LintSource } from './source.ts';

/** What an inventory's own comments allow, and its texts under the names that a user opens them by. */
export function allowedBy(file: string, cwd: string): Pick<LintSource, 'allow' | 'texts'> {
  const texts = inventoryTexts(file).map(({ file, text }) => ({
    shown: shortest(cwd, file),
    text,
  }));
  return { texts, allow: texts.flatMap(({ text, shown }) => suppressionsIn(text, shown)) };
}

function shortest(cwd: string, file: string): string {
  const below = relative(cwd, file);
  return below === '' || below.startsWith('..') ? file : below;
}

/** An inventory and those that it extends, as they are written. It has been loaded: there is no circle. */
function inventoryTexts(file: string): { file: string; text: string }[] {
  const { tree } = readYamlFile(file);
  const base = tree === null ? undefined : child(tree, 'extends');
  const own = { file, text: readFileSync(file, 'utf8') };
  if (base?.type !== 'scalar' || typeof base.value !== 'string') return [own];
  return [own, ...inventoryTexts(resolve(dirname(file), base.value))];
}
