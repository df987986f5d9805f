import type { CheckResult } from '../../core/failure.ts';
import type { CheckScriptRun } from '../check-script-run.ts';
import { finding } from '../finding.ts';
import type { Check, NodeView } from '../view.ts';

const TIMED_OUT = 124;

/** SCR003 to SCR007: a script that keepalived cannot run, or that always fails, moves no VIP ever again, and says nothing. */
export const checkScripts: Check = {
  id: 'check-script',
  needs: ['configs', 'keepalived', 'check-scripts'],
  check: ({ nodes }) => nodes.flatMap((node) => node.scripts.map((script) => check(node, script))),
};

function check(node: NodeView, script: CheckScriptRun): CheckResult {
  const status = node.running?.scripts.find(({ name }) => name === script.name)?.status;
  const failing = script.exitCode !== null && script.exitCode !== 0;
  const { missing } = script;
  const lacks = missing.length === 0 ? [] : [`${missing.join(', ')} not installed`];
  const broken = [...unusable(node, script), ...(failing ? [...outcome(script), ...lacks] : [])];
  const told = status !== undefined && status !== 'GOOD' ? [`keepalived says ${status}`] : [];
  return finding({
    id: 'check-script',
    host: node.host.name,
    title: `${script.path} works`,
    problems: broken.length > 0 ? [...broken, ...told] : told,
    warnings: failing ? [] : lacks,
    detail: `run as ${script.user}: exit code ${script.exitCode ?? 'not known (not run)'}; mode ${script.mode}`,
    advice: adviceFor(script),
  });
}

function unusable({ model }: NodeView, script: CheckScriptRun): string[] {
  if (!script.present) return ['there is no such file'];
  const mode = parseInt(script.mode, 8);
  const insecure = script.user === 'root' && (script.owner !== 'root' || (mode & 0o022) !== 0);
  return [
    ...(script.mayRun
      ? []
      : [
          (mode & 0o111) === 0
            ? `no run bit (mode ${script.mode}): keepalived drops it silently`
            : `${script.user} may not run it (mode ${script.mode}, owner ${script.owner})`,
        ]),
    ...(insecure && model.global.scriptSecurity
      ? [
          `others than root can change it (owner ${script.owner}, mode ${script.mode}): keepalived refuses it`,
        ]
      : []),
  ];
}

function outcome({ exitCode, user, words }: CheckScriptRun): string[] {
  const what =
    exitCode === TIMED_OUT ? 'not done within 5 s' : `ends with exit code ${exitCode} as ${user}`;
  return [words === '' ? what : `${what}: ${words}`];
}

function adviceFor({ present, mayRun, path, missing, user }: CheckScriptRun): string {
  if (!present) return 'ship it with the configuration: hadeploy apply';
  if (!mayRun) return `chmod 755 ${path}; then systemctl reload keepalived`;
  if (missing.length > 0)
    return `install ${missing.map((tool) => (tool === 'killall' ? 'killall (package psmisc)' : tool)).join(', ')}`;
  return `run it by hand and see why: sudo -u ${user} ${path}; echo $?`;
}
