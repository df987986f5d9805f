import { LineCounter, parseDocument, type ScalarTag, type Tags } from 'yaml';
import type { Problem } from '../core/failure.ts';
import { isTooDeep } from '../inventory/yaml-depth.ts';
import { shown } from './shown.ts';
import { mostProblems, Vaulted } from './source.ts';

const maxValues = 100_000;
const maxDepth = 60;

/** A YAML file as Ansible reads it (YAML 1.1, merge keys, its own tags), with all aliases followed. */
export function readAnsibleYaml(
  text: string,
  file: string,
): { value: unknown } | { problems: Problem[] } {
  if (isTooDeep(text)) return tooMuch(file);
  const counter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter: counter,
      prettyErrors: false,
      version: '1.1',
      customTags,
      logLevel: 'error',
      // The last one holds, as with PyYAML; and looking for them would take the square of their number.
      uniqueKeys: false,
    });
    if (document.errors.length > 0) {
      const problems = document.errors.slice(0, mostProblems).map(({ message, pos }) => {
        const { line, col } = counter.linePos(Math.min(pos[0], text.length));
        return {
          message: `YAML: ${shown(message, 200)}`,
          place: { file, line: Math.max(line, 1), column: Math.max(col, 1) },
        };
      });
      return { problems };
    }
    return { value: new Plain().of(document.toJS({ mapAsMap: true }), 0) };
  } catch (error) {
    // yaml throws these for aliases without an end or an anchor, and so does Plain for too much.
    if (!(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    return tooMuch(file);
  }
}

function tooMuch(file: string): { problems: Problem[] } {
  const message = 'nested too deeply, or aliases that lead nowhere or too far, or no YAML at all';
  return { problems: [{ message, place: { file, line: 1, column: 1 } }] };
}

const vault: ScalarTag = { tag: '!vault', resolve: () => new Vaulted() };
const oldVault: ScalarTag = { tag: '!vault-encrypted', resolve: () => new Vaulted() };
const unsafe: ScalarTag = { tag: '!unsafe', resolve: (text: string) => text };

/** PyYAML knows fewer booleans and floats than YAML 1.1 does, and a date is of no use to a template here. */
function customTags(tags: Tags): Tags {
  const known = tags.filter((tag) => !isTag(tag, 'timestamp')).map(asPyYaml);
  return [...known, vault, oldVault, unsafe];
}

function asPyYaml(tag: Tags[number]): Tags[number] {
  if (typeof tag === 'string' || tag.collection !== undefined) return tag;
  if (isTag(tag, 'bool')) {
    return {
      ...tag,
      test: tag.test?.test('no')
        ? /^(?:[Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF)$/
        : /^(?:[Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)$/,
    };
  }
  return isTag(tag, 'float') && tag.format === 'EXP'
    ? { ...tag, test: /^[-+]?[0-9][0-9_]*\.[0-9_]*[eE][-+][0-9]+$/ }
    : tag;
}

function isTag(tag: Tags[number], name: string): boolean {
  return typeof tag !== 'string' && tag.tag === `tag:yaml.org,2002:${name}`;
}

/** Maps become objects; counts, as an alias may stand for much or for what it is part of. */
class Plain {
  #values = 0;

  of(value: unknown, depth: number): unknown {
    if (++this.#values > maxValues || depth > maxDepth) throw new RangeError('too much');
    if (value instanceof Map) {
      return Object.fromEntries(
        [...(value as Map<unknown, unknown>)].map(([key, item]) => [
          typeof key === 'object' && key !== null ? '' : String(key),
          this.of(item, depth + 1),
        ]),
      );
    }
    if (Array.isArray(value)) return value.map((item) => this.of(item, depth + 1));
    if (value instanceof Set) return [...value].map((item) => this.of(item, depth + 1));
    if (typeof value === 'string' && value.startsWith('$ANSIBLE_VAULT;')) return new Vaulted();
    if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
    return value ?? null;
  }
}

/** A mapping of names to values, or null. */
export function mappingOf(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Vaulted)
    ? (value as Record<string, unknown>)
    : null;
}
