import * as z from 'zod';
import {
  asksWhetherLocal,
  isWithin,
  VRRP_PROTOCOL,
  type Verdict,
  type VrrpPacket,
} from './packet.ts';

/** As much of libnftables-json(5) as decides about a packet. */
const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  prio: z.number().optional(),
  policy: z.string().optional(),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())).default([]),
});
const rulesetSchema = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });

type Chain = z.output<typeof chainSchema>;
type Rule = z.output<typeof ruleSchema>;

interface Ruleset {
  chains: Chain[];
  rules: Rule[];
}

/**
 * What nftables does with a packet: a drop in one base chain is final, an accept ends only that chain, nft(8). A rule
 * that asks what cannot be known here (a set's elements, a mark) is taken not to match. Pure.
 */
export function judgedByNft(json: string, packet: VrrpPacket): Verdict {
  const ruleset = rulesetOf(json);
  const hook = packet.direction === 'in' ? ['prerouting', 'input'] : ['output', 'postrouting'];
  const bases = ruleset.chains
    .filter((chain) => chain.hook !== undefined && hook.includes(chain.hook))
    .filter(({ family }) => family === 'inet' || family === (packet.family === 4 ? 'ip' : 'ip6'))
    .sort((a, b) => (a.prio ?? 0) - (b.prio ?? 0));
  for (const base of bases) {
    const end = walk(ruleset, base, { packet, depth: 0 });
    if (end === 'accept') continue;
    if (end !== null && end !== 'return') return end;
    if (base.policy === 'drop') {
      return { blocked: true, by: `policy drop of ${nameOf(base)}: no rule accepts protocol vrrp` };
    }
  }
  return { blocked: false };
}

export function rulesetOf(json: string): Ruleset {
  const parsed = rulesetSchema.safeParse(jsonOf(json));
  if (!parsed.success) return { chains: [], rules: [] };
  return {
    chains: parsed.data.nftables.flatMap(({ chain }) =>
      chain === undefined ? [] : (chainSchema.safeParse(chain).data ?? []),
    ),
    rules: parsed.data.nftables.flatMap(({ rule }) =>
      rule === undefined ? [] : (ruleSchema.safeParse(rule).data ?? []),
    ),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

type End = 'accept' | 'return' | Extract<Verdict, { blocked: true }>;

/** Chains that jump to each other in a circle are refused by the kernel; a text that has them must not hang us. */
const DEEPEST = 32;

interface Walk {
  packet: VrrpPacket;
  depth: number;
}

/** null: the end of the chain, without a verdict. */
function walk(
  ruleset: Ruleset,
  chain: Pick<Chain, 'family' | 'table' | 'name'>,
  at: Walk,
): End | null {
  if (at.depth > DEEPEST || asksWhetherLocal(chain.name)) return null;
  const rules = ruleset.rules.filter(
    (rule) =>
      rule.chain === chain.name && rule.table === chain.table && rule.family === chain.family,
  );
  for (const rule of rules) {
    if (!rule.expr.every((part) => matches(part, at.packet))) continue;
    for (const part of rule.expr) {
      if ('accept' in part) return 'accept';
      if ('return' in part) return 'return';
      if ('drop' in part || 'reject' in part)
        return { blocked: true, by: `a rule of ${nameOf(chain)} drops it` };
      const target = targetOf(part);
      if (target === null) continue;
      const end = walk(ruleset, { ...chain, name: target }, { ...at, depth: at.depth + 1 });
      if (end !== null && end !== 'return') return end;
      if ('goto' in part) return null;
    }
  }
  return null;
}

function targetOf(part: Record<string, unknown>): string | null {
  const to = part['jump'] ?? part['goto'];
  const found = z.object({ target: z.string() }).safeParse(to);
  return found.success ? found.data.target : null;
}

function nameOf({ family, table, name }: Pick<Chain, 'family' | 'table' | 'name'>): string {
  return `nft ${family} ${table} ${name}`;
}

const matchSchema = z.object({
  op: z.string(),
  left: z.record(z.string(), z.unknown()),
  right: z.unknown(),
});

/** Statements that let a packet through to the next part of the rule. */
const neutral = ['counter', 'log', 'accept', 'drop', 'reject', 'return', 'jump', 'goto', 'comment'];

function matches(part: Record<string, unknown>, packet: VrrpPacket): boolean {
  const match = matchSchema.safeParse(part['match']);
  if (!match.success) return Object.keys(part).every((name) => neutral.includes(name));
  const { op, left, right } = match.data;
  const own = fieldOf(left, packet);
  if (own === null || (typeof right === 'string' && right.startsWith('@'))) return false;
  const found = valuesOf(right).some((value) => equals(own, value));
  if (op === '==' || op === 'in') return found;
  return op === '!=' ? !found : false;
}

/** What the packet has in the field that a match asks for; null: not known. */
function fieldOf(left: Record<string, unknown>, packet: VrrpPacket): string[] | null {
  const payload = z
    .object({ protocol: z.string(), field: z.string() })
    .safeParse(left['payload']).data;
  const meta = z.object({ key: z.string() }).safeParse(left['meta']).data?.key;
  const version = packet.family === 4 ? 'ip' : 'ip6';
  if (payload?.protocol === version) {
    if (payload.field === 'saddr') return [packet.source];
    if (payload.field === 'daddr') return [packet.destination];
    if (payload.field === 'protocol' || payload.field === 'nexthdr') return protocol;
  }
  const side = packet.direction === 'in' ? 'i' : 'o';
  if (meta === 'l4proto') return protocol;
  if (meta === `${side}ifname` || meta === `${side}if`) return [packet.interface];
  if (meta === 'nfproto') return [packet.family === 4 ? 'ipv4' : 'ipv6'];
  return null;
}

const protocol = ['vrrp', String(VRRP_PROTOCOL)];

/** "vrrp", 112, {"prefix": …}, {"set": […]}, {"range": […]}; a named set is not known. */
function valuesOf(right: unknown): string[] {
  if (typeof right === 'string' || typeof right === 'number') return [String(right)];
  if (Array.isArray(right)) return right.flatMap(valuesOf);
  const set = z.object({ set: z.array(z.unknown()) }).safeParse(right).data;
  if (set) return set.set.flatMap(valuesOf);
  const prefix = z
    .object({ prefix: z.object({ addr: z.string(), len: z.number() }) })
    .safeParse(right).data?.prefix;
  return prefix ? [`${prefix.addr}/${prefix.len}`] : [];
}

function equals(own: string[], value: string): boolean {
  return own.some((one) => one === value || isWithin(one, value) || startsAs(one, value));
}

/** "eth*" */
function startsAs(one: string, value: string): boolean {
  return value.endsWith('*') && one.startsWith(value.slice(0, -1));
}
