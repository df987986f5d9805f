import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Cluster } from '../core/cluster.ts';
import { badInput, type Place, type Problem } from '../core/failure.ts';
import type { Secret } from '../core/secret.ts';
import { suggestion } from '../inventory/nearest.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import type { FileParams } from './file-params.ts';
import { formatOf, type FormatName } from './format.ts';
import type { Playbook } from './load.ts';
import type { Scope } from './liquid-engine.ts';
import { render } from './template.ts';
import type { StepSource } from './source.ts';
import { findTemplate, readSmallFile } from './template-files.ts';

export interface Binding {
  playbook: Playbook;
  cluster: Cluster;
  scope: Scope;
  /** Where the params of this step stand. */
  path: Path;
  source: StepSource;
}

/** The params of a `file` step, ready for its kind: content in full, with the secrets that stand in it. */
export function resolveFile(file: FileParams, binding: Binding): Record<string, unknown> {
  if (file.absent) return { path: file.path, absent: true };
  const { content, secrets } = contentOf(file, binding);
  const kept = ['mode', 'owner', 'group', 'validate'] as const;
  return {
    path: file.path,
    content,
    secrets,
    ...Object.fromEntries(
      kept.filter((key) => file[key] !== undefined).map((key) => [key, file[key]]),
    ),
  };
}

interface Content {
  content: Buffer;
  secrets: Secret[];
}

function contentOf(file: FileParams, binding: Binding): Content {
  const { playbook, source } = binding;
  const format = formatOf(file.path, file.validate);
  const own = ownFile(file, binding.cluster);
  if (own !== null) return fromFile(own, format, binding, undefined);
  if (file.content !== undefined) {
    const place = placeIn(binding, 'content');
    return fromTemplate({ text: file.content, file: source.file, place }, format, binding);
  }
  if (file.source !== undefined) {
    const path = isAbsolute(file.source) ? file.source : resolve(dirname(source.file), file.source);
    return { content: readSmallFile(path, placeIn(binding, 'source')), secrets: [] };
  }
  const template = findTemplate(file.template ?? '', playbook.templateDirs);
  if (template === null) throw badInput(noTemplate(file.template ?? '', binding));
  return fromFile(template, format, binding, placeIn(binding, 'template'));
}

/** The site's own haproxy.cfg or keepalived.conf, where its inventory names one. */
function ownFile(file: FileParams, cluster: Cluster): string | null {
  if (file.override === undefined) return null;
  const [section = '', key = ''] = file.override.split('.');
  const found = (cluster.context[section] as Record<string, unknown> | undefined)?.[key];
  return typeof found === 'string' ? found : null;
}

/** `.liquid` is a template, anything else is copied as it is. */
function fromFile(
  path: string,
  format: FormatName,
  binding: Binding,
  place: Place | undefined,
): Content {
  const bytes = readSmallFile(path, place);
  if (!path.endsWith('.liquid')) return { content: bytes, secrets: [] };
  return fromTemplate({ text: bytes.toString('utf8'), file: path }, format, binding);
}

function fromTemplate(
  template: { text: string; file: string; place?: Place },
  format: FormatName,
  { playbook, scope }: Binding,
): Content {
  const { text, secrets } = render({ ...template, format, partials: playbook.templateDirs }, scope);
  // haproxy takes a last line without its newline for a truncated file.
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return { content: Buffer.from(whole), secrets };
}

function placeIn({ source, path }: Binding, key: string): Place {
  return placeOf(source.tree, [...path, key]);
}

function noTemplate(name: string, binding: Binding): Problem {
  const hint = suggestion(name, []);
  return {
    message: `no template \`${name}\``,
    place: placeIn(binding, 'template'),
    path: dotted([...binding.path, 'template']),
    hint:
      hint ??
      `looked for ${binding.playbook.templateDirs.map((dir) => join(dir, `${name}.liquid`)).join(' and ')}`,
  };
}
