import { placeOf, type Place } from '../core/place.ts';
import { all, argumentsOf, inside } from '../keepalived/config/find.ts';
import type { Statement } from '../keepalived/config/tree.ts';
import type { NodeModel, ScriptModel } from '../keepalived/model/types.ts';
import type { LintNode, SourceFile } from './subject.ts';

/** A program that keepalived starts. Its place is the statement that names it. */
export interface Script extends Place {
  /** Of a `vrrp_script`, of a `notify…`, or of an LVS `MISC_CHECK`. */
  role: 'check' | 'notify' | 'misc';
  /** The vrrp_script, instance or group that it belongs to. */
  of: string;
  /** The statement's keyword: `script`, `notify_master`, `misc_path`, … */
  keyword: string;
  /** Path and arguments. */
  command: string;
  /** The program; without a slash it is looked for in PATH. */
  path: string;
  /** Its content, where it is known; one that is no text is not. */
  source: SourceFile | null;
}

/** A vrrp_script: what it comes to, and the statements of its block. */
export interface Check {
  model: ScriptModel;
  body: readonly Statement[];
}

/** By their names; of several with one name the first. */
export function checksOf(
  statements: readonly Statement[],
  { scripts }: NodeModel,
): Map<string, Check> {
  const blocks = all(statements, 'vrrp_script');
  const checks = scripts.map((model, index) => ({ model, body: inside(blocks[index]) }));
  return new Map(checks.map((check) => [check.model.name, check] as const).reverse());
}

const roles: ReadonlyMap<string, Script['role']> = new Map([
  ['script', 'check'],
  ['misc_path', 'misc'],
  ...['', '_master', '_backup', '_fault', '_stop', '_deleted', '_up', '_down'].map(
    (when) => [`notify${when}`, 'notify'] as const,
  ),
]);

/** Every script that a keepalived.conf names, in its order. */
export function scriptsOf(statements: readonly Statement[], { files }: LintNode): Script[] {
  const sources = new Map(files.map((file) => [file.path, file] as const).reverse());
  return namedIn(statements, sources, '');
}

function namedIn(
  statements: readonly Statement[],
  sources: ReadonlyMap<string, SourceFile>,
  of: string,
): Script[] {
  return statements.flatMap((one) => {
    const body = inside(one);
    if (body.length > 0) return namedIn(body, sources, one.words[1]?.text ?? of);
    const role = roles.get(one.keyword);
    const command = role === undefined ? '' : argumentsOf(one).join(' ');
    if (role === undefined || command === '') return [];
    const path = /^\S*/.exec(command)?.[0] ?? '';
    const source = sources.get(path) ?? null;
    return [{ ...placeOf(one), role, of, keyword: one.keyword, command, path, source }];
  });
}
