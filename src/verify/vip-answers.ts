import { holdersOf, type Cluster } from '../core/cluster.ts';
import type { Facts } from '../core/facts.ts';
import type { CheckResult } from '../core/failure.ts';
import type { Session } from '../core/session.ts';

const ANSWER_LIMIT_MS = 3_000;

/**
 * Each VIP accepts a TCP connection on each of its ports. Asked through a node that does not hold it
 * (over the L2 segment, as a client would come), or through the holder itself when it is alone.
 */
export async function vipAnswers(
  cluster: Cluster,
  facts: Map<string, Facts>,
  sessions: Map<string, Session>,
): Promise<CheckResult[]> {
  const asked = cluster.vips.flatMap((vip) => vip.ports.map((port) => ({ vip, port })));
  return Promise.all(
    asked.map(async ({ vip, port }) => {
      const holders = holdersOf(vip, facts);
      const from = [...sessions.keys()].find((host) => !holders.includes(host)) ?? holders[0];
      const session = from === undefined ? undefined : sessions.get(from);
      const detail = session
        ? await tryDial(session, vip.address, port)
        : 'no connection to ask through';
      return {
        id: 'vip-answers',
        title: `${vip.name} ${vip.address}:${port} answers${from === undefined ? '' : ` (asked from ${from})`}`,
        ok: detail === '',
        detail,
        advice:
          'is haproxy active on the holder and bound to the VIP? ss -ltn; is the port allowed by the firewall?',
      };
    }),
  );
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
