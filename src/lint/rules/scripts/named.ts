import type { Place } from '../../../core/place.ts';
import { all, argument, inside } from '../../../keepalived/config/find.ts';
import type { Statement } from '../../../keepalived/config/tree.ts';
import type { ScriptModel } from '../../../keepalived/model/types.ts';
import { includedFiles } from '../../include.ts';
import type { Script } from '../../scripts.ts';
import type { NodeView } from '../../view.ts';

/** "check chk_haproxy on lb01" */
export function calledScript({ role, of, keyword }: Script, { name }: NodeView): string {
  const what = role === 'check' ? 'check' : role === 'misc' ? 'checker of' : keyword;
  return `${what} ${of} on ${name}`;
}

/** The vrrp_script that a script belongs to. */
export function definitionOf({ of }: Script, node: NodeView): ScriptModel | null {
  return node.keepalived?.model.scripts.find(({ name }) => name === of) ?? null;
}

/** The statement of a vrrp_script's block that counts; the block itself where it has none. */
export function placeOfSetting(node: NodeView, one: ScriptModel, keyword: string): Place {
  const blocks = all(node.keepalived?.statements ?? [], 'vrrp_script');
  const block = blocks.find(({ line, file }) => line === one.line && file === one.file);
  return all(inside(block), keyword).at(-1) ?? one;
}

/** The user without its group; null: not said. */
export function userOf(script: ScriptModel, node: NodeView): string | null {
  return script.user ?? node.keepalived?.model.global.scriptUser ?? null;
}

/** Whether every include of the file was found: else what seems to be missing may stand in one that is not known. */
export function isWhole(node: NodeView): boolean {
  const include = includedFiles(node.node);
  const isKnown = (one: Statement): boolean =>
    (!/^include[a-z]?$/.test(one.keyword) || include(argument(one) ?? '').length > 0) &&
    inside(one).every(isKnown);
  return (node.keepalived?.file.statements ?? []).every(isKnown);
}

export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
