import { readFileSync, statSync } from 'node:fs';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ScalarTag,
  type YAMLError,
} from 'yaml';
import type { Place, Problem } from '../core/failure.ts';
import { oneLine } from '../core/text.ts';
import type { Entry, Tree } from './tree.ts';
import { isTooDeep } from './yaml-depth.ts';

/** A person writes some hundred lines; what is far above that is an accident or an attack. */
const maxBytes = 1024 * 1024;
/** Values after aliases have been followed: ends "billion laughs" early. */
const maxValues = 20_000;
const maxDepth = 40;
/** Nobody reads more. */
const maxProblems = 100;

export type YamlResult = { tree: Tree; problems: [] } | { tree: null; problems: Problem[] };

export function readYamlFile(file: string): YamlResult {
  let bytes: Buffer;
  try {
    const size = statSync(file).size;
    if (size > maxBytes) return failed({ message: `larger than 1 MiB (${size} bytes)` }, file);
    bytes = readFileSync(file);
  } catch (error) {
    return failed({ message: `cannot be read: ${reasonOf(error)}` }, file);
  }
  const text = decode(bytes);
  return text === null
    ? failed({ message: 'is not UTF-8 text', hint: 'save it as UTF-8' }, file)
    : readYaml(text, file);
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** YAML 1.2 core schema plus `!secret`; one document, which must be a mapping. */
export function readYaml(text: string, file: string): YamlResult {
  if (isTooDeep(text)) return failed({ message: 'nested too deeply, or no YAML at all' }, file);
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    version: '1.2',
    stringKeys: true,
    // yaml compares each key with all before it; here below a look at a set is enough.
    uniqueKeys: false,
    customTags: [secretTag],
    // 'silent' would also keep quiet about a second document.
    logLevel: 'error',
  });
  const at = (offset: number): Place => {
    const { line, col } = counter.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const complaints = [...document.errors, ...document.warnings];
  if (complaints.length > 0) {
    return {
      tree: null,
      problems: dropFollowers(complaints).map((error) => syntaxProblem(error, text, at)),
    };
  }
  if (document.contents === null) return failed({ message: 'is empty' }, file);
  if (!isMap(document.contents)) {
    return failed(
      {
        message: 'must be a mapping of keys to values',
        place: at(document.contents.range?.[0] ?? 0),
      },
      file,
    );
  }
  return new Walk(document, text, at).run();
}

export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOTDIR':
      return 'no such file';
    default:
      return code ?? 'unknown error';
  }
}

class SecretName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const secretTag: ScalarTag = {
  tag: '!secret',
  resolve: (text: string) => new SecretName(text),
};

/** Turns yaml's nodes into a Tree, counting as it goes. */
class Walk {
  readonly #document: Document;
  readonly #text: string;
  readonly #at: (offset: number) => Place;
  readonly #problems: Problem[] = [];
  #values = 0;

  constructor(document: Document, text: string, at: (offset: number) => Place) {
    this.#document = document;
    this.#text = text;
    this.#at = at;
  }

  run(): YamlResult {
    const tree = this.#tree(this.#document.contents, this.#at(0), 0);
    return this.#problems.length === 0 && tree
      ? { tree, problems: [] }
      : { tree: null, problems: this.#problems };
  }

  #tree(node: unknown, fallback: Place, depth: number): Tree | null {
    const range = (node as { range?: [number, number, number] } | null)?.range;
    const place = range ? this.#at(range[0]) : fallback;
    if (++this.#values > maxValues || depth > maxDepth) return this.#tooMuch(place);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined) {
        this.#problems.push({ message: `no anchor \`&${oneLine(node.source)}\` above`, place });
        return null;
      }
      // The places of an alias are those of what it stands for: that is the text to correct.
      return this.#tree(target, place, depth + 1);
    }
    if (isMap(node)) return this.#map(node.items, place, depth);
    if (isSeq(node)) return this.#list(node.items, place, depth);
    if (isScalar(node)) return this.#scalar(node.value, range?.[0] ?? 0, place);
    return { type: 'scalar', place, value: null };
  }

  #map(items: readonly { key: unknown; value: unknown }[], place: Place, depth: number): Tree {
    const entries = new Map<string, Entry>();
    const seen = new Set<string>();
    for (const item of items) {
      if (this.#problems.length >= maxProblems) break;
      const key = isScalar(item.key) ? String(item.key.value) : '';
      const range = (item.key as { range?: [number, number, number] } | null)?.range;
      const keyPlace = range ? this.#at(range[0]) : place;
      if (key === '__proto__') {
        this.#problems.push({ message: '`__proto__` is no name for anything', place: keyPlace });
        continue;
      }
      if (key === '<<') {
        this.#problems.push({
          message: 'merge keys (`<<`) are not part of YAML 1.2',
          place: keyPlace,
          hint: 'use `extends:`, group vars, or a plain alias (`key: *anchor`)',
        });
        continue;
      }
      if (seen.has(key)) {
        this.#problems.push({
          message: `\`${oneLine(key)}\` stands twice in the same mapping`,
          place: keyPlace,
          hint: 'remove one of them',
        });
        continue;
      }
      seen.add(key);
      const value = this.#tree(item.value, keyPlace, depth + 1);
      if (value) entries.set(key, { keyPlace, value });
    }
    return { type: 'map', place, entries };
  }

  #list(items: readonly unknown[], place: Place, depth: number): Tree {
    const trees = items.map((item) => this.#tree(item, place, depth + 1));
    return { type: 'list', place, items: trees.filter((tree) => tree !== null) };
  }

  #scalar(value: unknown, offset: number, valuePlace: Place): Tree | null {
    let place = valuePlace;
    if (value instanceof SecretName) {
      // yaml counts a value from behind its tag.
      const tag = this.#text.lastIndexOf('!', offset);
      if (tag !== -1) place = this.#at(tag);
      if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(value.name)) {
        return { type: 'secret', place, name: value.name };
      }
      this.#problems.push({
        message: '`!secret` needs a name of letters, digits, `_` and `-`',
        place,
        hint: 'write `!secret NAME`; where its value comes from stands under `secrets:`',
      });
      return null;
    }
    if (typeof value === 'bigint') return { type: 'scalar', place, value: Number(value) };
    return { type: 'scalar', place, value: value as string | number | boolean | null };
  }

  #tooMuch(place: Place): null {
    if (!this.#problems.some((problem) => problem.message.startsWith('too much'))) {
      this.#problems.push({
        message: `too much in one file: more than ${maxValues} values or ${maxDepth} levels, aliases included`,
        place,
      });
    }
    return null;
  }
}

function failed(problem: Problem, file: string): YamlResult {
  return {
    tree: null,
    problems: [{ place: { file, line: 1, column: 1 }, ...problem }],
  };
}

/** A broken line makes the parser stumble again and again on the same spot: the first complaint is the one. */
function dropFollowers(errors: YAMLError[]): YAMLError[] {
  const seen = new Set<number>();
  return errors.filter((error) => {
    const fresh = !seen.has(error.pos[0]);
    seen.add(error.pos[0]);
    return fresh;
  });
}

function syntaxProblem(error: YAMLError, text: string, at: (offset: number) => Place): Problem {
  const place = at(error.pos[0]);
  const word = /^[^\s:,{}[\]#]+/.exec(text.slice(error.pos[0], error.pos[0] + 80))?.[0] ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        message: 'a tab used for indentation',
        place,
        hint: 'YAML allows blanks only: replace the tab',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `unknown tag \`${oneLine(word)}\``,
        place,
        hint: 'the only tag is `!secret NAME`; quote a text that begins with `!`',
      };
    case 'MULTIPLE_DOCS':
      return {
        message: 'more than one YAML document in the file',
        place,
        hint: 'remove the `---`',
      };
    default:
      return { message: `YAML: ${oneLine(error.message)}`, place };
  }
}
