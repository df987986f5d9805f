import type { CheckResult } from '../../core/failure.ts';
import type { InstanceModel, PairInstance } from '../../keepalived/model/types.ts';
import { allEqual, finding, sideBySide } from '../finding.ts';
import type { Check, VerifyView } from '../view.ts';

/**
 * VRRP001, 005, 006, 012, 015-017, 019, 040: what differs makes a node throw away the other's advertisements, and both are
 * master (keepalived >= 2.0).
 */
export const vrrpMatch: Check = {
  id: 'vrrp-match',
  needs: ['configs', 'keepalived'],
  check: (view) =>
    view.pair.length < 2 ? [] : view.model.instances.map((one) => check(view, one)),
};

/** What must be equal, as a person compares it. */
const settings: [what: string, value: (of: InstanceModel) => string][] = [
  ['VRID', ({ vrid }) => String(vrid ?? 'none')],
  ['VRRP version', ({ version }) => String(version)],
  ['advert_int', ({ advertMs }) => `${advertMs} ms`],
  [
    'VIPs',
    ({ vips }) =>
      vips
        .map(({ address }) => address)
        .sort()
        .join(' ') || 'none',
  ],
  ['authentication', ({ auth }) => auth?.type ?? 'none'],
  ['down_timer_adverts', ({ downAdverts }) => String(downAdverts)],
  ['transport', ({ unicast }) => (unicast === null ? 'multicast' : 'unicast')],
];

function check(view: VerifyView, { name, on }: PairInstance): CheckResult {
  const missing = view.pair
    .map(({ host }) => host.name)
    .filter((host) => !on.some((one) => one.host === host));
  const differing = settings.flatMap(([what, value]) => {
    const values = on.map(({ host, instance }) => ({ host, value: value(instance) }));
    return allEqual(values) ? [] : [`${what}: ${sideBySide(values)}`];
  });
  return finding({
    id: 'vrrp-match',
    title: `${name} is the same VRRP instance on all nodes`,
    problems: [
      ...missing.map((host) => `${host} has no such instance`),
      ...differing,
      ...passwords(on),
      ...peers(view, on),
    ],
    detail: `${settings.length + 1} settings compared: VRID ${on[0]?.instance.vrid ?? ''}, ${on[0]?.instance.vips.length ?? 0} VIPs`,
    advice: 'make keepalived.conf equal in this on all nodes: hadeploy apply',
  });
}

/** Compared as they are sent: eight bytes of them. Never shown. */
function passwords(on: PairInstance['on']): string[] {
  const sent = on.map(({ host, instance }) => ({
    host,
    value: instance.auth?.pass.reveal().slice(0, 8) ?? '',
  }));
  return allEqual(sent)
    ? []
    : [`auth_pass differs between ${on.map(({ host }) => host).join(' and ')}`];
}

/** Unicast: each node names an address of every other, and none of its own. */
function peers(view: VerifyView, on: PairInstance['on']): string[] {
  return on.flatMap(({ host, instance }) => {
    if (instance.unicast === null) return [];
    const { peers: named } = instance.unicast;
    const has = (of: string): boolean =>
      view.pair.some(
        (node) =>
          node.host.name === of &&
          node.facts.addresses.some(({ address }) => named.includes(address)),
      );
    const others = on.map((one) => one.host).filter((one) => one !== host);
    return [
      ...(has(host) ? [`${host} names itself as unicast_peer`] : []),
      ...others.filter((one) => !has(one)).map((one) => `${host} has no unicast_peer on ${one}`),
    ];
  });
}
