import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { badInput, Failed, type Place } from '../core/failure.ts';
import { hasMarks } from './spots.ts';
import { reasonOf } from '../inventory/read-yaml.ts';

export const maxTemplateBytes = 512 * 1024;

/** A template's name is a name, never a path. */
const templateName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** All that a template can see of the file system: its own kind, by name, in the directories of templates. */
export const partialFiles = {
  sep: '/',
  dirname,
  resolve: (dir: string, file: string) =>
    templateName.test(file) ? join(dir, withExtension(file)) : join(dir, '.none'),
  existsSync,
  exists: (file: string) => Promise.resolve(existsSync(file)),
  containsSync: (root: string, file: string) => resolve(root) === dirname(resolve(file)),
  contains: (root: string, file: string) =>
    Promise.resolve(resolve(root) === dirname(resolve(file))),
  readFileSync: readPartial,
  readFile: (file: string) => Promise.resolve(readPartial(file)),
};

function readPartial(file: string): string {
  const text = readSmallFile(file).toString('utf8');
  if (hasMarks(text)) throw new Error('the partial holds the private characters U+E000 or U+E001');
  return text;
}

/** Which template has this text: liquidjs forgets the file of a variable inside a partial. */
export function fileWithText(text: string, dirs: readonly string[]): string | null {
  const files = dirs
    .filter((dir) => existsSync(dir))
    .flatMap((dir) => readdirSync(dir).map((file) => join(dir, file)));
  return (
    files.find(
      (file) => statSync(file).isFile() && readSmallFile(file).toString('utf8') === text,
    ) ?? null
  );
}

/** The first directory that has the template wins: a project's own before the built-in ones. */
export function findTemplate(name: string, dirs: readonly string[]): string | null {
  if (!templateName.test(name)) return null;
  const candidates = dirs.map((dir) => join(dir, withExtension(name)));
  return candidates.find((file) => existsSync(file)) ?? null;
}

function withExtension(name: string): string {
  return name.endsWith('.liquid') ? name : `${name}.liquid`;
}

export function readSmallFile(file: string, place?: Place): Buffer {
  const at = place === undefined ? {} : { place };
  try {
    const { size } = statSync(file);
    if (size > maxTemplateBytes) {
      throw badInput({ message: `${file} is larger than 512 KiB (${size} bytes)`, ...at });
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw badInput({ message: `${file} cannot be read: ${reasonOf(error)}`, ...at });
  }
}
