import * as z from 'zod';
import { name, oneOrMore } from '../core/schema.ts';
import { checkTimeout, profileNames, profiles } from './profile.ts';
import { interfaceName } from './section/address.ts';
import { alerts } from './section/alerts.ts';
import { instance } from './section/instance.ts';
import { trackScript } from './section/track.ts';

/** The `vrrp:` section of an inventory. Defaults are keepalived's own where the comment says nothing else. */

/** TASK_COMM_LEN is 16 with the final NUL: of a longer name the kernel tells the beginning only. */
const programName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,14}$/,
    'must be the name of a program as `ps -o comm` shows it, at most 15 signs',
  );

export const vrrpSection = z
  .strictObject({
    profile: z
      .enum(profileNames)
      .default('standard')
      .describe(
        'fast: a takeover after any failure in less than a second. Hosts keep their order of priority; version, intervals and priorities are the profile’s.',
      ),
    hosts: oneOrMore(name('a host or group'), 'the name of a group or host')
      .optional()
      .describe('Groups or hosts that run keepalived and may hold the VIPs; default all hosts.'),
    interface: interfaceName.describe('Network interface that carries VRRP and the VIPs.'),
    unicast: z
      .boolean()
      .default(false)
      .describe(
        'Advertisements go from host to host instead of by multicast: for networks that take none, and for firewalls that name the peers.',
      ),
    version: z
      .union([z.literal(2), z.literal(3)], { error: 'must be 2 or 3' })
      .optional()
      .describe('Version of VRRP; default 2, in the profile fast 3.'),
    advert_int: z
      .number()
      .min(0.01)
      .max(40.95)
      .optional()
      .describe(
        'Seconds between two advertisements, whole seconds in version 2; default 1, in the profile fast 0.2.',
      ),
    garp_refresh: z
      .int()
      .min(0)
      .max(3600)
      .default(60)
      .describe(
        'Seconds between repeated gratuitous ARPs of the master: heals stale ARP caches after a split brain. 0: never.',
      ),
    instances: z
      .record(name('a VRRP instance'), instance)
      .refine((all) => Object.keys(all).length > 0, { error: 'must not be empty' })
      .describe('VRRP instances by name, one for each VIP, or for VIPs that move together.'),
    sync_groups: z
      .record(name('a sync group'), z.array(z.string()))
      .default({})
      .describe(
        'Instances that move together, by the name of the group: when one is lost, all of them go.',
      ),
    track: z
      .record(name('a check'), trackScript)
      .default({})
      .describe('Health checks that every instance tracks.'),
    track_process: z
      .array(programName)
      .optional()
      .describe(
        'Programs whose death makes a node give its VIPs up at once: keepalived 2.0.11 or newer, not in a container. Default none, in the profile fast haproxy.',
      ),
    alerts: alerts.optional(),
    config: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A keepalived.conf of your own (.liquid: template), used instead of the generated one.',
      ),
  })
  .describe('VRRP: what keepalived does.')
  .transform(({ version, advert_int, track_process, track, ...rest }) => {
    const settled = profiles[rest.profile];
    return {
      ...rest,
      version: version ?? settled.version,
      advert_int: advert_int ?? settled.advert_int,
      track_process: track_process ?? settled.track_process,
      track: mapValues(track, ({ interval = settled.interval, ...check }) => ({
        ...check,
        interval,
        fall: check.fall ?? settled.fall,
        rise: check.rise ?? settled.rise,
        timeout: check.timeout ?? checkTimeout(settled, interval),
      })),
    };
  });

export type VrrpSection = z.output<typeof vrrpSection>;
export type VrrpInstance = VrrpSection['instances'][string];
export type TrackScript = VrrpSection['track'][string];

function mapValues<From, To>(
  all: Record<string, From>,
  change: (one: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(all).map(([key, one]) => [key, change(one)]));
}

/** What the rules and views need of a host. */
export interface VrrpNode {
  name: string;
  address: string;
  priority: number;
}

export function vrrpOf(context: Record<string, unknown>): VrrpSection | null {
  return (context['vrrp'] as VrrpSection | undefined) ?? null;
}

/** Whether a host takes part: by its name, or by a group that it is in. */
export function runsVrrp(
  section: Pick<VrrpSection, 'hosts'>,
  host: { name: string; groups: readonly string[] },
): boolean {
  const { hosts } = section;
  return hosts === undefined || [host.name, ...host.groups].some((one) => hosts.includes(one));
}

/** A host's own address where this instance runs. */
export function ownAddress(of: VrrpInstance, node: Pick<VrrpNode, 'name' | 'address'>): string {
  return of.addresses?.[node.name] ?? node.address;
}

/** VRRP priority of a host in an instance, before any check has its say. */
export function basePriority(of: VrrpInstance, node: { name: string; priority: number }): number {
  return of.priorities?.[node.name] ?? node.priority;
}

export function scriptPath(track: string, of: TrackScript): string {
  return of.script ?? `/etc/keepalived/check_${track}.sh`;
}
