import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashHost, type KnownHost, parseKnownHosts, typeOfKey } from './known-hosts.ts';

/** All entries of all files; a file that is not there holds none, one that cannot be read is an error. */
export async function readKnownHosts(files: string[]): Promise<KnownHost[]> {
  const read = async (file: string): Promise<KnownHost[]> => {
    try {
      return parseKnownHosts(await readFile(file, 'utf8'), file);
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
      throw error;
    }
  };
  return (await Promise.all(files.map(read))).flat();
}

/** Adds a host's key to `file`. One write with O_APPEND: hosts that connect at once cannot tear each other's lines. */
export async function recordHostKey(
  file: string,
  name: string,
  key: Buffer,
  options: { hashed: boolean },
): Promise<void> {
  const shownAs = options.hashed ? hashHost(name, randomBytes(20)) : name;
  const line = `${shownAs} ${typeOfKey(key)} ${key.toString('base64')}\n`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // An editor may have left the last line open.
    await handle.write(size > 0 && last[0] !== 0x0a ? `\n${line}` : line);
  } finally {
    await handle.close();
  }
}
