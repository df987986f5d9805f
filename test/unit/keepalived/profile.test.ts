import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vrrpOf } from '../../../src/keepalived/section.ts';
import { vrrpView } from '../../../src/keepalived/view.ts';
import { changed, loadText, refusals } from '../inventory/temp-project.ts';

const vrrpLines = `  interface: eth0
  instances:
    FRONT: { vrid: 51, vip: 192.0.2.100 }
  track: { haproxy: { interval: 2, weight: -20 } }
`;
/** The sound pair with another `vrrp:` section. */
const withVrrp = (lines: string) => changed(vrrpLines, lines);
const fast = (more = '', instance = '', check = '') =>
  withVrrp(`  profile: fast
  interface: eth0
  instances:
    FRONT: { vrid: 51, vip: 192.0.2.100${instance} }
  track: { haproxy: { ${check} } }
${more}`);

async function viewOf(text: string, name = 'lb01') {
  const cluster = await loadText(text);
  const section = vrrpOf(cluster.context);
  const nodes = cluster.hosts.map(({ name, priority, target }) => ({
    name,
    priority,
    address: target.address,
  }));
  const node = nodes.find((one) => one.name === name);
  if (!section || !node) throw new Error('no pair');
  return vrrpView(section, node, nodes);
}

describe('what the profile settles', () => {
  test('standard, which is the default', async () => {
    const explicit = withVrrp(`  profile: standard\n${vrrpLines}`);
    expect(await viewOf(explicit)).toEqual(await viewOf(changed('', '')));
    expect(await viewOf(explicit)).toMatchObject({
      version: 2,
      advert_int: 1,
      restart_delay: 4,
      track_process: [],
      instances: [{ priority: 100 }],
      track: [{ interval: 2, fall: 1, rise: 1, timeout: 5, answer_within: 3 }],
    });
  });

  test('fast', async () => {
    expect(await viewOf(fast())).toMatchObject({
      version: 3,
      advert_int: 0.2,
      restart_delay: 1,
      track_process: ['haproxy'],
      instances: [{ priority: 250, state: 'MASTER' }],
      track: [{ interval: 1, fall: 2, rise: 2, timeout: 3, answer_within: 1, weight: 0 }],
    });
    expect(await viewOf(fast(), 'lb02')).toMatchObject({
      instances: [{ priority: 249, state: 'BACKUP' }],
    });
  });

  test('what the inventory says itself holds', async () => {
    const own = fast(
      '  version: 3\n  advert_int: 0.25\n  track_process: []\n',
      '',
      'fall: 3, timeout: 5',
    );
    expect(await viewOf(own)).toMatchObject({
      advert_int: 0.25,
      restart_delay: 1,
      track_process: [],
      track: [{ fall: 3, rise: 2, timeout: 5 }],
    });
  });

  test('priorities of an instance of its own turn the order', async () => {
    const turned = fast('', ', priorities: { lb01: 10, lb02: 20 }');
    expect((await viewOf(turned)).instances[0]?.priority).toBe(249);
    expect((await viewOf(turned, 'lb02')).instances[0]?.priority).toBe(250);
  });

  test('fast keeps the order of the priorities, one apart, and room above for a switchover', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 2 }),
        async ([one = 1, two = 2]) => {
          const text = fast().replace(/priority: (100|90)/g, (_, was) =>
            was === '100' ? `priority: ${one}` : `priority: ${two}`,
          );
          const first = (await viewOf(text)).instances[0]?.priority ?? 0;
          const second = (await viewOf(text, 'lb02')).instances[0]?.priority ?? 0;
          expect(Math.abs(first - second)).toBe(1);
          expect(first > second).toBe(one > two);
          expect(Math.max(first, second)).toBeLessThan(254);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a keepalived is started again only after any peer has taken over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4095 }), async (hundredths) => {
        const advert = hundredths / 100;
        const text = withVrrp(`  version: 3\n  advert_int: ${advert}\n${vrrpLines}`);
        const { restart_delay: delay } = await viewOf(text);
        // RFC 5798, 6.1, for the lowest priority there is.
        expect(delay).toBeGreaterThanOrEqual(3 * advert + (advert * 255) / 256);
        expect(delay).toBeLessThan(4 * advert + 1);
      }),
      { numRuns: 50 },
    );
  });
});

test.each([
  [
    'version 2',
    fast('  version: 2\n'),
    'pair.yaml:13:12 vrrp.version: the profile `fast` needs VRRP version 3: version 2 knows whole seconds only',
  ],
  [
    'a long interval',
    fast('  advert_int: 1\n'),
    'pair.yaml:13:15 vrrp.advert_int: with an advertisement every 1 s a takeover takes more than the second that the profile `fast` promises',
  ],
  [
    'a password',
    fast('', ', auth_pass: !secret p'),
    'pair.yaml:11:53 vrrp.instances.FRONT.auth_pass: VRRP version 3 (the profile `fast`) has no authentication: keepalived ignores the password',
  ],
  [
    'a weight',
    fast('', '', 'weight: -20'),
    'pair.yaml:12:31 vrrp.track.haproxy.weight: weight -20: with a lowered priority the other node waits for an election, which the profile `fast` has no time for',
  ],
  [
    'a slow check',
    fast('', '', 'interval: 2'),
    'pair.yaml:12:33 vrrp.track.haproxy.interval: a check every 2 s is too slow for the profile `fast`',
  ],
  [
    'a profile that there is not',
    fast().replace('profile: fast', 'profile: quick'),
    expect.stringContaining('pair.yaml:8:12 vrrp.profile: '),
  ],
  [
    'a program that is none',
    fast('  track_process: ["haproxy -f x"]\n'),
    expect.stringContaining('pair.yaml:13:19 vrrp.track_process[0]: '),
  ],
])('refused with its place: %s', async (_, text, expected) => {
  expect(await refusals(text, { env: { HADEPLOY_SECRET_P: 'p' } })).toEqual([expected]);
});
