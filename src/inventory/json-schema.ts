import * as z from 'zod';
import { inventorySchema } from './schema.ts';

/**
 * JSON Schema of an inventory, for completion in editors. An inventory that extends another may leave
 * out whatever it inherits, so there nothing is required.
 */
export function inventoryJsonSchema(): Record<string, unknown> {
  const { $schema, ...whole } = z.toJSONSchema(inventorySchema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  return {
    $schema,
    title: 'hadeploy inventory',
    if: { type: 'object', required: ['extends'] },
    then: withoutRequired(whole),
    else: whole,
  };
}

function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !(key === 'required' && Array.isArray(value)))
      .map(([key, value]) => [key, withoutRequired(value)]),
  );
}
