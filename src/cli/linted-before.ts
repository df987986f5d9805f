import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { packageRoot } from '../core/package-root.ts';

/** A project with more is judged each time. */
const MOST_BYTES = 8 * 1024 * 1024;
const DEEPEST = 8;

const verdict = z.object({
  hadeploy: z.literal('linted 1'),
  inputs: z.string(),
  warnings: z.number(),
  /** Read besides those of the project: inventories elsewhere, that others extend. */
  files: z.array(z.string()),
});

export interface LintedBefore {
  /** The number of warnings that there were; null: not judged yet, in this form, by this hadeploy. */
  recall: () => number | null;
  /** That there was no error. `files`: those of the inventories, wherever they are. */
  keep: (warnings: number, files: string[]) => void;
}

/**
 * What lint has found no error in, by a hash over every file of the project and of hadeploy that it can depend on; kept
 * in the user's cache directory (XDG Base Directory Specification). A cold no-op run has no time for more. Where the
 * cache cannot be written, or hadeploy is not built, nothing is remembered.
 */
export function lintedBefore(given: {
  env: NodeJS.ProcessEnv;
  projectDir: string;
  cluster: string;
  /** Names the code that judges; null: it has no name, nothing is remembered. */
  code: string | null;
}): LintedBefore {
  const project = resolve(given.projectDir);
  const name = createHash('sha256').update(`${project}\0${given.cluster}`).digest('hex');
  const inputsNow = (files: string[]): string | null =>
    given.code === null ? null : inputsOf(given.code, project, files);
  const file = join(cacheDirectory(given.env), `linted-${name.slice(0, 32)}.json`);
  return {
    recall() {
      try {
        const known = verdict.parse(JSON.parse(readFileSync(file, 'utf8')));
        return known.inputs === inputsNow(known.files) ? known.warnings : null;
      } catch {
        return null;
      }
    },
    keep(warnings, files) {
      const paths = [...new Set(files.map((path) => resolve(path)))].sort();
      try {
        const inputs = inputsNow(paths);
        if (inputs === null) return;
        const text: z.infer<typeof verdict> = {
          hadeploy: 'linted 1',
          inputs,
          warnings,
          files: paths,
        };
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        const temporary = `${file}.${process.pid}`;
        writeFileSync(temporary, `${JSON.stringify(text)}\n`);
        renameSync(temporary, file);
      } catch {
        // A cache that cannot be written is no cache.
      }
    },
  };
}

function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'];
  // A relative one is to be ignored, says the specification.
  const absolute = base?.startsWith('/') === true ? base : join(env['HOME'] ?? homedir(), '.cache');
  return join(absolute, 'hadeploy');
}

/** The bundle, which has its content's hash in its name (scripts/build.mjs); null: run from sources, which may be anything. */
export function builtCode(): string | null {
  const code = basename(fileURLToPath(import.meta.url));
  return /^hadeploy-[0-9a-f]{12}\.(cjs|mjs)$/.test(code) ? code : null;
}

/** null: more than is worth it. Throws where something cannot be read. */
function inputsOf(code: string, project: string, files: string[]): string | null {
  const hash = createHash('sha256').update(code);
  const directories = [project, packageRoot()].flatMap((root) =>
    ['inventory', 'playbooks'].map((below) => join(root, below)),
  );
  let bytes = 0;
  for (const path of [...directories.flatMap((directory) => filesBelow(directory, 0)), ...files]) {
    const content = readFileSync(path);
    bytes += content.length;
    if (bytes > MOST_BYTES) return null;
    const { mode } = statSync(path);
    hash.update(`${path}\0${mode}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/** Links are followed, as who reads the files does. */
function filesBelow(directory: string, depth: number): string[] {
  if (depth > DEEPEST) throw new Error(`${directory} is too deep`);
  const entries = entriesOf(directory);
  return entries.sort().flatMap((entry) => {
    const path = join(directory, entry);
    const found = statSync(path);
    if (found.isDirectory()) return filesBelow(path, depth + 1);
    return found.isFile() ? [path] : [];
  });
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
