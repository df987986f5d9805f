import { createHash } from 'node:crypto';
import type { Connect } from '../../../src/core/session.ts';

export interface FakeNode {
  files: Record<string, { text: string; mode?: string }>;
  packages?: Record<string, string>;
  /** "eth0 192.0.2.11/24". */
  addresses?: string[];
  links?: string[];
  /** Default: the name under which it is reached. */
  hostname?: string;
  sysctls?: Record<string, string>;
  /** "haproxy", or "haproxy disabled": loaded and running. */
  units?: string[];
  /** "ID STATE HOST,HOST TITLE…": what it remembers, of anna@laptop. */
  transactions?: string[];
  /** "RUN SECONDS": a lease of anna@laptop, and how long it still holds. */
  lease?: string;
}

const encoded = (text: string): string => Buffer.from(text).toString('base64');

/** Nodes that answer probes as src/remote/probe.sh does; `asked` gets the host of each. */
export function nodes(known: Record<string, FakeNode>, asked: string[] = []): Connect {
  return ({ name }) => {
    const node = known[name];
    if (node === undefined) throw new Error(`no node ${name}`);
    return Promise.resolve({
      host: name,
      run: ({ script }) => {
        asked.push(name);
        return Promise.resolve({ code: 0, stdout: answer(name, node, script), stderr: '' });
      },
      dial: () => Promise.reject(new Error('not here')),
      close: () => {},
    });
  };
}

function leaseLine(text: string): string {
  const [run, seconds] = text.split(' ');
  return `lease\t${run}\t1700000000\t${seconds}\tanna@laptop`;
}

function answer(name: string, node: FakeNode, script: string): string {
  const { files, packages = {}, addresses = [], links = ['lo', 'eth0'] } = node;
  const call = /^probe_files (.*)$/m.exec(script)?.[1] ?? '';
  const below = Object.keys(files).filter((path) => path.startsWith('/etc/keepalived/'));
  const words = call.split(' ');
  const paths = words.filter((word) => word.startsWith('/'));
  const isDirectory = (path: string): boolean =>
    Object.keys(files).some((file) => file.startsWith(`${path}/`));
  return [
    `system\t${node.hostname ?? name}\tdebian\t12\t6.1\tboot\tapt\tyes\t1700000000`,
    ...addresses.map((text) => `address\t${text.replace(' ', '\tinet\t')}`),
    ...paths.flatMap((path) => {
      const file = files[path];
      if (isDirectory(path)) return [`file\t${path}\tdirectory\t755\troot\troot\t0\t0\t`];
      if (file === undefined) return [`file\t${path}\tabsent`];
      const { text, mode = '644' } = file;
      const hash = createHash('sha256').update(text).digest('hex');
      const known = words[words.indexOf(path) + 1] ?? '';
      return [
        `file\t${path}\tfile\t${mode}\troot\troot\t0\t${text.length}\t${hash}`,
        ...(/^(-|[0-9a-f]{64})$/.test(known) && known !== hash
          ? [`content\t${path}\t${encoded(text)}`]
          : []),
      ];
    }),
    ...Object.entries(node.sysctls ?? {}).map(
      ([key, value]) => `sysctl\t${key.replaceAll('.', '/')}\t${value}`,
    ),
    ...(node.units ?? []).map((text) => {
      const [unit, enabled = 'enabled'] = text.split(' ');
      return `unit\t${unit}.service\tloaded\tactive\trunning\t${enabled}\tyes\t1\t1\t1\t0\talways\t`;
    }),
    ...(node.transactions ?? []).map((text) => {
      const [id, state, hosts = '', ...title] = text.split(' ');
      const names = hosts.replaceAll(',', ' ');
      return `transaction\t${id}\t${state}\t1700000000\tanna@laptop\t${title.join(' ')}\t${names}\t`;
    }),
    ...(node.lease === undefined ? [] : [leaseLine(node.lease)]),
    ...Array.from(script.matchAll(/^probe_guard (\d+) /gm), ([, id]) => `guard\t${id}\t0`),
    ...Object.entries(packages).map(([one, version]) => `package\t${one}\t${version}\t`),
    `output\tlint-files\t${encoded(`${below.join('\n')}\n\n0`)}`,
    `output\tlint-links\t${encoded(`${links.join('\n')}\n\n0`)}`,
    'end\n',
  ].join('\n');
}
