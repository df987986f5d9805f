import * as z from 'zod';

const validators = [
  'firewalld',
  'haproxy',
  'keepalived',
  'logrotate',
  'nginx',
  'nft',
  'sh',
  'ufw',
] as const;

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
    source: z.string().optional().describe('A plain file, copied as it is; relative to this file.'),
    content: z.string().optional().describe('The content itself; `{{ }}` works as in templates.'),
    override: z
      .enum(['haproxy.config', 'nginx.config', 'vrrp.config'])
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
