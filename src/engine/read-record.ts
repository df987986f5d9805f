import * as z from 'zod';
import { Failed } from '../core/failure.ts';
import { shellQuote } from '../core/quote.ts';
import type { Session } from '../core/session.ts';
import type { RecordedChange, TransactionRecord } from '../core/record.ts';
import { remoteScript } from './remote-script.ts';

/** Of what older versions of hadeploy did not record. */
const textOrNull = z.string().nullable().default(null);
const unitState = z.object({ enabled: z.boolean(), active: z.boolean() });
const common = { id: z.string(), step: z.string(), kind: z.string(), title: z.string() };
const recordedChange: z.ZodType<RecordedChange> = z.discriminatedUnion('op', [
  z.object({
    ...common,
    op: z.literal('file'),
    path: z.string(),
    sha256: z.string().nullable(),
    validator: textOrNull,
  }),
  z.object({ ...common, op: z.literal('directory'), path: z.string(), existed: z.boolean() }),
  z.object({
    ...common,
    op: z.literal('sysctl'),
    key: z.string(),
    before: z.string().nullable(),
    after: z.string(),
  }),
  z.object({ ...common, op: z.literal('package'), names: z.array(z.string()) }),
  z.object({
    ...common,
    op: z.literal('service'),
    unit: z.string(),
    before: unitState,
    after: unitState,
    action: z.string(),
    vrrpConfig: textOrNull,
  }),
  z.object({ ...common, op: z.literal('command'), run: z.string(), undo: z.string().nullable() }),
  z.object({ ...common, op: z.literal('wait') }),
]);

/** The confirmed transactions from `id` (or the newest) to the newest, oldest first; [] when the node has none. */
export async function readRecords(
  session: Session,
  cluster: string,
  id: string | null,
): Promise<TransactionRecord[]> {
  const script = `${remoteScript('record.sh')}\nrecord ${shellQuote(cluster)} ${shellQuote(id ?? '')}\n`;
  const answer = await session.run({ what: 'record', script, root: true, timeoutMs: 30_000 });
  const records: TransactionRecord[] = [];
  for (const line of answer.stdout.split('\n')) {
    const [word, name = '', ...fields] = line.split('\t');
    if (word === 'transaction') {
      records.push({
        id: name,
        changes: parseChanges(session.host, name, fields[0] ?? ''),
        backups: new Map(),
      });
    }
    if (word === 'backup') {
      const [mode = '', owner = '', group = '', encoded = ''] = fields;
      const content = Buffer.from(encoded, 'base64');
      records.at(-1)?.backups.set(name, { mode: mode.padStart(4, '0'), owner, group, content });
    }
  }
  if (/(^|\n)end\n$/.test(answer.stdout)) return records;
  throw new Failed({
    reason: 'command-failed',
    host: session.host,
    step: 'record',
    command: 'record',
    exitCode: answer.code,
    output: answer.stderr.trim() || 'it was ended before it had told all',
  });
}

function parseChanges(host: string, id: string, encoded: string): RecordedChange[] {
  try {
    return z
      .array(recordedChange)
      .parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch {
    throw new Failed({
      reason: 'node-unfit',
      host,
      detail: `the plan of transaction ${id} cannot be read`,
      hint: 'it was written by another version of hadeploy, or changed by hand; roll back to a newer one',
    });
  }
}
