import * as z from 'zod';
import { fileParams } from './file-params.ts';
import { include, playbookFrame, roleFrame } from './frame.ts';
import type { StepKinds } from './load.ts';

/** JSON Schema of a playbook or a role, for completion in editors: each step with exactly one of the kinds there are. */
export function playbookJsonSchema(kinds: StepKinds): Record<string, unknown> {
  const frame = toJson(playbookFrame) as Frame;
  const { role } = (toJson(roleFrame) as Frame).properties;
  const step = frame.properties.steps.items;
  const words = Object.values(kinds).map((kind) => [
    kind.kind,
    {
      description: kind.about,
      ...toJson(kind.kind === 'file' ? fileParams : kind.params),
    },
  ]);
  const included = {
    type: 'string',
    description: 'A role: its steps stand here, with the tags, hosts and `when` of this one.',
  };
  return {
    ...frame,
    title: 'hadeploy playbook',
    required: ['steps'],
    oneOf: [{ required: ['name'] }, { required: ['role'] }],
    properties: {
      ...frame.properties,
      role,
      steps: {
        ...frame.properties.steps,
        items: {
          type: 'object',
          properties: {
            ...step.properties,
            ...(Object.fromEntries(words) as object),
            [include]: included,
          },
          additionalProperties: false,
          oneOf: [...Object.keys(kinds), include].map((kind) => ({ required: [kind] })),
        },
      },
    },
  };
}

// A type, no interface: only a type may be read out of a record.
type Frame = {
  properties: { steps: { items: { properties: Record<string, unknown> } }; role?: unknown };
};

function toJson(schema: z.ZodType): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  delete json['$schema'];
  return json;
}
