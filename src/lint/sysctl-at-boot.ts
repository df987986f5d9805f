import type { NodeView } from './view.ts';

/** What the node's sysctl files set it to; null: what is known of the node does not tell. */
export function sysctlAtBoot({ node }: NodeView, key: string): string | null {
  const values = node.files
    .filter(({ path }) => /^\/(etc|usr\/lib|run)\/sysctl(\.d\/[^/]+)?\.conf$/.test(path))
    .sort((one, other) => (order(one.path) < order(other.path) ? -1 : 1))
    .flatMap(({ text }) => text.split('\n'))
    .flatMap((line) => {
      const [name = '', value = ''] = line.split('=');
      return name.trim().replace(/^-/, '').replaceAll('/', '.') === key ? [value.trim()] : [];
    });
  return values.at(-1) ?? null;
}

/** sysctl --system reads the directories by file name, and /etc/sysctl.conf last. */
function order(path: string): string {
  return path === '/etc/sysctl.conf' ? '~' : path.slice(path.lastIndexOf('/') + 1);
}
