import type { NodeRule, Observation } from '../../rule.ts';
import type { Script } from '../../scripts.ts';
import { bodiesOf, pathOf, sourceOf, type ShellBody } from '../../shell/body.ts';
import { programOf } from '../../shell/program.ts';
import type { NodeView } from '../../view.ts';
import { calledScript } from './named.ts';

/** Programs that a minimal installation lacks, with what brings them. */
const tools: Record<string, string> = {
  killall: 'psmisc',
  curl: 'curl',
  wget: 'wget',
  nc: 'netcat-openbsd or nmap-ncat',
  ncat: 'nmap-ncat',
  socat: 'socat',
  pidof: 'sysvinit-utils or procps-ng',
  pgrep: 'procps',
  netstat: 'net-tools',
  nmap: 'nmap',
  lsof: 'lsof',
  arping: 'iputils-arping',
};

const PATH = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export const scriptIsOnNode: NodeRule = {
  id: 'SCR005',
  severity: 'error',
  scope: 'node',
  title: 'a check script, and what it calls, is on the node',
  why:
    'keepalived leaves a check out whose file is missing, and a dead service keeps the VIP. A tool that is missing makes ' +
    'the check fail on both nodes alike: priorities sink together, and nothing moves. haproxy and keepalived do not ' +
    'bring killall, nc or socat with them.',
  fix: 'ship the script with the configuration, and install what it calls, on both nodes',
  source: 'measured',
  check: (node) => [
    ...node.scripts.filter(({ role }) => role === 'check').flatMap((one) => missing(one, node)),
    ...bodiesOf(node, 'check').flatMap((body) => toolsOf(body, node)),
  ],
};

function missing(script: Script, node: NodeView): Observation[] {
  const path = pathOf(script);
  const isMissing =
    path.startsWith('/') && sourceOf(script, node) === null && node.node.isAbsent(path);
  if (!isMissing) return [];
  return [{ at: script, message: `${calledScript(script, node)}: there is no ${path}` }];
}

function toolsOf({ commands }: ShellBody, node: NodeView): Observation[] {
  const told = new Set<string>();
  return commands.flatMap((command) => {
    const { name } = programOf(command);
    const from = Object.hasOwn(tools, name) ? tools[name] : undefined;
    if (from === undefined || told.has(name)) return [];
    told.add(name);
    const isAbsent = PATH.every((folder) => node.node.isAbsent(`${folder}/${name}`));
    const isThere = node.node.files.some(
      ({ path }) => PATH.includes(path.replace(/\/[^/]*$/, '')) && path.endsWith(`/${name}`),
    );
    if (isThere) return [];
    return [
      {
        at: command,
        severity: isAbsent ? 'error' : 'note',
        message: isAbsent
          ? `${name} is not on ${node.name}: the check always fails`
          : `the check calls ${name}, which a minimal installation lacks`,
        fix: `install ${name} (${from}) on both nodes`,
      },
    ];
  });
}
