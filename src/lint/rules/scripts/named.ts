import type { Place } from '../../../core/place.ts';
import { last } from '../../../keepalived/config/find.ts';
import type { ScriptModel } from '../../../keepalived/model/types.ts';
import type { Script } from '../../scripts.ts';
import type { NodeView } from '../../view.ts';

/** "check chk_haproxy on lb01" */
export function calledScript({ role, of, keyword }: Script, { name }: NodeView): string {
  const what = role === 'check' ? 'check' : role === 'misc' ? 'checker of' : keyword;
  return `${what} ${of} on ${name}`;
}

/** The vrrp_script that a script belongs to. */
export function definitionOf({ of }: Script, node: NodeView): ScriptModel | null {
  return node.keepalived?.checks.get(of)?.model ?? null;
}

/** The statement of a vrrp_script's block that counts; the block itself where it has none. */
export function placeOfSetting(node: NodeView, one: ScriptModel, keyword: string): Place {
  const check = node.keepalived?.checks.get(one.name);
  return check?.model === one ? (last(check.body, keyword) ?? one) : one;
}

/** The user without its group; null: not said. */
export function userOf(script: ScriptModel, node: NodeView): string | null {
  return script.user ?? node.keepalived?.model.global.scriptUser ?? null;
}

/** Else what seems to be missing may stand in a file that is not known. */
export function isWhole({ keepalived }: NodeView): boolean {
  return keepalived?.isWhole ?? true;
}

export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(2))} s`;
}
