import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedByIptables } from '../../../src/verify/firewall/iptables.ts';
import { judgedByNft } from '../../../src/verify/firewall/nft.ts';
import { isWithin, type VrrpPacket } from '../../../src/verify/firewall/packet.ts';

const incoming: VrrpPacket = {
  direction: 'in',
  interface: 'eth0',
  family: 4,
  source: '192.0.2.11',
  destination: '224.0.0.18',
};
const outgoing: VrrpPacket = { ...incoming, direction: 'out', source: '192.0.2.12' };

type Expr = Record<string, unknown>;

const base = (hook: string, policy = 'accept', name = hook, prio = 0): Expr => ({
  chain: { family: 'inet', table: 'filter', name, type: 'filter', hook, prio, policy },
});
const rule = (chain: string, ...expr: Expr[]): Expr => ({
  rule: { family: 'inet', table: 'filter', chain, expr },
});
const is = (left: Expr, right: unknown, op = '=='): Expr => ({ match: { op, left, right } });
const field = (protocol: string, name: string): Expr => ({ payload: { protocol, field: name } });
const l4 = { meta: { key: 'l4proto' } };
const nft = (...nftables: Expr[]): string =>
  JSON.stringify({ nftables: [{ metainfo: {} }, ...nftables] });
const accept = { accept: null };
const drop = { drop: null };
const established = is({ ct: { key: 'state' } }, ['established', 'related'], 'in');

describe('nftables', () => {
  it.each<[what: string, ruleset: string, blocked: boolean]>([
    ['no rules', nft(), false],
    ['nothing that is JSON', 'Error: no such thing', false],
    ['policy accept', nft(base('input')), false],
    [
      'policy drop without a word of VRRP',
      nft(
        base('input', 'drop'),
        rule('input', established, accept),
        rule('input', is(field('tcp', 'dport'), 22), accept),
      ),
      true,
    ],
    [
      'policy drop, protocol vrrp accepted',
      nft(base('input', 'drop'), rule('input', is(field('ip', 'protocol'), 'vrrp'), accept)),
      false,
    ],
    [
      'policy drop, 112 accepted by number',
      nft(base('input', 'drop'), rule('input', is(l4, 112), accept)),
      false,
    ],
    [
      'policy drop, a set with vrrp accepted',
      nft(base('input', 'drop'), rule('input', is(l4, { set: ['icmp', 'vrrp'] }), accept)),
      false,
    ],
    [
      'policy drop, accepted from the peer',
      nft(
        base('input', 'drop'),
        rule('input', is(field('ip', 'saddr'), '192.0.2.11'), { counter: {} }, accept),
      ),
      false,
    ],
    [
      'policy drop, accepted from another',
      nft(base('input', 'drop'), rule('input', is(field('ip', 'saddr'), '192.0.2.99'), accept)),
      true,
    ],
    [
      'policy drop, multicast accepted',
      nft(
        base('input', 'drop'),
        rule('input', is(field('ip', 'daddr'), { prefix: { addr: '224.0.0.0', len: 8 } }), accept),
      ),
      false,
    ],
    [
      'policy drop, the interface accepted',
      nft(base('input', 'drop'), rule('input', is({ meta: { key: 'iifname' } }, 'eth*'), accept)),
      false,
    ],
    [
      'policy drop, another interface accepted',
      nft(base('input', 'drop'), rule('input', is({ meta: { key: 'iifname' } }, 'lo'), accept)),
      true,
    ],
    [
      'vrrp dropped',
      nft(base('input'), rule('input', is(field('ip', 'protocol'), 'vrrp'), { counter: {} }, drop)),
      true,
    ],
    [
      'vrrp rejected',
      nft(
        base('input'),
        rule('input', is(field('ip', 'protocol'), 112), { reject: { type: 'icmp' } }),
      ),
      true,
    ],
    ['all but tcp dropped', nft(base('input'), rule('input', is(l4, 'tcp', '!='), drop)), true],
    [
      'not from a set that is not known',
      nft(base('input'), rule('input', is(field('ip', 'saddr'), '@allowed', '!='), drop)),
      false,
    ],
    [
      'of a set that is not known',
      nft(base('input'), rule('input', is(field('ip', 'saddr'), '@banned'), drop)),
      false,
    ],
    [
      'accepted before it is dropped',
      nft(base('input'), rule('input', is(l4, 'vrrp'), accept), rule('input', drop)),
      false,
    ],
    [
      'dropped before it is accepted',
      nft(base('input'), rule('input', drop), rule('input', is(l4, 'vrrp'), accept)),
      true,
    ],
    [
      'accepted in one base chain, dropped in a later one',
      nft(
        base('input', 'accept', 'first', -10),
        rule('first', accept),
        base('input', 'accept', 'second', 10),
        rule('second', is(l4, 112), drop),
      ),
      true,
    ],
    [
      'dropped in a chain that is jumped to',
      nft(
        base('input'),
        rule('input', { jump: { target: 'own' } }),
        { chain: { family: 'inet', table: 'filter', name: 'own' } },
        rule('own', is(l4, 112), drop),
      ),
      true,
    ],
    [
      'returned from a chain that is jumped to',
      nft(
        base('input'),
        rule('input', { jump: { target: 'own' } }),
        rule('own', { return: null }),
        rule('own', drop),
      ),
      false,
    ],
    ['a circle of jumps', nft(base('input'), rule('input', { jump: { target: 'input' } })), false],
    [
      'dropped before routing',
      nft(base('prerouting'), rule('prerouting', is(l4, 112), drop)),
      true,
    ],
    ['dropped on the way out only', nft(base('output'), rule('output', is(l4, 112), drop)), false],
    ['dropped when forwarded only', nft(base('forward', 'drop')), false],
    [
      'of an xt match nothing is known',
      nft(base('input'), rule('input', { xt: { type: 'match', name: 'owner' } }, drop)),
      false,
    ],
  ])('%s', (_, ruleset, blocked) => {
    expect(judgedByNft(ruleset, incoming).blocked).toBe(blocked);
  });

  it('on the way out', () => {
    const ruleset = nft(
      base('output', 'drop'),
      rule('output', is({ meta: { key: 'oifname' } }, 'lo'), accept),
    );
    expect(judgedByNft(ruleset, outgoing)).toEqual({
      blocked: true,
      by: 'policy drop of nft inet filter output: no rule accepts protocol vrrp',
    });
    expect(judgedByNft(ruleset, incoming)).toEqual({ blocked: false });
  });

  it('a table of the other family says nothing', () => {
    const ruleset = nft({
      chain: { family: 'ip6', table: 't', name: 'c', hook: 'input', prio: 0, policy: 'drop' },
    });
    expect(judgedByNft(ruleset, incoming).blocked).toBe(false);
    expect(
      judgedByNft(ruleset, { ...incoming, family: 6, source: 'fe80::1', destination: 'ff02::12' })
        .blocked,
    ).toBe(true);
  });

  it('any JSON is read without a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(
          judgedByNft(
            JSON.stringify({ nftables: [value, { chain: value }, { rule: value }] }),
            incoming,
          ).blocked,
        ).toBe(false);
      }),
    );
  });
});

describe.each([
  ['ufw', 'policy drop of nft ip filter INPUT: no rule accepts protocol vrrp'],
  ['firewalld', 'a rule of nft inet firewalld filter_IN_public drops it'],
])('%s with the rules of hadeploy, as nft lists them', (name, by) => {
  const rules = readFileSync(
    new URL(`../../captures/debian-12/nft-${name}.txt`, import.meta.url),
    'utf8',
  );
  const from = (source: string, destination = '224.0.0.18'): VrrpPacket => ({
    ...incoming,
    source,
    destination,
  });

  it('the peer is let in, by multicast and unicast, and heard', () => {
    expect(judgedByNft(rules, from('198.51.100.32')).blocked).toBe(false);
    expect(judgedByNft(rules, from('198.51.100.32', '198.51.100.31')).blocked).toBe(false);
    expect(judgedByNft(rules, { ...outgoing, source: '198.51.100.31' }).blocked).toBe(false);
  });

  it('nobody else is', () => {
    expect(judgedByNft(rules, from('198.51.100.99'))).toEqual({ blocked: true, by });
  });
});

describe('iptables', () => {
  const save = (...lines: string[]): string =>
    ['*nat', ':INPUT DROP [0:0]', 'COMMIT', '*filter', ...lines, 'COMMIT', ''].join('\n');
  const open = ':INPUT ACCEPT [0:0]';
  const closed = ':INPUT DROP [0:0]';

  it.each<[what: string, text: string, blocked: boolean]>([
    ['nothing loaded', '', false],
    ['policy ACCEPT', save(open), false],
    [
      'policy DROP',
      save(
        closed,
        '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
        '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT',
      ),
      true,
    ],
    ['policy DROP, vrrp accepted', save(closed, '-A INPUT -p vrrp -j ACCEPT'), false],
    [
      'policy DROP, 112 from the peer accepted',
      save(closed, '-A INPUT -s 192.0.2.11/32 -p 112 -j ACCEPT'),
      false,
    ],
    [
      'policy DROP, from all but another accepted',
      save(closed, '-A INPUT ! -s 192.0.2.99/32 -j ACCEPT'),
      false,
    ],
    [
      'policy DROP, from another accepted',
      save(closed, '-A INPUT -s 192.0.2.99/32 -p 112 -j ACCEPT'),
      true,
    ],
    ['vrrp dropped', save(open, '-A INPUT -p vrrp -j DROP'), true],
    [
      'multicast rejected',
      save(open, '-A INPUT -d 224.0.0.0/4 -j REJECT --reject-with icmp-port-unreachable'),
      true,
    ],
    ['dropped on another interface', save(open, '-A INPUT -i eth1 -p vrrp -j DROP'), false],
    [
      'dropped in a chain of its own',
      save(open, ':own - [0:0]', '-A INPUT -i eth0 -j own', '-A own -p vrrp -j DROP'),
      true,
    ],
    [
      'dropped for a mark that is not known',
      save(open, '-A INPUT -m mark --mark 0x1 -j DROP'),
      false,
    ],
    ['a circle', save(open, '-A INPUT -j own', '-A own -j own'), false],
    [
      'what ufw drops when it is for nobody here',
      save(
        closed,
        '-A INPUT -j ufw-not-local',
        '-A INPUT -p vrrp -j ACCEPT',
        '-A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN',
        '-A ufw-not-local -j DROP',
      ),
      false,
    ],
  ])('%s', (_, text, blocked) => {
    expect(judgedByIptables(text, incoming).blocked).toBe(blocked);
  });
});

describe('an address in a range', () => {
  it.each([
    ['192.0.2.11', '192.0.2.0/24', true],
    ['192.0.3.11', '192.0.2.0/24', false],
    ['192.0.2.11', '0.0.0.0/0', true],
    ['192.0.2.11', '192.0.2.11/32', true],
    ['192.0.2.11', '192.0.2.12', false],
    ['224.0.0.18', '224.0.0.0/4', true],
    ['fe80::1', 'fe80::1', true],
    ['fe80::1', 'fe80::2', false],
    ['fe80::1', 'fe80::/10', true],
    ['2001:db8::1', 'fe80::/10', false],
    ['2001:db8:1::1', '2001:db8::/32', true],
    ['192.0.2.11', '::/0', false],
    ['10.0.0.1', '0.0.0.1/0.0.0.1', true],
    ['10.0.0.2', '0.0.0.1/0.0.0.1', false],
    ['192.0.2.11', '192.0.2.0/nonsense', false],
  ])('%s in %s: %s', (address, range, within) => {
    expect(isWithin(address, range)).toBe(within);
  });
});
