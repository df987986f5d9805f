import * as z from 'zod';
import { fileParams } from './file-step.ts';
import { playbookFrame, type StepKinds } from './load.ts';

/** JSON Schema of a playbook, for completion in editors: each step with exactly one of the kinds there are. */
export function playbookJsonSchema(kinds: StepKinds): Record<string, unknown> {
  const frame = toJson(playbookFrame) as {
    properties: { steps: { items: { properties: Record<string, unknown> } } };
  };
  const step = frame.properties.steps.items;
  const words = Object.values(kinds).map((kind) => [
    kind.kind,
    {
      description: kind.about,
      ...toJson(kind.kind === 'file' ? fileParams : kind.params),
    },
  ]);
  return {
    ...frame,
    title: 'hadeploy playbook',
    properties: {
      ...frame.properties,
      steps: {
        ...frame.properties.steps,
        items: {
          type: 'object',
          properties: { ...step.properties, ...(Object.fromEntries(words) as object) },
          additionalProperties: false,
          oneOf: Object.keys(kinds).map((kind) => ({ required: [kind] })),
        },
      },
    },
  };
}

function toJson(schema: z.ZodType): Record<string, unknown> {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  delete json['$schema'];
  return json;
}
