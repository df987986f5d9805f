import { request } from '../verify/request.ts';
import type { DrillField } from './field.ts';

/** A healthy pair answers at once; a moment of patience for a machine that has much to do. */
const LIMIT_MS = 2_000;

/** What is wrong with the pair as its nodes tell it, and as its clients see it; empty: fit for a drill. */
export async function unfitness(field: DrillField): Promise<string[]> {
  const [nodes, clients] = await Promise.all([field.health(), silentVips(field)]);
  return [...nodes, ...clients];
}

async function silentVips({ vips, dial }: DrillField): Promise<string[]> {
  const answers = await Promise.all(
    vips.map(async (vip) => ({ vip, answer: await request(dial, { ...vip, limitMs: LIMIT_MS }) })),
  );
  return answers.flatMap(({ vip: { name, address, port }, answer: { error, status } }) => {
    const why = error ?? ((status ?? 0) >= 500 ? `status ${status}` : null);
    return why === null ? [] : [`${name} ${address}:${port} does not answer: ${why}`];
  });
}
