import {
  asksWhetherLocal,
  isWithin,
  VRRP_PROTOCOL,
  type Verdict,
  type VrrpPacket,
} from './packet.ts';

interface Rule {
  chain: string;
  words: string[];
}

const DEEPEST = 32;

/** What the filter table of an `iptables-save` does with an IPv4 packet. A match that cannot be known here is taken not to match. Pure. */
export function judgedByIptables(save: string, packet: VrrpPacket): Verdict {
  if (packet.family === 6) return { blocked: false };
  const { policies, rules } = filterTable(save);
  const chain = packet.direction === 'in' ? 'INPUT' : 'OUTPUT';
  const end = walk(rules, chain, packet, 0);
  if (end === 'drop') return { blocked: true, by: `a rule of iptables ${chain} drops it` };
  if (end !== 'accept' && policies.get(chain) === 'DROP') {
    return { blocked: true, by: `policy DROP of iptables ${chain}: no rule accepts protocol vrrp` };
  }
  return { blocked: false };
}

function filterTable(save: string): { policies: Map<string, string>; rules: Rule[] } {
  const policies = new Map<string, string>();
  const rules: Rule[] = [];
  let table = '';
  for (const line of save.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1).trim();
    if (table !== 'filter') continue;
    const policy = /^:(\S+) (\S+)/.exec(line);
    if (policy) policies.set(policy[1] ?? '', policy[2] ?? '');
    const rule = /^-A (\S+) ?(.*)$/.exec(line);
    if (rule) rules.push({ chain: rule[1] ?? '', words: (rule[2] ?? '').split(/\s+/) });
  }
  return { policies, rules };
}

function walk(
  rules: Rule[],
  chain: string,
  packet: VrrpPacket,
  depth: number,
): 'accept' | 'drop' | null {
  if (depth > DEEPEST || asksWhetherLocal(chain)) return null;
  for (const rule of rules.filter((one) => one.chain === chain)) {
    const target = matched(rule.words, packet);
    if (target === null) continue;
    if (target === 'ACCEPT') return 'accept';
    if (target === 'DROP' || target === 'REJECT') return 'drop';
    if (target === 'RETURN') return null;
    const end = walk(rules, target, packet, depth + 1);
    if (end !== null) return end;
  }
  return null;
}

/** The rule's target where all of its matches are known to hold. */
function matched(words: string[], packet: VrrpPacket): string | null {
  let negated = false;
  let target: string | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const value = words[index + 1] ?? '';
    if (word === '!') {
      negated = true;
      continue;
    }
    if (word === '-j' || word === '-g') {
      target = value;
      // What follows belongs to the target: `--reject-with icmp-port-unreachable`.
      break;
    }
    if (word === '') continue;
    const holds = holdsFor(word, value, packet);
    if (holds === null || holds === negated) return null;
    negated = false;
    index += 1;
  }
  return target;
}

function holdsFor(option: string, value: string, packet: VrrpPacket): boolean | null {
  switch (option) {
    case '-p':
      return ['vrrp', String(VRRP_PROTOCOL), 'all', '0'].includes(value);
    case '-s':
      return isWithin(packet.source, value);
    case '-d':
      return isWithin(packet.destination, value);
    case '-i':
      return packet.direction === 'in' && value === packet.interface;
    case '-o':
      return packet.direction === 'out' && value === packet.interface;
    default:
      return null;
  }
}
