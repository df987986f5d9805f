import { placeOf } from '../../core/place.ts';
import { isIP } from 'node:net';
import { Secret } from '../../core/secret.ts';
import { all, argument, inside, last } from '../config/find.ts';
import type { Statement } from '../config/tree.ts';
import { isOn, millisecondsIn, numberIn } from '../config/values.ts';
import { garpModelOf } from './global.ts';
import { tracksOf, type FindTracked } from './tracks.ts';
import type { GlobalModel, GroupModel, InstanceModel, Vip } from './types.ts';

/** What stands outside of the block and counts in it. */
interface Surroundings {
  global: GlobalModel;
  tracked: FindTracked;
  /** By the names of their members. */
  groupOf: ReadonlyMap<string, GroupModel>;
}

/** One `vrrp_instance`, with what it takes over from `global_defs` and its sync group. */
export function instanceModelOf(
  one: Statement,
  { global, tracked, groupOf }: Surroundings,
): InstanceModel {
  const name = argument(one) ?? '';
  const body = inside(one);
  const vips = vipsIn(body, 'virtual_ipaddress');
  const version = versionIn(body, global, vips);
  const state = argument(last(body, 'state')) === 'MASTER' ? 'MASTER' : 'BACKUP';
  // Of the two, keepalived takes the one that stands last.
  const nopreempt = last(body, 'preempt', 'nopreempt')?.keyword === 'nopreempt';
  const group = groupOf.get(name);
  return {
    ...placeOf(one),
    name,
    state,
    interface: argument(last(body, 'interface')),
    vrid: numberOrNull(last(body, 'virtual_router_id')),
    priority: numberIn(last(body, 'priority'), 100),
    version,
    advertMs: advertIn(body, version),
    downAdverts: Math.max(1, numberIn(last(body, 'down_timer_adverts'), global.downAdverts)),
    nopreempt,
    preempts: !nopreempt || state === 'MASTER',
    preemptDelayMs: state === 'MASTER' ? 0 : millisecondsIn(last(body, 'preempt_delay'), 0),
    auth: authIn(body, name),
    vips,
    excludedVips: vipsIn(body, 'virtual_ipaddress_excluded'),
    unicast: unicastIn(body),
    garp: garpModelOf(body, '', global.garp),
    strict: isOn(last(body, 'strict_mode'), global.strict),
    useVmac: last(body, 'use_vmac') !== undefined,
    tracks: [...tracksOf(body, tracked, false), ...(group?.tracks ?? [])],
    group: group?.name ?? null,
  };
}

function numberOrNull(of: Statement | undefined): number | null {
  const number = numberIn(of, NaN);
  return Number.isNaN(number) ? null : number;
}

function versionIn(body: readonly Statement[], global: GlobalModel, vips: Vip[]): 2 | 3 {
  const own = numberIn(last(body, 'version'), 0);
  if (own === 2 || own === 3) return own;
  return isIP(vips[0]?.address ?? '') === 6 ? 3 : (global.vrrpVersion ?? 2);
}

/** Version 2 carries whole seconds: keepalived rounds. */
function advertIn(body: readonly Statement[], version: 2 | 3): number {
  const advertMs = millisecondsIn(last(body, 'advert_int'), 1000);
  return version === 2 ? Math.max(1, Math.round(advertMs / 1000)) * 1000 : Math.max(10, advertMs);
}

function authIn(body: readonly Statement[], name: string): InstanceModel['auth'] {
  const block = last(body, 'authentication');
  if (block === undefined) return null;
  const pass = argument(last(inside(block), 'auth_pass'));
  if (pass === null) return null;
  const type = argument(last(inside(block), 'auth_type')) ?? 'PASS';
  return { type, pass: new Secret(`auth_pass of ${name}`, pass) };
}

/** One address a line, with its parameters; a line that begins with anything else is none. */
function vipsIn(body: readonly Statement[], keyword: string): Vip[] {
  return all(body, keyword)
    .flatMap(inside)
    .flatMap((line) => {
      const [address = '', prefix] = line.keyword.split('/');
      const family = isIP(address);
      if (family === 0) return [];
      const words = line.words.map(({ text }) => text);
      const dev = words.indexOf('dev');
      return [
        {
          ...placeOf(line),
          address,
          prefixLength: prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix),
          dev: dev === -1 ? null : (words[dev + 1] ?? null),
        },
      ];
    });
}

function unicastIn(body: readonly Statement[]): InstanceModel['unicast'] {
  const block = last(body, 'unicast_peer');
  const source = argument(last(body, 'unicast_src_ip', 'mcast_src_ip'));
  if (block === undefined) return null;
  const words = inside(block).flatMap((line) => line.words.map(({ text }) => withoutMask(text)));
  return {
    source: source === null ? null : withoutMask(source),
    peers: words.filter((word) => isIP(word) !== 0),
  };
}

/** keepalived reads an address up to its mask, or up to the end of a range. */
function withoutMask(address: string): string {
  return address.split(/[-/]/, 1)[0] ?? address;
}
