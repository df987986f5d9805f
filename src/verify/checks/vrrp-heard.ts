import type { CheckResult } from '../../core/failure.ts';
import type { PairInstance } from '../../keepalived/model/types.ts';
import type { Counters, RunningInstance } from '../../keepalived/running.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView, VerifyView } from '../view.ts';

/** SYS010, by what the daemons themselves see: one master, and the others hear it. A standby that hears nothing becomes master. */
export const vrrpHeard: Check = {
  id: 'vrrp-heard',
  needs: ['configs', 'keepalived', 'units'],
  check: (view) => view.model.instances.map((instance) => check(view, instance)),
};

function check(view: VerifyView, { name }: PairInstance): CheckResult {
  const states = view.pair.map((node) => ({ host: node.host.name, node, now: runs(node, name) }));
  const masters = states.filter(({ now }) => now?.state === 'MASTER').map(({ host }) => host);
  const problems = states.flatMap(({ host, node, now }) => {
    if (now === undefined) return [`${host}: ${silence(node)}`];
    if (now.state === 'MASTER' || now.state === 'BACKUP') return [];
    return [`${host} is in state ${now.state}: an interface or a check without weight has failed`];
  });
  if (masters.length > 1)
    problems.unshift(`${masters.join(' and ')} are both master: they do not hear each other`);
  if (masters.length === 0 && view.complete) problems.unshift('nobody is master');
  const rejected = states.flatMap(({ host, now }) => thrownAway(host, now?.counters ?? null));
  return finding({
    id: 'vrrp-heard',
    title: `${name} has one master, whom the others hear`,
    problems: masters.length > 1 ? [...problems, ...rejected] : problems,
    warnings: masters.length > 1 ? [] : rejected,
    detail: states
      .map(({ host, now }) =>
        now?.state === 'BACKUP' && now.counters
          ? `${host} BACKUP, ${now.counters.received} advertisements heard`
          : `${host} ${now?.state ?? 'unknown'}`,
      )
      .join('; '),
    advice:
      masters.length > 1
        ? 'is VRRP (protocol 112) allowed both ways, are VRID, password, version and VIPs equal? journalctl -u keepalived'
        : 'journalctl -u keepalived on that node',
  });
}

function runs(node: NodeView, name: string): RunningInstance | undefined {
  return node.running?.instances.find((one) => one.name === name);
}

function silence({ facts, running }: NodeView): string {
  if (facts.units['keepalived.service']?.active !== 'active') return 'keepalived is not active';
  return running === null
    ? 'keepalived does not say its state'
    : 'keepalived runs no such instance';
}

function thrownAway(host: string, counters: Counters | null): string[] {
  return Object.entries(counters?.rejected ?? {}).map(
    ([what, count]) => `${host} has thrown away ${count} advertisements since its start: ${what}`,
  );
}
