import { Secret } from '../core/secret.ts';

/** What a keepalived runs on now, as it writes it on SIGUSR1 and SIGUSR2 (keepalived(8)): not always what its file says. */
export interface RunningKeepalived {
  instances: RunningInstance[];
  scripts: RunningScript[];
}

export interface RunningInstance {
  name: string;
  /** MASTER, BACKUP, FAULT, INIT. */
  state: string;
  interface: string | null;
  vrid: number | null;
  /** As configured, and with what its trackers add or take. */
  priority: number | null;
  effectivePriority: number | null;
  advertMs: number | null;
  /** Seconds since the epoch, node's clock. */
  lastTransition: number | null;
  pass: Secret | null;
  vips: string[];
  /** Names of tracked scripts. */
  tracked: string[];
  counters: Counters | null;
}

/** Since keepalived was started. */
export interface Counters {
  received: number;
  sent: number;
  /** What kind of advertisement was thrown away, and how many: "authentication failure". */
  rejected: Record<string, number>;
}

export interface RunningScript {
  name: string;
  /** "GOOD" while it succeeds; "BAD", "INIT", "FAILED" … */
  status: string;
}

/** Reads keepalived.data and keepalived.stats, one after the other; null where there is no word of VRRP. Unknown lines are passed over. */
export function readRunning(text: string): RunningKeepalived | null {
  const instances = blocksOf(text, /^ VRRP Instance = (.+)$/).map(instanceOf);
  if (instances.length === 0) return null;
  const counted = new Map(
    blocksOf(text, /^VRRP Instance: (.+)$/).map(({ name, lines }) => [name, countersOf(lines)]),
  );
  return {
    instances: instances.map((one) => ({ ...one, counters: counted.get(one.name) ?? null })),
    scripts: blocksOf(text, /^ VRRP Script = (.+)$/).map(({ name, lines }) => ({
      name,
      status: valueOf(lines, 'Status') ?? '',
    })),
  };
}

interface Block {
  name: string;
  lines: string[];
}

/** From a line that matches to the next that is indented as little. */
function blocksOf(text: string, opens: RegExp): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split('\n')) {
    const name = opens.exec(line)?.[1];
    if (name !== undefined) {
      open = { name: name.trim(), lines: [] };
      blocks.push(open);
    } else if (/^( ?\S)/.test(line)) open = null;
    else open?.lines.push(line);
  }
  return blocks;
}

function instanceOf({ name, lines }: Block): RunningInstance {
  const number = (key: string): number | null => numberIn(valueOf(lines, key));
  const pass = valueOf(lines, 'Password');
  return {
    name,
    state: valueOf(lines, 'State') ?? '',
    interface: valueOf(lines, 'Interface')?.split(' ')[0] ?? null,
    vrid: number('Virtual Router ID'),
    priority: number('Priority'),
    effectivePriority: number('Effective priority'),
    advertMs: intervalMs(valueOf(lines, 'Advert interval')),
    lastTransition: number('Last transition'),
    pass: pass === null || pass === '' ? null : new Secret(`auth_pass of ${name}`, pass),
    vips: below(lines, /^ {3}Virtual IP\b/).map((line) => line.split(/[ /]/)[0] ?? ''),
    tracked: below(lines, /^ {3}Tracked scripts\b/).map((line) => line.split(' ')[0] ?? ''),
    counters: null,
  };
}

/** The value of "   Key = value", null without it. */
function valueOf(lines: string[], key: string): string | null {
  const line = lines.find((one) => one.trimStart().startsWith(`${key} =`));
  return line === undefined ? null : line.slice(line.indexOf('=') + 1).trim();
}

/** The lines that are indented deeper than the heading. */
function below(lines: string[], heading: RegExp): string[] {
  const at = lines.findIndex((line) => heading.test(line));
  if (at < 0) return [];
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => !line.startsWith('     '));
  return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim());
}

function numberIn(text: string | null): number | null {
  const found = /^-?\d+(\.\d+)?/.exec(text ?? '')?.[0];
  return found === undefined ? null : Number(found);
}

/** "1 sec" in version 2, "300 milli-sec" in version 3. */
function intervalMs(text: string | null): number | null {
  const number = numberIn(text);
  if (number === null) return null;
  return /milli/.test(text ?? '') ? number : number * 1000;
}

const errors: [heading: string, line: string, what: string][] = [
  ['Packet Errors', 'Length', 'wrong length'],
  ['Packet Errors', 'TTL', 'TTL below 255: it came through a router'],
  ['Packet Errors', 'Invalid Type', 'unknown type'],
  ['Packet Errors', 'Advertisement Interval', 'other advert_int'],
  ['Packet Errors', 'Address List', 'other VIPs'],
  ['Authentication Errors', 'Invalid Type', 'unknown authentication'],
  ['Authentication Errors', 'Type Mismatch', 'other auth_type'],
  ['Authentication Errors', 'Failure', 'other auth_pass'],
];

function countersOf(lines: string[]): Counters {
  const rejected: Record<string, number> = {};
  for (const [heading, name, what] of errors) {
    const count = counter(lines, heading, name);
    if (count > 0) rejected[what] = count;
  }
  return {
    received: counter(lines, 'Advertisements', 'Received'),
    sent: counter(lines, 'Advertisements', 'Sent'),
    rejected,
  };
}

function counter(lines: string[], heading: string, name: string): number {
  const from = lines.findIndex((line) => line.trim() === `${heading}:`);
  if (from < 0) return 0;
  const found = lines.slice(from + 1).find((line) => line.trim().startsWith(`${name}:`));
  return Number(found?.split(':')[1] ?? 0);
}
