import type { Place, Problem } from '../core/failure.ts';
import { hostLine, variableLine } from './host-line.ts';
import { shown } from './shown.ts';
import {
  addHost,
  emptySource,
  groupIn,
  mostHosts,
  mostProblems,
  type Source,
  type Variable,
} from './source.ts';

type Kind = 'hosts' | 'children' | 'vars';

/** An inventory in Ansible's INI format. Every line is read once. */
export function parseIni(text: string, file: string): { source: Source; problems: Problem[] } {
  const reader = new IniReader(file);
  for (const [index, line] of text.split('\n').entries()) {
    reader.line(line.trim(), index + 1);
    if (reader.done || reader.problems.length >= mostProblems) break;
  }
  return {
    source: reader.source,
    problems: reader.problems.length > 0 ? reader.problems : reader.strangers(),
  };
}

class IniReader {
  readonly source = emptySource();
  readonly problems: Problem[] = [];
  /** The lines that follow would only say the same. */
  done = false;
  readonly #file: string;
  /** Groups with a section of their own, and those that others only speak of. */
  readonly #declared = new Set(['all', 'ungrouped']);
  readonly #named = new Map<string, Place>();
  #group = 'ungrouped';
  #kind: Kind = 'hosts';
  #number = 0;

  constructor(file: string) {
    this.#file = file;
  }

  line(line: string, number: number): void {
    this.#number = number;
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return;
    if (/[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]/.test(line)) {
      this.#problem('a control character in this line', 'remove it');
    } else if (
      line.startsWith('[') &&
      !/^\[[0-9a-fA-F]*:[0-9a-fA-F:.]*\]:?\d*\s/.test(`${line} `)
    ) {
      this.#section(line);
    } else if (this.#kind === 'hosts') {
      this.#host(line);
    } else if (this.#kind === 'vars') {
      this.#variable(line);
    } else {
      this.#child(line);
    }
  }

  /** Groups that are spoken of, but nowhere are: most likely a slip, and hosts would be missing. */
  strangers(): Problem[] {
    return [...this.#named]
      .filter(([name]) => !this.#declared.has(name))
      .slice(0, mostProblems)
      .map(([name, place]) => ({
        message: `no group \`${shown(name)}\` in this inventory`,
        place,
        hint: `write a section [${shown(name)}] with its hosts, or correct the name`,
      }));
  }

  #section(line: string): void {
    const [, name, kind = 'hosts'] = /^\[([^\]:\s]+)(?::(\w+))?\]\s*(?:#.*)?$/.exec(line) ?? [];
    if (name === undefined || (kind !== 'hosts' && kind !== 'children' && kind !== 'vars')) {
      this.#problem(
        `\`${shown(line)}\` is no section`,
        'write [GROUP], [GROUP:children] or [GROUP:vars]',
      );
      return;
    }
    this.#group = name;
    this.#kind = kind;
    groupIn(this.source, name);
    if (kind === 'vars') this.#speakOf(name);
    else this.#declared.add(name);
  }

  #host(line: string): void {
    const read = hostLine(line);
    if ('error' in read) {
      this.#problem(read.error, read.hint);
      return;
    }
    const vars = new Map(read.values.map(([key, value]) => [key, this.#said(value)]));
    for (const name of read.names) addHost(this.source, this.#group, name, vars);
    if (this.source.hosts.size > mostHosts) {
      this.#problem(`more than ${mostHosts} hosts`, 'import from a smaller inventory');
      this.done = true;
    }
  }

  #variable(line: string): void {
    const read = variableLine(line);
    if (read === null) {
      this.#problem(`\`${shown(line)}\` is no KEY=VALUE`);
      return;
    }
    const [key, value] = read;
    groupIn(this.source, this.#group).vars.set(key, this.#said(value));
  }

  #child(line: string): void {
    const name = /^([^\s#]+)\s*(?:#.*)?$/.exec(line)?.[1];
    if (name === undefined) {
      this.#problem(`\`${shown(line)}\` is no name of a group`, 'one name a line');
      return;
    }
    groupIn(this.source, this.#group).children.add(name);
    this.#speakOf(name);
  }

  #speakOf(name: string): void {
    if (!this.#named.has(name)) this.#named.set(name, this.#place());
  }

  #said(value: unknown): Variable {
    return { value, from: `${this.#file}:${this.#number}` };
  }

  #place(): Place {
    return { file: this.#file, line: this.#number, column: 1 };
  }

  #problem(message: string, hint?: string): void {
    this.problems.push({ message, place: this.#place(), ...(hint === undefined ? {} : { hint }) });
  }
}
