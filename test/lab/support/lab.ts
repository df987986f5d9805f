import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const repository = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
export const labDirectory = join(repository, 'test/lab');

/** Addresses of the lab that is up, from run/lab.env. */
export const addresses = Object.fromEntries(
  readFileSync(join(labDirectory, 'run/lab.env'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('=')),
) as Record<'LB01' | 'LB02' | 'WEB01' | 'WEB02' | 'LAB_NET' | 'VIP1' | 'VIP2', string>;

export const vips = [addresses.VIP1, addresses.VIP2];

/** `test/lab/lab WORDS...`; rejects with what it printed. The limit is for a hang: it may have to build an image. */
export async function lab(...words: string[]): Promise<string> {
  const { stdout } = await run('bash', [join(labDirectory, 'lab'), ...words], { timeout: 900_000 });
  return stdout;
}
