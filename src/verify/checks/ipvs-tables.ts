import type { CheckResult } from '../../core/failure.ts';
import {
  endpointName,
  lvsDifferences,
  type LvsDifference,
  type LvsService,
} from '../../keepalived/lvs/table.ts';
import type { VirtualServerModel } from '../../keepalived/model/types.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

/**
 * A standby director has what it would forward by in its own kernel, all the time: with another table a takeover sends
 * clients elsewhere, or nowhere.
 */
export const ipvsTables: Check = {
  id: 'ipvs-tables',
  needs: ['configs', 'ipvs'],
  check({ pair }) {
    const balances = pair.some(({ model }) => model.virtualServers.length > 0);
    const [first, ...others] = balances ? pair.map(directorOf) : [];
    return first === undefined ? [] : [check(first, others)];
  },
};

interface Director {
  name: string;
  /** What its keepalived.conf says; services of groups are not followed. */
  services: VirtualServerModel[];
  hasGroups: boolean;
  /** What its kernel has; null: no IPVS. */
  live: LvsService[] | null;
  /** What its kernel has in another way than its keepalived.conf says. */
  found: LvsDifference[];
}

function directorOf({ host, model, lvs }: NodeView): Director {
  const services = model.virtualServers.filter(({ isGroup }) => !isGroup);
  return {
    name: host.name,
    services,
    hasGroups: services.length < model.virtualServers.length,
    live: lvs,
    found: lvs === null ? [] : lvsDifferences(services, lvs),
  };
}

function check(first: Director, others: Director[]): CheckResult {
  const directors = [first, ...others];
  const files = others.flatMap(({ name, services }) =>
    lvsDifferences(first.services, services).map((one) =>
      told(one, [`keepalived.conf of ${first.name}`, `that of ${name}`]),
    ),
  );
  const problems = [...files, ...directors.flatMap(problemsOf)];
  return finding({
    id: 'ipvs-tables',
    title: 'all directors forward alike',
    problems,
    warnings: takenOut(directors.filter(({ live }) => live !== null)),
    detail: `${first.services.length} services, as keepalived.conf has them, on ${directors.map(({ name }) => name).join(' and ')}`,
    advice:
      problems.length > 0
        ? 'hadeploy apply; where the files are alike: systemctl reload keepalived there, and look again: ipvsadm --list --numeric'
        : 'look again in a minute; if it stays, see why the check fails there: journalctl -u keepalived; ipvsadm --list --numeric',
  });
}

/** Where the table is not as keepalived.conf has it, and that is no check's doing. */
function problemsOf(director: Director): string[] {
  const { name, live, found } = director;
  if (live === null) return [`${name}: the kernel has no IPVS: it forwards nothing`];
  return found
    .filter((one) => !isTakenOut(one) && !isAllowed(one, director) && !isWeighed(one, director))
    .map((one) =>
      isSorry(one, director)
        ? `${name}: the sorry server ${one.server} of ${one.service} serves beside a real one`
        : `${name}: ${told(one, ['keepalived.conf', 'the table'])}`,
    );
}

/** keepalived removes a real server whose check fails; with `inhibit_on_failure` it takes its weight. */
function isTakenOut({ server, one, other }: LvsDifference): boolean {
  return server !== null && takesClients(one) && !takesClients(other);
}

function takesClients(shown: string | null): boolean {
  return shown !== null && !/ weight 0$/.test(shown);
}

/**
 * Services of groups are not followed; one of weight 0 may be out as well; the sorry server is there while no real server
 * takes anything.
 */
function isAllowed({ service, server, one, other }: LvsDifference, director: Director): boolean {
  if (one !== null) return server !== null && other === null;
  if (server === null) return director.hasGroups;
  // `sorry_server_inhibit` keeps it in the table, with weight 0.
  if (isSorry({ service, server }, director) && !takesClients(other)) return true;
  const servers = director.live?.find(({ name }) => name === service)?.servers ?? [];
  return (
    isSorry({ service, server }, director) &&
    servers.every((live) => endpointName(live) === server || live.weight === 0)
  );
}

/** Only in its weight another one, and a check of it may set that. */
function isWeighed({ service, server, one, other }: LvsDifference, director: Director): boolean {
  const model = director.services
    .find(({ name }) => name === service)
    ?.servers.find((real) => endpointName(real) === server);
  const [left, right] = [one, other].map((shown) => shown?.replace(/ weight \d+$/, '') ?? null);
  return model?.isWeightDynamic === true && left !== null && left === right;
}

function isSorry(
  { service, server }: Pick<LvsDifference, 'service' | 'server'>,
  { services }: Director,
): boolean {
  const sorry = services.find(({ name }) => name === service)?.sorryServer ?? null;
  return sorry !== null && endpointName(sorry) === server;
}

/** "TCP 192.0.2.100:80: rr in ONE, wrr in OTHER". */
function told({ service, server, one, other }: LvsDifference, [left, right]: [string, string]) {
  const subject = server === null ? service : `${server} of ${service}`;
  if (other === null) return `${subject} is in ${left}, not in ${right}`;
  if (one === null) return `${subject} is in ${right}, not in ${left}`;
  return `${subject}: ${one} in ${left}, ${other} in ${right}`;
}

/** Said apart: on all of them the server is down, on one of them its check may have failed a moment before the other's. */
function takenOut(directors: Director[]): string[] {
  const outOf = ({ found }: Director): string[] =>
    found.filter(isTakenOut).map(({ service, server }) => `${server} of ${service}`);
  return [...new Set(directors.flatMap(outOf))].map((server) => {
    const without = directors.filter((one) => outOf(one).includes(server)).map(({ name }) => name);
    const having = directors.map(({ name }) => name).filter((name) => !without.includes(name));
    return having.length === 0
      ? `${server} is taken out: its check fails on ${without.join(' and ')}`
      : `${without.join(' and ')} has just taken out ${server}, ${having.join(' and ')} has not: its check fails there only, or failed there first`;
  });
}
