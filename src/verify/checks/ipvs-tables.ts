import type { CheckResult } from '../../core/failure.ts';
import { lvsOf } from '../../keepalived/lvs/section.ts';
import {
  lvsDifferences,
  readLvsTable,
  type LvsDifference,
  type LvsTable,
} from '../../keepalived/lvs/table.ts';
import { finding } from '../finding.ts';
import { outputOf, type Check, type NodeView } from '../view.ts';

/**
 * A standby director has what it would forward by in its own kernel, all the time: with another table a takeover sends
 * clients elsewhere, or nowhere.
 */
export const ipvsTables: Check = {
  id: 'ipvs-tables',
  needs: ['configs', 'ipvs'],
  check({ pair, cluster }) {
    if (lvsOf(cluster.context) === null) return [];
    const [first, ...others] = pair.map(directorOf);
    return first === undefined ? [] : [check(first, others)];
  },
};

interface Director {
  name: string;
  node: NodeView;
  /** Where the table is not as keepalived.conf has it, and that is no check's doing. */
  problems: string[];
  /** Servers that its own checks have taken out: "192.0.2.21:80 of TCP 192.0.2.100:80". */
  out: string[];
  /** What could not be looked at. */
  blind: string[];
}

function directorOf(node: NodeView): Director {
  const { name } = node.host;
  const answer = outputOf(node.facts, 'ipvs');
  const nothing = { name, node, problems: [], out: [], blind: [] };
  if (answer?.code === 2) {
    return {
      ...nothing,
      blind: [`${name}: ipvsadm is not installed, so its table cannot be read`],
    };
  }
  if (answer?.code === 3) {
    return { ...nothing, problems: [`${name}: the kernel has no IPVS: it forwards nothing`] };
  }
  if (answer?.code !== 0) {
    const words = answer?.text.trim().split('\n')[0] ?? '';
    return { ...nothing, problems: [`${name}: ipvsadm cannot read the table: ${words}`] };
  }
  const live = readLvsTable(answer.text);
  const found = lvsDifferences(node.model.lvs.table, live);
  const out = found.filter(isTakenOut);
  return {
    ...nothing,
    out: out.map(({ service, server }) => `${server} of ${service}`),
    problems: found
      .filter((one) => !isTakenOut(one) && !isAllowed(one, live, node))
      .map((one) =>
        isSorry(one, node)
          ? `${name}: the sorry server ${one.server} of ${one.service} serves beside a real one`
          : `${name}: ${told(one, ['keepalived.conf', 'the table'])}`,
      ),
  };
}

/** keepalived removes a real server whose check fails; with `inhibit_on_failure` it takes its weight. */
function isTakenOut({ server, one, other }: LvsDifference): boolean {
  if (server === null || one === null) return false;
  return other === null || (/ weight 0$/.test(other) && !/ weight 0$/.test(one));
}

/** Services of groups are not followed; the sorry server is there while no real server takes anything. */
function isAllowed(
  { service, server, one }: LvsDifference,
  live: LvsTable,
  node: NodeView,
): boolean {
  if (one !== null) return false;
  if (server === null) return node.model.lvs.hasGroups;
  const servers = [...(live.get(service)?.servers ?? [])];
  return (
    isSorry({ service, server }, node) &&
    servers.every(([name, { weight }]) => name === server || weight === 0)
  );
}

function isSorry(
  { service, server }: Pick<LvsDifference, 'service' | 'server'>,
  { model }: NodeView,
): boolean {
  return server !== null && model.lvs.sorry.get(service) === server;
}

/** "TCP 192.0.2.100:80: rr in ONE, wrr in OTHER". */
function told({ service, server, one, other }: LvsDifference, [left, right]: [string, string]) {
  const subject = server === null ? service : `${server} of ${service}`;
  if (other === null) return `${subject} is in ${left}, not in ${right}`;
  if (one === null) return `${subject} is in ${right}, not in ${left}`;
  return `${subject}: ${one} in ${left}, ${other} in ${right}`;
}

function check(first: Director, others: Director[]): CheckResult {
  const directors = [first, ...others];
  const seen = directors.filter(({ blind }) => blind.length === 0);
  const { table } = first.node.model.lvs;
  const files = others.flatMap(({ name, node }) =>
    lvsDifferences(table, node.model.lvs.table).map((one) =>
      told(one, [`keepalived.conf of ${first.name}`, `that of ${name}`]),
    ),
  );
  const problems = [...files, ...directors.flatMap((one) => one.problems)];
  return finding({
    id: 'ipvs-tables',
    title: 'all directors forward alike',
    problems,
    warnings: [...directors.flatMap(({ blind }) => blind), ...takenOut(seen)],
    detail: `${table.size} services, as keepalived.conf has them, on ${seen.map(({ name }) => name).join(' and ')}`,
    advice:
      problems.length > 0
        ? 'hadeploy apply; where the files are alike: systemctl reload keepalived there, and look again: ipvsadm --list --numeric'
        : 'look again in a minute; if it stays, see why the check fails there: journalctl -u keepalived; ipvsadm --list --numeric',
  });
}

/** Said apart: on all of them the server is down, on one of them its check may have failed a moment before the other's. */
function takenOut(seen: Director[]): string[] {
  const servers = [...new Set(seen.flatMap(({ out }) => out))];
  return servers.map((server) => {
    const without = seen.filter(({ out }) => out.includes(server)).map(({ name }) => name);
    const having = seen.map(({ name }) => name).filter((name) => !without.includes(name));
    return having.length === 0
      ? `${server} is taken out: its check fails on ${without.join(' and ')}`
      : `${without.join(' and ')} has just taken out ${server}, ${having.join(' and ')} has not: its check fails there only, or failed there first`;
  });
}
