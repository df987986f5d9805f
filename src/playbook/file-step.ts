import { dirname, isAbsolute, join, resolve } from 'node:path';
import * as z from 'zod';
import type { Cluster } from '../core/cluster.ts';
import { badInput, type Place, type Problem } from '../core/failure.ts';
import type { Secret } from '../core/secret.ts';
import { suggestion } from '../inventory/nearest.ts';
import { dotted, placeOf, type Path } from '../inventory/tree.ts';
import { formatOf, type FormatName } from './format.ts';
import type { Playbook } from './load.ts';
import type { Scope } from './liquid-engine.ts';
import { render } from './template.ts';
import { findTemplate, readSmallFile } from './template-files.ts';

const validators = ['haproxy', 'keepalived', 'sh'] as const;

const octal = z
  .string({
    error: 'must be an octal mode in quotes\nwrite "0644": YAML reads 0644 as the number 644',
  })
  .regex(/^0?[0-7]{3,4}$/, 'must be an octal mode in quotes, like "0644"');

/** What a playbook may say in a `file` step; the step kind itself gets the finished content. */
export const fileParams = z
  .strictObject({
    path: z.string().describe('Absolute path on the node.'),
    template: z
      .string()
      .optional()
      .describe('Name of a template in playbooks/templates/, without .liquid.'),
    source: z
      .string()
      .optional()
      .describe('A plain file, copied as it is; relative to the playbook.'),
    content: z.string().optional().describe('The content itself; `{{ }}` works as in templates.'),
    override: z
      .enum(['haproxy.config', 'vrrp.config'])
      .optional()
      .describe(
        "Key of the inventory that may name a site's own file, which is then used instead.",
      ),
    mode: octal.optional(),
    owner: z.string().optional(),
    group: z.string().optional(),
    validate: z
      .enum(validators)
      .optional()
      .describe("Checked with the node's own program before it goes live."),
    absent: z.literal(true, { error: 'must be true' }).optional().describe('No such file.'),
  })
  .superRefine((file, context) => {
    const given = (['template', 'source', 'content', 'absent'] as const).filter(
      (key) => file[key] !== undefined,
    );
    if (given.length === 1) return;
    context.addIssue({
      code: 'custom',
      message: `needs exactly one of \`template\`, \`source\`, \`content\`, \`absent: true\`${given.length > 1 ? `, not ${given.join(' and ')}` : ''}`,
    });
  });

export type FileParams = z.output<typeof fileParams>;

export interface Binding {
  playbook: Playbook;
  cluster: Cluster;
  scope: Scope;
  /** Of the params of this step. */
  path: Path;
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
  const { playbook } = binding;
  const format = formatOf(file.path, file.validate);
  const own = ownFile(file, binding.cluster);
  if (own !== null) return fromFile(own, format, binding, undefined);
  if (file.content !== undefined) {
    const place = placeIn(binding, 'content');
    return fromTemplate({ text: file.content, file: playbook.file, place }, format, binding);
  }
  if (file.source !== undefined) {
    const path = isAbsolute(file.source)
      ? file.source
      : resolve(dirname(playbook.file), file.source);
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

function placeIn({ playbook, path }: Binding, key: string): Place {
  return placeOf(playbook.tree, [...path, key]);
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
