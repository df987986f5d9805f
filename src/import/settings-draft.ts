import type * as z from 'zod';
import { connectionSchema } from '../inventory/schema.ts';
import { whyUnusable } from './left-out.ts';
import { shown } from './shown.ts';
import type { Variable, Variables } from './source.ts';

/** What an inventory of hadeploy says of a connection, as it is written there. */
export interface ConnectionSettings {
  user?: string;
  port?: number;
  identity?: string;
  known_hosts?: string;
  host_keys?: 'accept-new';
  proxy_jump?: string;
  become?: 'sudo' | 'none';
  connect_timeout?: number;
}

/** A variable under the name by which it was found. */
export interface Given {
  name: string;
  variable: Variable;
}

export const keyHint =
  'hadeploy always checks host keys; `host_keys: accept-new` records unknown ones';

/** The settings of one host while they are found, and what could not become one. */
export class SettingsDraft {
  readonly settings: ConnectionSettings = {};
  /** "ansible_ssh_args (hosts.ini:3): why it was not taken". */
  readonly left: string[] = [];
  readonly #vars: Variables;
  readonly #seen = new Set<string>();

  constructor(vars: Variables) {
    this.#vars = vars;
  }

  /** The first of these names that is set to something usable. */
  first(...names: string[]): Given | undefined {
    let found: Given | undefined;
    for (const name of names) {
      const variable = this.#vars.get(name);
      if (variable === undefined) continue;
      this.#seen.add(name);
      const why = whyUnusable(variable.value);
      if (why !== null) this.leave({ name, variable }, why);
      else if (variable.value !== null && variable.value !== '') found ??= { name, variable };
    }
    return found;
  }

  /** Variables for Ansible itself that nobody has asked for yet. */
  unread(): Given[] {
    return [...this.#vars]
      .filter(([name]) => name.startsWith('ansible_') && !this.#seen.has(name))
      .map(([name, variable]) => ({ name, variable }));
  }

  set(key: keyof ConnectionSettings, given: Given, value: unknown): void {
    if (this.settings[key] !== undefined) return;
    const checked = (connectionSchema.shape[key] as z.ZodType).safeParse(value);
    if (checked.success) Object.assign(this.settings, { [key]: value });
    else this.leave(given, checked.error.issues[0]?.message ?? `no ${key}`);
  }

  leave({ name, variable }: Given, why: string): void {
    this.left.push(`${shown(name)} (${variable.from}): ${why}`);
  }
}

export function textOf({ variable: { value } }: Given): string {
  const plain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return plain ? String(value).trim() : '';
}
