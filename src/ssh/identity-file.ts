import { readFile } from 'node:fs/promises';
import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';

/** What an identity file gives us. */
export interface Identity {
  path: string;
  /** null: it cannot sign by itself; then `trouble` says why, and an agent may still hold it. */
  privateKey: ParsedKey | null;
  /** Wire format; null where neither the file nor its .pub tells. */
  publicKey: Buffer | null;
  trouble: string | null;
  missing: boolean;
}

export async function readIdentity(path: string): Promise<Identity> {
  const identity = { path, privateKey: null, publicKey: null, trouble: null, missing: false };
  let text: Buffer;
  try {
    text = await readFile(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const trouble = missing ? 'no such file' : 'cannot be read';
    return { ...identity, publicKey: await readPublicKey(`${path}.pub`), trouble, missing };
  }
  const key = parse(text);
  if (key === null || !key.isPrivateKey()) {
    const publicKey = key?.getPublicSSH() ?? (await readPublicKey(`${path}.pub`));
    return { ...identity, publicKey, trouble: whyUnusable(text, key) };
  }
  return { ...identity, privateKey: key, publicKey: key.getPublicSSH() };
}

function parse(text: Buffer): ParsedKey | null {
  // The types promise one key or an Error; ssh2 gives a list for formats that can hold several.
  const parsed = ssh2.utils.parseKey(text) as ParsedKey | ParsedKey[] | Error;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key === undefined || key instanceof Error ? null : key;
}

async function readPublicKey(path: string): Promise<Buffer | null> {
  try {
    return parse(await readFile(path))?.getPublicSSH() ?? null;
  } catch {
    return null;
  }
}

function whyUnusable(text: Buffer, key: ParsedKey | null): string {
  if (key !== null) return 'a public key, and no agent holds its private half';
  const parsed = ssh2.utils.parseKey(text);
  const message = parsed instanceof Error ? parsed.message : '';
  if (/encrypted/i.test(message))
    return 'protected by a passphrase, and no agent holds it: ssh-add it first';
  return `not a key that transport ssh2 can read${/sk-|security/i.test(text.toString('latin1')) ? ' (security key?)' : ''}: transport openssh may`;
}
