import type { CheckResult } from '../../core/failure.ts';
import type { InstanceModel } from '../../keepalived/model/types.ts';
import type { RunningInstance } from '../../keepalived/running.ts';
import { finding } from '../finding.ts';
import { readMentionedFiles } from '../mentioned-files.ts';
import { HAPROXY_CFG } from '../needs.ts';
import { said, type Check, type NodeView } from '../view.ts';

/** haproxy tells its uptime in whole seconds. */
const ROUNDING_SECONDS = 2;

/** HAP036: what runs is what the files say; else a reload was forgotten, and the next boot brings a surprise. */
export const runningConfig: Check = {
  id: 'running-config',
  needs: ['configs', 'keepalived', 'haproxy', 'mentioned-files'],
  check: ({ nodes }) => nodes.flatMap((node) => [...ofKeepalived(node), ...ofHaproxy(node)]),
};

function ofKeepalived(node: NodeView): CheckResult[] {
  const { running, model, host } = node;
  if (running === null) return [];
  const names = new Set([...running.instances, ...model.instances].map(({ name }) => name));
  const problems = [...names].flatMap((name) => {
    const now = running.instances.find((one) => one.name === name);
    const file = model.instances.find((one) => one.name === name);
    if (now === undefined) return [`${name} is in the file only`];
    if (file === undefined) return [`${name} runs, but is not in the file`];
    return differences(now, file).map((what) => `${name}: ${what}`);
  });
  return [
    finding({
      id: 'running-config',
      host: host.name,
      title: 'keepalived runs what its file says',
      problems,
      detail: `${running.instances.length} instances compared`,
      advice:
        'systemctl reload keepalived; a value that stays was refused: journalctl -u keepalived',
    }),
  ];
}

/** "priority 100 runs, 80 in the file". Of a password only that it differs. */
function differences(now: RunningInstance, file: InstanceModel): string[] {
  const scripts = file.tracks.filter(({ kind, ofGroup }) => kind === 'script' && !ofGroup);
  const pairs: [what: string, running: string | null, inFile: string | null][] = [
    ['VRID', text(now.vrid), text(file.vrid)],
    ['priority', text(now.priority), text(file.priority)],
    ['advert_int in ms', text(now.advertMs), text(file.advertMs)],
    ['VIPs', list(now.vips), list(file.vips.map(({ address }) => address))],
    ['tracked scripts', list(now.tracked), list(scripts.map(({ name }) => name))],
  ];
  const found = pairs
    .filter(([, running, inFile]) => running !== null && inFile !== null && running !== inFile)
    .map(([what, running, inFile]) => `${what} ${running} runs, ${inFile} in the file`);
  const pass = file.auth?.pass.reveal().slice(0, 8);
  const other = now.pass !== null && pass !== undefined && now.pass.reveal() !== pass;
  return other ? [...found, 'another auth_pass runs than the file has'] : found;
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}

function list(values: string[]): string {
  return [...values].sort().join(' ') || 'none';
}

function ofHaproxy({ host, facts, haproxy }: NodeView): CheckResult[] {
  const file = facts.files[HAPROXY_CFG];
  if (haproxy?.uptime == null || file === undefined || file.type === 'absent') return [];
  const started = facts.system.clock - haproxy.uptime;
  const looked = [
    { path: HAPROXY_CFG, changedAt: file.mtime },
    ...readMentionedFiles(said(facts, 'mentioned-files')),
  ];
  const newer = looked.filter(({ changedAt }) => changedAt > started + ROUNDING_SECONDS);
  return [
    finding({
      id: 'running-config',
      host: host.name,
      title: 'haproxy runs what its files say',
      problems: newer.map(
        ({ path, changedAt }) =>
          `${path} was changed ${Math.round(changedAt - started)} s after haproxy read it`,
      ),
      detail: `${looked.length} files, none changed since haproxy was loaded ${Math.round(haproxy.uptime)} s ago`,
      advice: 'haproxy -c -f /etc/haproxy/haproxy.cfg && systemctl reload haproxy',
    }),
  ];
}
