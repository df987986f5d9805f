import { Vaulted } from './source.ts';

const varName = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
const secretName =
  /(?:^|_)(?:pass|passwd|password|passphrase|pw|secret|token|credentials?|(?:api|auth|private|secret|access)_?key)s?(?:_|$)|password/;
const maxValues = 500;
const maxDepth = 12;

/** Why a variable does not go into the inventory; null: it does. */
export function whyLeftOut(name: string, value: unknown): string | null {
  if (!varName.test(name) || name === '__proto__')
    return 'no name for a variable of hadeploy (letters, digits, `_`)';
  return new Look().of(name, value, 0);
}

/** Why a single value cannot be used, whatever it is for. */
export function whyUnusable(value: unknown): string | null {
  return new Look().of('', value, 0);
}

class Look {
  #values = 0;

  of(name: string, value: unknown, depth: number): string | null {
    if (value instanceof Vaulted) return 'encrypted by ansible-vault';
    if (typeof value === 'string') {
      if (/\{\{|\{%/.test(value)) return 'a Jinja template';
      if (/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(value)) return 'holds control characters';
      if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(value)) return secret;
    }
    if (isSecret(name) && value !== null && typeof value !== 'boolean') return secret;
    if (++this.#values > maxValues || depth > maxDepth) return 'too large for an inventory';
    if (typeof value !== 'object' || value === null) return null;
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__' || key === '<<') return `a key named \`${key}\``;
      const why = this.of(Array.isArray(value) ? '' : key, item, depth + 1);
      if (why !== null) return why;
    }
    return null;
  }
}

const secret = 'looks like a secret: give it as `!secret NAME`';

function isSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[-. ]/g, '_');
  return secretName.test(words.toLowerCase());
}
