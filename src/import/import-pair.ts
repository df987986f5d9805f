import { badInput } from '../core/failure.ts';
import type { ChosenPair } from './choose-pair.ts';
import { connectionFrom, type HostConnection } from './connection.ts';
import type { Families } from './families.ts';
import { layersOf, merged } from './layers.ts';
import { Names } from './names.ts';
import { pairVars, type Values } from './pair-vars.ts';
import type { ConnectionSettings } from './settings-draft.ts';
import { shown } from './shown.ts';
import { mostVariables, type Source, type VarsFiles } from './source.ts';

export interface ImportedHost {
  address: string;
  connection: ConnectionSettings;
  vars: Values;
}

/** What goes into the inventory, and what a person must know of the rest. */
export interface ImportedPair {
  connection: ConnectionSettings;
  vars: Values;
  hosts: Map<string, ImportedHost>;
  groups: Map<string, { hosts: string[]; vars: Values }>;
  /** Other names than in the Ansible inventory. */
  renamed: readonly string[];
  /** "NAME (FILE): why". */
  left: string[];
}

interface Given {
  source: Source;
  families: Families;
  files: VarsFiles;
  pair: ChosenPair;
  /** Makes the path of a key, as Ansible sees it, one that holds in the written file. */
  keyPath: (path: string) => string;
}

/** A pair of an Ansible inventory as hadeploy would write it. Pure. */
export function importPair({ source, families, files, pair, keyPath }: Given): ImportedPair {
  const names = new Names();
  const found = pair.hosts.map((host) => {
    const layers = layersOf({ source, families }, files, host);
    const said = layers.layers.reduce((count, layer) => count + layer.size, 0);
    if (said > mostVariables) {
      throw badInput({
        message: `more than ${mostVariables} variables for the host \`${shown(host)}\``,
        hint: 'an inventory of hadeploy holds those of one pair: leave the others out',
      });
    }
    return {
      host,
      name: names.of(host, 'host'),
      ...layers,
      ...connectionFrom(host, merged(layers.layers), keyPath),
    };
  });
  const lost = found.filter(({ address }) => address === null);
  if (lost.length > 0) throw badInput(...lost.map((one) => withoutAddress(one)));

  const connection = inCommon(found.map(({ settings }) => settings));
  const vars = pairVars(source, files, found);
  const hosts = found.map(({ host, name, address, settings }): [string, ImportedHost] => [
    name,
    {
      address: address ?? '',
      connection: without(settings, connection),
      vars: vars.hosts.get(host) ?? {},
    },
  ]);
  const groups = vars.groups
    .filter(({ name, values }) => name !== 'ungrouped' || Object.keys(values).length > 0)
    .map(({ name, values }) => ({
      name: names.of(name, 'group'),
      hosts: found.filter(({ groups }) => groups.includes(name)).map((one) => one.name),
      vars: values,
    }));
  return {
    connection,
    vars: vars.all,
    hosts: new Map(hosts),
    groups: new Map(groups.map(({ name, ...group }) => [name, group])),
    renamed: names.renamed,
    left: [...new Set([...found.flatMap(({ left }) => left), ...vars.left])],
  };
}

function withoutAddress({ host, left }: { host: string } & Pick<HostConnection, 'left'>) {
  const [why] = left.filter((text) => /^ansible_(?:ssh_)?host /.test(text));
  return {
    message: `the host \`${shown(host)}\` has no address that can be read${why === undefined ? '' : `: ${shown(why, 200)}`}`,
    hint: 'give it an `ansible_host` that is an address or a name',
  };
}

/** Two hosts agree on most: what both say alike is said once for the cluster. */
function inCommon(all: ConnectionSettings[]): ConnectionSettings {
  const [first = {}, ...others] = all;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) =>
      others.every((other) => (other as Values)[key] === value),
    ),
  );
}

function without(settings: ConnectionSettings, common: ConnectionSettings): ConnectionSettings {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !(key in common)));
}
