import type { NodeView } from './view.ts';

/** Names that a node resolves without DNS, in lower case: those of its /etc/hosts, where it is known. */
export function knownNames({ node }: NodeView): Set<string> {
  const hosts = node.files.find(({ path }) => path === '/etc/hosts')?.text ?? '';
  const names = hosts
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1));
  return new Set(['localhost', ...names.map((name) => name.toLowerCase())]);
}
