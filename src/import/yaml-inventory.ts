import type { Problem } from '../core/failure.ts';
import { mappingOf, readAnsibleYaml } from './ansible-yaml.ts';
import { hostNames } from './host-range.ts';
import { shown } from './shown.ts';
import {
  addHost,
  emptySource,
  groupIn,
  mostHosts,
  mostProblems,
  type Source,
  type Variables,
} from './source.ts';

/** An inventory in Ansible's YAML format. */
export function parseYamlInventory(
  text: string,
  file: string,
): { source: Source; problems: Problem[] } {
  const read = readAnsibleYaml(text, file);
  if ('problems' in read) return { source: emptySource(), problems: read.problems };
  const reader = new YamlReader(file);
  reader.top(read.value);
  return { source: reader.source, problems: reader.problems.slice(0, mostProblems) };
}

/** The variables in a value that was read from a file; null where it holds something else. */
export function variablesIn(value: unknown, from: string): Variables | null {
  if (value === null) return new Map();
  const entries = mappingOf(value);
  return (
    entries && new Map(Object.entries(entries).map(([key, item]) => [key, { value: item, from }]))
  );
}

class YamlReader {
  readonly source = emptySource();
  readonly problems: Problem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  top(value: unknown): void {
    const groups = mappingOf(value);
    if (groups === null) {
      this.#problem('must be a mapping of groups', 'all: { hosts: { … }, children: { … } }');
      return;
    }
    const plugin = groups['plugin'];
    if (typeof plugin === 'string') {
      this.#problem(
        `a dynamic inventory of the plugin \`${shown(plugin)}\`, which is not run`,
        staticHint(this.#file),
      );
      return;
    }
    for (const [name, group] of Object.entries(groups)) this.#group(name, group);
  }

  #group(name: string, value: unknown): void {
    const group = groupIn(this.source, name);
    if (value === null) return;
    const parts = mappingOf(value);
    if (parts === null) {
      this.#problem(`the group \`${shown(name)}\` must be a mapping of hosts, children and vars`);
      return;
    }
    for (const [part, inner] of Object.entries(parts)) {
      const entries = typeof inner === 'string' ? { [inner]: null } : mappingOf(inner ?? {});
      if (part !== 'hosts' && part !== 'children' && part !== 'vars') {
        this.source.passedOver.push(
          `\`${shown(part)}\` of the group \`${shown(name)}\`: neither hosts, children nor vars`,
        );
      } else if (entries === null || (part === 'vars' && typeof inner === 'string')) {
        this.#problem(`\`${part}\` of the group \`${shown(name)}\` must be a mapping`);
      } else if (part === 'vars') {
        const vars = variablesIn(entries, this.#file) ?? [];
        for (const [key, variable] of vars) group.vars.set(key, variable);
      } else if (part === 'children') {
        for (const [child, its] of Object.entries(entries)) {
          group.children.add(child);
          this.#group(child, its);
        }
      } else {
        for (const [pattern, vars] of Object.entries(entries)) this.#host(name, pattern, vars);
      }
    }
  }

  #host(group: string, pattern: string, value: unknown): void {
    if (this.source.hosts.size > mostHosts) return;
    const found = hostNames(pattern);
    const vars = variablesIn(value, this.#file);
    if ('error' in found) {
      this.#problem(shown(found.error));
    } else if (vars === null) {
      this.#problem(`the host \`${shown(pattern)}\` must be a mapping of variables`);
    } else {
      if (found.port !== null && !vars.has('ansible_port')) {
        vars.set('ansible_port', { value: found.port, from: this.#file });
      }
      for (const name of found.names) addHost(this.source, group, name, vars);
      if (this.source.hosts.size > mostHosts) this.#problem(`more than ${mostHosts} hosts`);
    }
  }

  #problem(message: string, hint?: string): void {
    this.problems.push({
      message,
      place: { file: this.#file, line: 1, column: 1 },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

/** How to make a file of what a program or a plugin would answer. */
export function staticHint(file: string): string {
  return `let Ansible write it down, and import that: ansible-inventory -i ${shown(file)} --list --yaml > hosts.yml`;
}
