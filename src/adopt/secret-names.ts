import { Secret } from '../core/secret.ts';

/** Where an inventory says `!secret NAME`. */
export class SecretRef {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Passwords that were found, each value under one name, in the order in which they were met. */
export class SecretNames {
  readonly #byValue = new Map<string, Secret>();

  nameFor(purpose: string, value: string): string {
    const known = this.#byValue.get(value);
    if (known) return known.name;
    const taken = [...this.#byValue.values()].map(({ name }) => name);
    const free = [purpose, ...numbered(purpose, taken.length)].find((one) => !taken.includes(one));
    const secret = new Secret(free ?? purpose, value);
    this.#byValue.set(value, secret);
    return secret.name;
  }

  refFor(purpose: string, value: string): SecretRef {
    return new SecretRef(this.nameFor(purpose, value));
  }

  all(): Secret[] {
    return [...this.#byValue.values()];
  }
}

function numbered(purpose: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${purpose}_${index + 2}`);
}

/** The names of all references in a value. */
export function refsIn(value: unknown): Set<string> {
  if (value instanceof SecretRef) return new Set([value.name]);
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set(Object.values(value).flatMap((one) => [...refsIn(one)]));
}
