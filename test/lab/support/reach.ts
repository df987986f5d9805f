import { hadeploy } from './hadeploy.ts';
import { expect } from 'vitest';
import { tryOnNode } from './node.ts';
import { get } from './traffic.ts';

/** A command that must end well, without a word on stderr. */
export async function done(directory: string, ...words: string[]): Promise<void> {
  const { code, stdout, stderr } = await hadeploy(words, { project: directory });
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
}

/** Whether a connection to ADDRESS:PORT comes up from a host of the lab. */
export async function reaches(host: string, address: string, port: number): Promise<boolean> {
  const { code } = await tryOnNode(
    host,
    `timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2>/dev/null`,
  );
  return code === 0;
}

/** Whether this machine gets an answer of HTTP from ADDRESS:PORT. */
export async function answers(target: string): Promise<boolean> {
  return (await get(target, 1_500)).error === null;
}
