import { badInput } from '../core/failure.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import type { Binding } from './file-step.ts';
import type { FormatName } from './format.ts';
import { isSecretValue } from './liquid-engine.ts';
import { evaluate, render, type TemplateSource } from './template.ts';

/** Params that a node's shell reads: values in them are quoted for it. */
const shellParams: Record<string, readonly string[]> = {
  command: ['run', 'unless', 'undo'],
  wait: ['command'],
};
/** `content` is rendered with its file's format, later. */
const literalParams: Record<string, readonly string[]> = { file: ['content'] };

/** Renders every text in the params of a step. A text that is one `{{ }}` and nothing else keeps the value's type. */
export function renderParams(params: unknown, kind: string, binding: Binding): unknown {
  return renderValue(params, kind, binding, []);
}

function renderValue(value: unknown, kind: string, binding: Binding, below: Path): unknown {
  if (typeof value === 'string') return renderText(value, kind, binding, below);
  if (Array.isArray(value)) {
    return value.map((item, index) => renderValue(item, kind, binding, [...below, index]));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      renderValue(item, kind, binding, [...below, key]),
    ]),
  );
}

function renderText(text: string, kind: string, binding: Binding, below: Path): unknown {
  const key = String(below[0] ?? '');
  if (!/\{[{%]/.test(text) || literalParams[kind]?.includes(key)) return text;
  const { source: from, scope } = binding;
  const path = [...binding.path, ...below];
  const format: FormatName = shellParams[kind]?.includes(key) ? 'sh' : 'plain';
  const source: TemplateSource = {
    text,
    file: from.file,
    place: placeOf(from.tree, path),
    format,
    partials: [],
  };
  const lone = /^\{\{-?((?:(?!\}\}).)*?)-?\}\}$/s.exec(text)?.[1];
  if (lone !== undefined && format === 'plain') {
    return withoutSecret(evaluate({ ...source, text: lone }, scope), path, binding);
  }
  const rendered = render(source, scope);
  withoutSecret(rendered.secrets, path, binding);
  return rendered.text;
}

/** Params stand in plans and journals: a secret may go into a file's content only. */
function withoutSecret(value: unknown, path: Path, { source }: Binding): unknown {
  if (!isSecretValue(value)) return value;
  throw badInput({
    message: 'a secret cannot stand in the params of a step: they are shown in plans',
    place: placeOf(source.tree, path),
    path: dotted(path),
    hint: 'write it into a file (`template` or `content`) with mode "0600"',
  });
}
