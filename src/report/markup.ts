import { visible } from '../core/text.ts';

/** Text that is HTML or XML already. Made by `markup` alone, so that whatever is not has been escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Markup | Value[];

/** A template in which every value is escaped unless it is markup itself; lists are joined. For text and quoted attributes. */
export function markup(parts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(values[i - 1] ?? '') + part));
}

export const nothing = new Markup('');

function render(value: Value): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  return typeof value === 'number' ? String(value) : escape(value);
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** XML has no way to write most control characters, halves of surrogate pairs and U+FFFE: they become visible instead. */
function escape(text: string): string {
  return visible(text)
    .replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (char) => entities[char] ?? '');
}
