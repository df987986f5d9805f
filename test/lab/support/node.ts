import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { labDirectory } from './lab.ts';

export type Node = 'lb01' | 'lb02';
export const nodes: Node[] = ['lb01', 'lb02'];

/** A script as root on a host of the lab; its output. Rejects where it fails. */
export async function onNode(host: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await tryOnNode(host, script);
  if (code !== 0) throw new Error(`${host}: exit code ${code}\n${stdout}${stderr}\nof:\n${script}`);
  return stdout;
}

export async function tryOnNode(
  host: string,
  script: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const config = join(labDirectory, 'run/ssh_config');
  const child = spawn('ssh', ['-F', config, host, 'sudo sh -s'], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => {});
  child.stdin.end(script);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** The same script on both nodes at once. */
export async function onBoth(script: string): Promise<Record<Node, string>> {
  const [lb01, lb02] = await Promise.all(nodes.map((node) => onNode(node, script)));
  return { lb01: lb01 ?? '', lb02: lb02 ?? '' };
}
