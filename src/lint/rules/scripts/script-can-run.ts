import type { NodeRule, Observation } from '../../rule.ts';
import { pathOf, sourceOf } from '../../shell/body.ts';
import type { NodeView } from '../../view.ts';
import type { Script } from '../../scripts.ts';
import { calledScript } from './named.ts';

export const scriptCanRun: NodeRule = {
  id: 'SCR006',
  severity: 'error',
  scope: 'node',
  title: 'a check script can be run',
  why:
    'keepalived drops a script without run permission silently, and keepalived -t ends with 0: the instance tracks ' +
    'nothing. Line ends of Windows, or a first line that is not #!, make every run fail, on both nodes alike.',
  fix: 'chmod 755, #!/bin/sh in the first line, line ends of Unix; hadeploy verify runs it as its user',
  source: 'execve(2); keepalived issue 2066; measured',
  check: (node) => {
    const told = new Set<string>();
    return node.scripts
      .filter(({ role }) => role === 'check')
      .flatMap((script) => {
        const path = pathOf(script);
        if (told.has(path)) return [];
        told.add(path);
        return problemsOf(script, node);
      });
  },
};

function problemsOf(script: Script, node: NodeView): Observation[] {
  const source = sourceOf(script, node);
  if (source === null) return [];
  const { text, mode, shown } = source;
  const at = { line: 1, column: 1, file: shown };
  const isRunAlone = script.path === source.path;
  const first = text.slice(0, 1000).split('\n', 1)[0] ?? '';
  const tell = (what: string, fix: string): Observation => ({
    at,
    message: `${calledScript(script, node)}: ${what}`,
    fix,
  });
  if (isRunAlone && mode !== null && (mode & 0o111) === 0) {
    const octal = mode.toString(8).padStart(4, '0');
    const what = `${source.path} has no run bit (mode ${octal})`;
    const fix = `chmod 755 ${source.path}`;
    if (node.node.mayHaveLostRunBits !== true) return [tell(what, fix)];
    // Said all the same: a check that never runs is too grave to be passed over.
    const doubt = `${what}, nor has any file beside it: the copy may have lost them`;
    return [{ ...tell(doubt, `on the node: ${fix}`), severity: 'warning' }];
  }
  if (text.trim() === '') {
    return [tell(`${source.path} is empty`, 'write the check into it')];
  }
  if (first.startsWith('#!') && first.endsWith('\r')) {
    return [
      tell(
        'its first line ends as on Windows, so there is no such interpreter',
        `sed -i 's/\\r$//' ${source.path}`,
      ),
    ];
  }
  if (text.startsWith('\uFEFF') || /^\s+#!/.test(text.slice(0, 1000))) {
    return [
      tell(
        '#! is not the first thing in the file, so it names no interpreter',
        '#!/bin/sh in the first line, with nothing before it',
      ),
    ];
  }
  if (isRunAlone && !first.startsWith('#!')) {
    return [
      {
        ...tell('its first line names no interpreter (#!)', '#!/bin/sh in the first line'),
        severity: 'warning',
      },
    ];
  }
  return [];
}
