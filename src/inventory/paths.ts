import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/** A path of an inventory: relative to the file it stands in, `~/` is the home directory. */
export function expandPath(text: string, file: string, env: NodeJS.ProcessEnv): string {
  if (text === '~' || text.startsWith('~/')) {
    return join(env['HOME'] ?? homedir(), text.slice(1));
  }
  return isAbsolute(text) ? text : resolve(dirname(file), text);
}
