import { exitCodes } from '../core/exit-code.ts';
import { inventoryJsonSchema } from '../inventory/json-schema.ts';
import { playbookJsonSchema } from '../playbook/json-schema.ts';
import { stepKinds } from '../steps/kinds.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';

/** `hadeploy schema inventory|playbook`: JSON Schema on stdout, for editors. */
export async function schema(run: CommandRun, what: 'inventory' | 'playbook'): Promise<CommandEnd> {
  const text = what === 'inventory' ? inventoryJsonSchema() : playbookJsonSchema(stepKinds);
  await run.settled();
  run.io.stdout.write(`${JSON.stringify(text, null, 2)}\n`);
  return { exitCode: exitCodes.done, silent: true };
}
