import type { OutageBound, PairDrill, Service } from '../core/drill.ts';
import { backendsBehind } from '../haproxy/behind.ts';
import { serverLossBound } from '../haproxy/timing.ts';
import type { PairModel } from './model/types.ts';
import { MOVE_MS, NEIGHBOUR_MS, RESTART_MS, START_MS } from './timing/allowance.ts';
import { detectionsOf, total, type Terms } from './timing/detection.ts';
import { failbackMs } from './timing/failback.ts';
import { advertMsOf, silenceMs } from './timing/interval.ts';
import {
  masterDownTerms,
  moveTerm,
  serviceFailure,
  skewTerm,
  type Takeover,
} from './timing/service-failure.ts';
import { priorityOf, sideOf, takerOf, type Side } from './timing/sides.ts';

export interface BoundQuestion {
  fault: PairDrill;
  /** Name of the VRRP instance. */
  instance: string;
  /** The host that the fault is done to. */
  victim: string;
  /** The host that holds the VIP before. */
  holder: string;
  /**
   * How long the fault stays. Two masters last as long as it does: without it `splitBrainMs` counts from its end.
   */
  faultMs?: number;
}

/**
 * How long a fault may silence the VIP of an instance, as the configuration promises it (keepalived.conf(5), RFC
 * 3768 and 5798; measured in the lab). `Infinity` where the configuration cannot move it: the one term says why. The
 * terms add up to `outageMs`. Pure.
 */
export function outageBound(model: PairModel, question: BoundQuestion): OutageBound {
  const { fault, instance, victim, holder } = question;
  const side = sideOf(model, instance, holder);
  const taker = takerOf(model, instance, holder);
  if (fault === 'vrrp-blocked') return blockedBound(model, question, side);
  if (victim !== holder) return stays([moveTerm]);
  if (side === null) return never(`${holder} has no instance ${instance}`);
  if (fault === 'server-down') return serverBound(side);
  if (taker === null) return never(`no other node has instance ${instance}`);
  const context = { side, taker, question };
  switch (fault) {
    case 'backends-down':
      return moved(
        serviceFailure(side, taker, { service: 'haproxy', gone: 'its servers' }),
        context,
      );
    case 'haproxy-stopped':
      return stoppedBound('haproxy', context);
    case 'nginx-stopped':
      return stoppedBound('nginx', context);
    case 'mariadb-stopped':
      return stoppedBound('mariadb', context);
    case 'haproxy-killed':
      return killedBound('haproxy', context);
    case 'nginx-killed':
      return killedBound('nginx', context);
    case 'mariadb-killed':
      return killedBound('mariadb', context);
    case 'keepalived-stopped':
      return moved({ terms: [skewTerm(taker, side), moveTerm] }, context);
    case 'keepalived-killed':
      return orphanBound(context);
    case 'link-down':
    case 'power-cut':
    case 'reboot':
      // A reboot says farewell as a rule; not where the network goes first.
      return moved({ terms: [...masterDownTerms(taker, side), moveTerm] }, context);
  }
}

interface Context {
  side: Side;
  taker: Side;
  question: BoundQuestion;
}

/** It never ends: the one term says why. */
export function never(reason: string): OutageBound {
  return {
    outageMs: Infinity,
    moves: false,
    splitBrainMs: 0,
    failbackMs: null,
    terms: [{ what: reason, ms: Infinity }],
  };
}

/** The VIP stays where it is, and is silent for these terms at most. */
export function stays(terms: Terms): OutageBound {
  return { outageMs: total(terms), moves: false, splitBrainMs: 0, failbackMs: null, terms };
}

/** One server behind the VIP gone: its own requests until haproxy asks it no more, if there is another to ask. */
function serverBound({ node, instance }: Side): OutageBound {
  const backends = node.haproxy === null ? [] : backendsBehind(node.haproxy, instance.vips);
  const spare = backends.filter(({ servers }) => servers.filter((one) => !one.disabled).length > 1);
  if (backends.length > 0 && spare.length === 0) {
    return never(`no backend behind ${instance.name} has a second server`);
  }
  const downs = spare.flatMap((backend) =>
    backend.servers.map((server) => serverLossBound(backend, server)),
  );
  const ms = Math.max(0, ...downs);
  return stays([{ what: 'until haproxy takes the server for down', ms }, moveTerm]);
}

/** A new master has the VIP before the old one has let go of it: the moment between is no split brain. */
function moved(takeover: Takeover, { side, taker, question }: Context): OutageBound {
  if ('never' in takeover) return never(takeover.never);
  return {
    outageMs: total(takeover.terms),
    moves: true,
    splitBrainMs: MOVE_MS,
    failbackMs: failbackMs(side, taker, question.fault),
    terms: takeover.terms,
  };
}

function stoppedBound(service: Service, context: Context): OutageBound {
  const { side, taker } = context;
  return moved(serviceFailure(side, taker, { service, gone: 'itself' }), context);
}

/** Whoever is first: systemd, which starts the service again, or the check, which moves the VIP: it may move, but need not. */
function killedBound(service: Service, context: Context): OutageBound {
  const { side, taker } = context;
  const failed = { service, gone: 'itself' } as const;
  const takeover = serviceFailure(side, taker, failed);
  const restarts = side.node.restarts[service];
  if (restarts === false) return moved(takeover, context);
  const bound = { ...moved(takeover, context), moves: false, mayMove: true };
  if (restarts === null) return bound;
  const faults = detectionsOf(side.node, side.instance, failed).some(
    ({ track }) => track.weight === 0,
  );
  const terms = [
    {
      what: `systemd starts ${service} again`,
      ms: side.node.restartDelayMs[service] + RESTART_MS,
    },
    // A check that saw it dead just before has moved the VIP all the same.
    ...(faults ? [skewTerm(taker, side)] : []),
    moveTerm,
  ];
  if ('never' in takeover) return stays(terms);
  return total(terms) < bound.outageMs ? { ...bound, terms, outageMs: total(terms) } : bound;
}

/**
 * keepalived killed outright: nobody removes the VIP, and haproxy answers on. The standby takes it too. Where systemd
 * starts keepalived again, it removes the VIPs at its start; before anybody has taken over, or after.
 */
function orphanBound({ side, taker, question }: Context): OutageBound {
  const back = failbackMs(side, taker, question.fault);
  const { keepalived } = side.node.restarts;
  const terms = keepalived === false ? [moveTerm] : [...masterDownTerms(taker, side), moveTerm];
  const twoMs =
    keepalived === true
      ? Math.max(0, side.node.restartDelayMs.keepalived + RESTART_MS - quietMs(taker, side))
      : twoMastersMs(taker, side, question) + START_MS;
  return {
    outageMs: total(terms),
    moves: keepalived === false,
    mayMove: keepalived !== false,
    splitBrainMs: twoMs + MOVE_MS,
    failbackMs: back,
    terms,
  };
}

/** VRRP blocked on one host: it and the other are both master, until the next advertisement after the fault. */
function blockedBound(model: PairModel, question: BoundQuestion, holder: Side | null): OutageBound {
  const { instance, victim } = question;
  const second =
    victim === question.holder ? takerOf(model, instance, victim) : sideOf(model, instance, victim);
  if (holder === null || second === null) return stays([moveTerm]);
  const terms = [...addressTerms(holder, second), moveTerm];
  return {
    outageMs: total(terms),
    moves: true,
    splitBrainMs:
      twoMastersMs(second, holder, question) +
      Math.max(holder.instance.advertMs, second.instance.advertMs) +
      MOVE_MS,
    failbackMs: failbackMs(holder, second, 'vrrp-blocked'),
    terms,
  };
}

/** The one that gives way leaves its address in the neighbours' ARP tables, unless the other is made to announce itself. */
function addressTerms(holder: Side, second: Side): Terms {
  const [winner, loser] =
    priorityOf(holder) >= priorityOf(second) ? [holder, second] : [second, holder];
  if (loser.instance.garp.higherPrioSendAdvert) return [];
  const refreshMs = winner.instance.garp.refreshMs;
  return [
    {
      what: 'neighbours learn the right address again (vrrp_higher_prio_send_advert would say it at once)',
      ms: refreshMs > 0 ? Math.min(refreshMs, NEIGHBOUR_MS) : NEIGHBOUR_MS,
    },
  ];
}

/** The time of a fault in which two hold the VIP. */
function twoMastersMs(second: Side, master: Side, { faultMs = 0 }: BoundQuestion): number {
  return Math.max(0, faultMs - quietMs(second, master));
}

/** The least that a backup waits: its last advertisement may be one interval old. */
function quietMs(backup: Side, master: Side): number {
  return silenceMs(backup.instance, master.instance) - advertMsOf(backup.instance, master.instance);
}
