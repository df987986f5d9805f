import { holdersOf, mayHold, type Cluster } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Session } from '../core/session.ts';

const ANSWER_LIMIT_MS = 3_000;

/**
 * Each VIP accepts a TCP connection on each of its ports. Asked through a node that may hold it and does not
 * (over the L2 segment, as a client would come), or through the holder itself when it is alone. Never through a real
 * server of LVS: with the VIP on lo it would answer itself. Where nobody else is looked at, nothing is asked.
 */
export async function vipAnswers(
  cluster: Cluster,
  facts: Map<string, Facts>,
  sessions: Map<string, Session>,
): Promise<CheckResult[]> {
  const asked = cluster.vips.flatMap((vip) => vip.ports.map((port) => ({ vip, port })));
  const answers = asked.map(async ({ vip, port }) => {
    const holders = holdersOf(vip, facts);
    const able = [...sessions].filter(([name]) => mayHold({ name }, vip));
    const [from, session] = able.find(([name]) => !holders.includes(name)) ?? able[0] ?? [];
    if (session === undefined) return [];
    const detail = await tryDial(session, vip.address, port);
    return [
      {
        id: 'vip-answers',
        title: `${vip.name} ${vip.address}:${port} answers (asked from ${from})`,
        ok: detail === '',
        detail,
        advice:
          'is the service active and bound to the VIP (ss -ltn), or the servers behind it up? is the port allowed by the firewall?',
      },
    ];
  });
  return (await Promise.all(answers)).flat();
}

/** '' or why not. */
async function tryDial(session: Session, address: string, port: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${ANSWER_LIMIT_MS / 1000} s`), ANSWER_LIMIT_MS);
  });
  const dialled = session.dial(address, port).then(
    (stream) => {
      stream.on('error', () => {});
      stream.destroy();
      return '';
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const detail = await Promise.race([dialled, limit]);
  clearTimeout(timer);
  return detail;
}
