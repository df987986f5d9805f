import { said, type NodeView } from './view.ts';

/** What systemd has of a daemon's unit besides its state. */
interface DaemonUnit {
  /** Whether it waits for the network, and asks for it. */
  waitsForNetwork: boolean;
  /** Files that it takes its options from. */
  options: string[];
}

/** `systemctl show` of a daemon; null: it was not asked, or has no unit. */
export function daemonUnit({ facts }: NodeView, name: string): DaemonUnit | null {
  const block = blocksOf(said(facts, 'daemon-units')).find(
    (one) => one['Id'] === `${name}.service`,
  );
  if (block === undefined) return null;
  const has = (key: string): boolean => (block[key] ?? '').split(' ').includes(TARGET);
  return {
    waitsForNetwork: has('After') && (has('Wants') || has('Requires') || has('BindsTo')),
    options: (block['EnvironmentFiles'] ?? '').match(/\/\S+/g) ?? [],
  };
}

const TARGET = 'network-online.target';

/** Files with options of a daemon that are on the node, whether or not its unit reads them. */
export function optionFiles({ facts }: NodeView, name: string): string[] {
  return said(facts, 'daemon-units')
    .split('\n')
    .filter((line) => /^\/etc\/(default|sysconfig)\//.test(line) && line.endsWith(`/${name}`));
}

/** `KEY=VALUE` lines, blocks with an empty line between; a key that comes again adds to the first. */
function blocksOf(text: string): Record<string, string>[] {
  return text.split(/\n\s*\n/).map((lines) => {
    const block: Record<string, string> = {};
    for (const line of lines.split('\n')) {
      const [, key, value = ''] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined) continue;
      const before = block[key];
      block[key] = before === undefined ? value : `${before} ${value}`;
    }
    return block;
  });
}
