import { expect, test } from 'vitest';
import { playbookJsonSchema } from '../../../src/playbook/json-schema.ts';
import { stepKinds } from '../../../src/steps/kinds.ts';

test('a step has exactly one kind, and a file step says where its content comes from', () => {
  const schema = playbookJsonSchema(stepKinds) as {
    properties: {
      steps: {
        items: {
          oneOf: { required: string[] }[];
          properties: Record<string, { properties?: object }>;
        };
      };
    };
  };
  const { oneOf, properties } = schema.properties.steps.items;
  expect(oneOf.map(({ required }) => required[0])).toEqual([...Object.keys(stepKinds), 'include']);
  expect(Object.keys(properties)).toEqual(
    expect.arrayContaining(['name', 'tags', 'hosts', ...Object.keys(stepKinds)]),
  );
  expect(Object.keys(properties['file']?.properties ?? {})).toEqual(
    expect.arrayContaining(['path', 'template', 'source', 'content', 'override', 'validate']),
  );
});
