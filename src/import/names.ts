import { shown } from './shown.ts';

/** Names that hadeploy takes, each once, for names that Ansible takes: addresses, or words of any letters. */
export class Names {
  readonly #taken = new Set<string>();
  readonly #renamed: string[] = [];

  /** The name itself where it can be; `prefix` comes before one that does not begin with a letter. */
  of(name: string, prefix: string): string {
    const plain = name.replace(/[^A-Za-z0-9_.-]/g, '-');
    const whole = (/^[A-Za-z]/.test(plain) ? plain : `${prefix}-${plain}`).slice(0, 63);
    let free = whole;
    for (let n = 2; this.#taken.has(free); n++) free = `${whole.slice(0, 58)}-${n}`;
    this.#taken.add(free);
    if (free !== name) {
      this.#renamed.push(`\`${shown(name)}\` is called \`${free}\` here`);
    }
    return free;
  }

  /** For a person: what has another name now. */
  get renamed(): readonly string[] {
    return this.#renamed;
  }
}
