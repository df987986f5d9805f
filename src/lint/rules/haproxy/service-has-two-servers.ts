import { placeOf } from '../../../core/place.ts';
import type { Section } from '../../../haproxy/config/sections.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import type { HaproxyView, NodeView } from '../../view.ts';
import { backendsIn, type ProxyView } from './proxies.ts';

export const serviceHasTwoServers: NodeRule = {
  id: 'HAP007',
  severity: 'note',
  scope: 'node',
  title: 'a backend has two active servers',
  why: 'Behind a pair of load balancers, one server is again a single point of failure.',
  fix: 'add a second server, or a backup',
  source: 'seen in a field write-up',
  check: (node) => backendsIn(node).flatMap((proxy) => few(node, proxy)),
};

function few(node: NodeView, proxy: ProxyView): Observation[] {
  const { servers, section, title } = proxy;
  const usable = servers.filter(({ disabled }) => !disabled);
  const active = usable.filter(({ backup }) => !backup);
  const [only] = active;
  if (servers.length > 0 && active.length === 0) {
    return [
      {
        at: section,
        severity: 'warning',
        message:
          usable.length === 0
            ? `every server of ${title} is disabled`
            : `${title} has backup servers only: one of them gets everything, the others wait`,
        fix: 'remove backup (or disabled) from the servers that are to work',
      },
    ];
  }
  if (active.length !== 1 || only === undefined || usable.length > 1) return [];
  const twin = commentedServer(node, proxy);
  return [
    {
      at: only,
      severity: twin === null ? 'note' : 'warning',
      message:
        twin === null
          ? `${title} has one server, ${only.name}: it is a single point of failure`
          : `${title} has one server, ${only.name}; another one is commented out in line ${twin}`,
    },
  ];
}

/** The line of a server that is commented out in the section. */
function commentedServer({ haproxy }: NodeView, { section }: ProxyView): number | null {
  if (haproxy === null) return null;
  const known = commented.get(haproxy) ?? commentedServersOf(haproxy);
  commented.set(haproxy, known);
  return known.get(section) ?? null;
}

/** Read once for all proxies of a file. */
const commented = new WeakMap<HaproxyView, Map<Section, number>>();

function commentedServersOf({ file }: HaproxyView): Map<Section, number> {
  const found = new Map<Section, number>();
  let at = 0;
  for (const token of file.tokens) {
    if (token.kind !== 'comment' || !/^#[#\s]*server\s+\S+\s+\S*[.:\d]/.test(token.raw)) continue;
    while ((file.sections[at + 1]?.line ?? Infinity) <= token.line) at += 1;
    const current = file.sections[at];
    if (current !== undefined && token.line > current.line && !found.has(current)) {
      found.set(current, placeOf(token).line);
    }
  }
  return found;
}
