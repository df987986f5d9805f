import { oneFileFor, type KeptGiven, type OneFile } from '../../adopt/main-file.ts';
import type { HostWords } from '../../adopt/one-text.ts';
import type { AdoptedFile } from '../../adopt/pair.ts';
import type { SecretNames } from '../../adopt/secret-names.ts';
import { Failed } from '../../core/failure.ts';
import { render } from '../../playbook/template.ts';

/** One file of the project that gives each node what it has; null: there is none. */
export function oneFileOf(
  daemon: 'keepalived' | 'haproxy',
  files: readonly [AdoptedFile, AdoptedFile],
  given: Pick<KeptGiven, 'hosts' | 'secrets' | 'definitions'> & { cluster: string },
): OneFile | null {
  const name = daemon === 'haproxy' ? 'haproxy.cfg' : 'keepalived.conf';
  const renders = rendersFor({ ...given, format: daemon });
  return oneFileFor({ ...given, name, files, renders });
}

/** How a file of a project is written on a node, before there is a project. */
function rendersFor(given: {
  cluster: string;
  format: 'keepalived' | 'haproxy';
  hosts: readonly [HostWords, HostWords];
  secrets: SecretNames;
}): KeptGiven['renders'] {
  const { cluster, format, hosts, secrets } = given;
  const views = hosts.map(({ name, address, priority }) => ({
    name,
    address,
    priority: Number(priority),
    groups: [],
  }));
  return (file: OneFile, index) => {
    if (!file.local.endsWith('.liquid')) return file.text;
    const known = secrets.all().map((secret): [string, unknown] => [secret.name, secret]);
    const vars = { ...Object.fromEntries(known), ...file.hostVars[index] };
    const scope = {
      cluster: { name: cluster, vips: [] },
      host: { ...views[index], vars },
      hosts: views,
      peers: views.filter((_, at) => at !== index),
      vars,
    };
    try {
      const source = { text: file.text, file: file.local, format, partials: [] };
      const { text } = render(source, scope);
      return text === '' || text.endsWith('\n') ? text : `${text}\n`;
    } catch (error) {
      if (error instanceof Failed && error.failure.reason === 'bad-input') return null;
      throw error;
    }
  };
}
