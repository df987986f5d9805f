/**
 * A value that must never be shown. It prints as its name wherever it is turned into text by accident
 * (template literal, JSON, console, error); only `reveal()` gives the value, and only the code that
 * hands it to a node calls that.
 */
export class Secret {
  readonly name: string;
  readonly #value: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `<secret ${this.name}>`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }
}
