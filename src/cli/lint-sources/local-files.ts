import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A configuration is far smaller; what is larger is somebody's log. */
const MOST_BYTES = 1024 * 1024;
const MOST_FILES = 2000;
const MOST_BYTES_OF_ALL = 32 * MOST_BYTES;
const MOST_DEPTH = 8;

export interface LocalFile {
  /** Below the directory that was asked for: "conf.d/x.conf". */
  below: string;
  /** Where it can be opened. */
  local: string;
  text: string;
  mode: number;
}

/** The text files below a directory, hidden ones apart, in the order of their names; []: there is no such directory. */
export function textsBelow(dir: string): LocalFile[] {
  const found: LocalFile[] = [];
  let read = 0;
  // Links may lead in a circle.
  const entered = new Set<string>();
  const enter = (below: string, depth: number): void => {
    const here = realPath(join(dir, below));
    if (here === null || entered.has(here) || depth > MOST_DEPTH) return;
    entered.add(here);
    for (const name of namesIn(join(dir, below))) {
      if (found.length >= MOST_FILES || read >= MOST_BYTES_OF_ALL) return;
      const inner = join(below, name);
      if (isDirectory(join(dir, inner))) {
        enter(inner, depth + 1);
        continue;
      }
      const files = textAt(join(dir, inner), inner);
      for (const { text } of files) read += text.length;
      found.push(...files);
    }
  };
  enter('', 0);
  return found;
}

/** One file, [] where it is none, is no text, or cannot be read. */
export function textAt(local: string, below: string): LocalFile[] {
  try {
    const { mode, size } = statSync(local);
    // Also a pipe or a device, which would be read for ever.
    if (!statSync(local).isFile() || size > MOST_BYTES) return [];
    const text = readFileSync(local, 'utf8');
    return text.includes('\0') ? [] : [{ below, local, text, mode: mode & 0o7777 }];
  } catch {
    return [];
  }
}

/** Whether something of that name is there, if only a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
