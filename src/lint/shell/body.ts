import { placeOf } from '../../core/place.ts';
import type { Script } from '../scripts.ts';
import type { SourceFile } from '../subject.ts';
import type { NodeView } from '../view.ts';
import type { ShellCommand, ShellScript } from './command.ts';
import { readShell } from './read.ts';

/** What keepalived runs, where it is shell: the script's text, or the command itself where the text is not known. */
export interface ShellBody extends ShellScript {
  script: Script;
  /** null: it stands in keepalived.conf. */
  source: SourceFile | null;
}

/** Each script of some roles once, though several blocks may name it. */
export function bodiesOf(node: NodeView, ...roles: Script['role'][]): ShellBody[] {
  const seen = new Set<string>();
  return node.scripts.flatMap((script) => {
    const known = bodies.get(script) ?? bodyOf(script, node);
    bodies.set(script, known);
    if (known === null || !roles.includes(script.role)) return [];
    const key = known.source?.path ?? `${script.line} ${script.file ?? ''}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [known];
  });
}

/** Read once for all rules. */
const bodies = new WeakMap<Script, ShellBody | null>();

/** Many may name one file. */
const files = new WeakMap<SourceFile, ShellScript>();

function readFile({ text, shown }: SourceFile): ShellScript {
  return readShell(text, { line: 1, column: 1, file: shown });
}

function bodyOf(script: Script, node: NodeView): ShellBody | null {
  const source = sourceOf(script, node);
  if (source !== null) {
    if (!isShell(source)) return null;
    const known = files.get(source) ?? readFile(source);
    files.set(source, known);
    return { script, source, ...known };
  }
  const at = placeOf(script);
  const { commands } = readShell(script.command, at);
  return { script, source, commands: commands.map((one) => placedAt(one, script)), problems: [] };
}

/** The file that is run: what the command names, or what it gives to a shell. */
export function sourceOf(script: Script, node: NodeView): SourceFile | null {
  const path = pathOf(script);
  if (script.source !== null || path === script.path) return script.source;
  return node.node.files.find((file) => file.path === path) ?? null;
}

export function pathOf({ command, path }: Script): string {
  if (!/(^|\/)(ba|da|k|a)?sh$/.test(path)) return path;
  return command.split(/\s+/).find((word, index) => index > 0 && word.startsWith('/')) ?? path;
}

/** Without a first line that says it, by the name. */
export function isShell({ path, text }: SourceFile): boolean {
  if (!text.startsWith('#!')) return !/\.(py|pl|rb|php|lua|js)$/.test(path);
  return /^#![^\n]*\b(ba|da|k|a|z)?sh\b/.test(text.slice(0, 200));
}

/** In keepalived.conf all of a command stands where its statement does. */
function placedAt(one: ShellCommand, script: Script): ShellCommand {
  const put = <T extends object>(what: T): T => ({ ...what, ...placeOf(script) });
  return {
    ...put(one),
    words: one.words.map(put),
    assignments: one.assignments.map(put),
    redirects: one.redirects.map(put),
  };
}
