import { isIP } from 'node:net';
import * as z from 'zod';
import { ipAddress, name, secret } from '../core/schema.ts';
import { profileNames, profiles } from './profile.ts';

/** The `vrrp:` section of an inventory. Defaults are keepalived's own where the comment says nothing else. */

/** IFNAMSIZ is 16 with the final NUL; the kernel allows more signs, no distribution uses them. */
export const interfaceName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}$/,
    'must be the name of a network interface, at most 15 signs',
  );

/** 255 is "the owner of the address" (RFC 3768, 5.3.4): it never yields, so no check could ever move the VIP. */
export const priority = z
  .int()
  .refine((value) => value !== 255, {
    error: '255 is reserved for the owner of an address and never yields\nuse 1 to 254',
    abort: true,
  })
  .min(1)
  .max(254);

const vip = z.string().refine(
  (text) => {
    const [address = '', prefix, rest] = text.split('/');
    const family = ipAddress.safeParse(address).success ? isIP(address) : 0;
    if (family === 0 || rest !== undefined) return false;
    if (prefix === undefined) return true;
    return (
      /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (family === 4 ? 32 : 128)
    );
  },
  { error: 'must be an IPv4 or IPv6 address, with or without /PREFIX' },
);

/** keepalived 2.x cuts at 8 bytes and, unquoted, at `#` and `!`: what differs after the cut is a split brain. */
const authPass = secret((value) => {
  if (Buffer.byteLength(value) > 8) {
    return 'is longer than 8 bytes: VRRP carries 8, and keepalived cuts the rest off';
  }
  return /^[\x21-\x7e]+$/.test(value) ? null : 'must hold printable ASCII only, no blanks';
});

/** TASK_COMM_LEN is 16 with the final NUL: of a longer name the kernel tells the beginning only. */
const programName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,14}$/,
    'must be the name of a program as `ps -o comm` shows it, at most 15 signs',
  );

const trackScript = z.strictObject({
  script: z
    .string()
    .regex(/^(\/[A-Za-z0-9_.@%+-]+)+$/, 'must be the absolute path of a script, without blanks')
    .optional()
    .describe('The script; default /etc/keepalived/check_NAME.sh.'),
  interval: z
    .int()
    .min(1)
    .max(3600)
    .optional()
    .describe('Seconds between two runs; default 2, in the profile fast 1.'),
  weight: z
    .int()
    .min(-253)
    .max(253)
    .default(0)
    .describe(
      'Added to the priority while the script fails (negative) or succeeds (positive). 0: a failure means FAULT, the fastest takeover.',
    ),
  fall: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Failures in a row that count; default 1, in the profile fast 2.'),
  rise: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Successes in a row that count; default 1, in the profile fast 2.'),
  timeout: z
    .int()
    .min(1)
    .max(3600)
    .optional()
    .describe('Seconds one run may take; default: interval, in the profile fast 3.'),
  servers: z
    .boolean()
    .default(false)
    .describe(
      'The shipped check_haproxy.sh also fails while not one server of any backend is up: for a node that has lost its way to them. Needs a weight.',
    ),
});

const instance = z.strictObject({
  vrid: z
    .int()
    .min(1)
    .max(255)
    .describe('Virtual router id: unique in the layer-2 segment, same on all nodes.'),
  vip: vip.describe('The virtual address, with or without prefix; default prefix /32 or /128.'),
  auth_pass: authPass
    .optional()
    .describe('`!secret NAME`; at most 8 characters, VRRP version 2 only.'),
  interface: interfaceName.optional().describe('Where it differs from `vrrp.interface`.'),
  priorities: z
    .record(name('a host'), priority)
    .optional()
    .describe("Priorities by host, where they differ from the hosts' own (active/active)."),
  preempt: z
    .boolean()
    .default(true)
    .describe('Whether a node of higher priority takes the VIP back when it returns.'),
});

export const vrrpSection = z
  .strictObject({
    profile: z
      .enum(profileNames)
      .default('standard')
      .describe(
        'fast: a takeover after any failure in less than a second. Hosts keep their order of priority; version, intervals and priorities are the profile’s.',
      ),
    interface: interfaceName.describe('Network interface that carries VRRP and the VIPs.'),
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
      .describe('VRRP instances by name, one for each VIP.'),
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
      track: mapValues(track, (check) => ({
        ...check,
        interval: check.interval ?? settled.interval,
        fall: check.fall ?? settled.fall,
        rise: check.rise ?? settled.rise,
        timeout: check.timeout ?? settled.timeout,
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

export function vipAddress(of: { vip: string }): string {
  return of.vip.split('/')[0] ?? of.vip;
}

export function vipPrefixLength(of: { vip: string }): number {
  const prefix = of.vip.split('/')[1];
  if (prefix !== undefined) return Number(prefix);
  return isIP(vipAddress(of)) === 6 ? 128 : 32;
}

/** VRRP priority of a host in an instance, before any check has its say. */
export function basePriority(of: VrrpInstance, node: { name: string; priority: number }): number {
  return of.priorities?.[node.name] ?? node.priority;
}

export function scriptPath(track: string, of: TrackScript): string {
  return of.script ?? `/etc/keepalived/check_${track}.sh`;
}
