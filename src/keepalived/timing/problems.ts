import { placeOf, type Place } from '../../core/place.ts';
import type { InstanceModel, PairInstance, PairModel, Track } from '../model/types.ts';
import { effectivePriority, isIgnored, isWeighted } from './election.ts';

/** A mistake in the priorities of a pair, by its number in the catalogue. */
export interface PriorityProblem {
  id: 'VRRP011' | 'VRRP021' | 'VRRP026' | 'VRRP029';
  instance: string;
  /** Whose file is to be changed first. */
  host: string;
  /** The tracker, or the instance whose priority it is. */
  at: Place;
  message: string;
  fix: string;
}

type On = PairInstance['on'][number];

/**
 * What the priorities and weights of a pair make of an election, state by state: one strict winner while all is well,
 * the other one when the winner's check fails alone, never a tie, and no `nopreempt` that keeps a weight from
 * working. `keepalived -t` sees none of it. Pure.
 */
export function priorityProblems(model: PairModel): PriorityProblem[] {
  return model.instances.flatMap(({ name, on }) => {
    const ranked = [...on].sort((a, b) => healthy(b) - healthy(a));
    const [first, second] = ranked;
    return [
      ...on.flatMap(({ host, instance }) => ignoredWeights(host, instance)),
      ...on.flatMap(({ host, instance }) => uselessWeights(host, instance)),
      ...ties(name, ranked),
      ...(first && second ? electionProblems(name, first, second) : []),
    ];
  });
}

function healthy({ instance }: On): number {
  return effectivePriority(instance).priority;
}

function ignoredWeights(host: string, instance: InstanceModel): PriorityProblem[] {
  const ignored = instance.tracks.filter((track) => isIgnored(track, instance));
  return ignored.map(({ name, weight, ...at }) => ({
    id: 'VRRP029',
    instance: instance.name,
    host,
    at: placeOf(at),
    message: `${host}: weight ${weight} of ${name} counts nothing, ${instance.name} is in sync group ${instance.group ?? ''}`,
    fix: 'track it on the vrrp_sync_group, or with weight 0',
  }));
}

function uselessWeights(host: string, instance: InstanceModel): PriorityProblem[] {
  if (instance.preempts) return [];
  const weighted = instance.tracks.find((track) => isWeighted(track, instance));
  if (!weighted) return [];
  return [
    {
      id: 'VRRP021',
      instance: instance.name,
      host,
      at: placeOf(weighted),
      message: `${host}: nopreempt with weight ${weighted.weight} of ${weighted.name}: it never takes over from a living master, so a failing check there moves nothing`,
      fix: 'give the check weight 0 (a failure is a fault), or allow preemption',
    },
  ];
}

/** Equal priorities while all is well. Two masters at start, until the higher address wins. */
function ties(instance: string, ranked: On[]): PriorityProblem[] {
  return ranked.slice(1).flatMap((one, index) => {
    const before = ranked[index];
    if (before === undefined || healthy(before) !== healthy(one)) return [];
    const bases = [before.instance.priority, one.instance.priority];
    const clamped = bases[0] !== bases[1];
    return [
      {
        id: 'VRRP011' as const,
        instance,
        host: one.host,
        at: placeOf(one.instance),
        message: clamped
          ? `${before.host} and ${one.host} both come to ${healthy(one)}: their weights take ${bases.join(' and ')} beyond 1 to 254, where keepalived cuts`
          : `${before.host} and ${one.host} have the same priority ${healthy(one)}`,
        fix: clamped
          ? 'choose priorities and weights whose sums stay within 1 to 254'
          : 'give the preferred node the higher priority, for example 100 and 90',
      },
    ];
  });
}

function electionProblems(name: string, first: On, second: On): PriorityProblem[] {
  if (healthy(first) === healthy(second)) return [];
  const tracks = first.instance.tracks.filter((track) => isWeighted(track, first.instance));
  return [
    ...tracks.flatMap((track) => stuck(name, track, first, second)),
    ...tracks.flatMap((track) => tieInFailure(name, track, first, second)),
  ];
}

/** The winner's check fails alone: the other must come out strictly higher. */
function stuck(instance: string, track: Track, first: On, second: On): PriorityProblem[] {
  const left = effectivePriority(first.instance, [track]).priority;
  const other = healthy(second);
  if (other > left) return [];
  const needed = healthy(first) - other + 1;
  return [
    {
      id: 'VRRP026',
      instance,
      host: first.host,
      at: placeOf(track),
      message: `weight ${track.weight} of ${track.name} cannot move it: with the check failing ${first.host} still has ${left}, ${second.host} has ${other}`,
      fix: `use a weight of ${track.weight < 0 ? `-${needed} or less` : `${needed} or more`} on both nodes, or 0: a failure is then a fault`,
    },
  ];
}

/** The same check fails on both, as it does where a tool is missing: still one winner. */
function tieInFailure(instance: string, track: Track, first: On, second: On): PriorityProblem[] {
  const same = second.instance.tracks.filter(
    ({ kind, name }) => kind === track.kind && name === track.name,
  );
  const left = effectivePriority(first.instance, [track]).priority;
  const other = effectivePriority(second.instance, same).priority;
  if (same.length === 0 || left !== other) return [];
  return [
    {
      id: 'VRRP011',
      instance,
      host: first.host,
      at: placeOf(track),
      message: `while ${track.name} fails on both, ${first.host} and ${second.host} both come to ${left}`,
      fix: 'the same weight on both nodes, and priorities that stay within 1 to 254 with it',
    },
  ];
}
