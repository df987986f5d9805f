import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { labDirectory } from './lab.ts';

const made: string[] = [];

/** A project directory that is gone after the test file: files by relative path. */
export function project(files: Record<string, string>): string {
  if (made.length === 0) {
    afterAll(() => made.splice(0).forEach((one) => rmSync(one, { recursive: true, force: true })));
  }
  const directory = mkdtempSync(join(tmpdir(), 'hadeploy-project-'));
  made.push(directory);
  for (const [path, text] of Object.entries(files)) write(directory, path, text);
  return directory;
}

export function write(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

/** The lab's own inventory with this added or replaced. */
export function labInventory(more = ''): string {
  return `extends: ${join(labDirectory, 'inventory/prod-bj.yaml')}\n${more}`;
}

/** A project that is the lab's but for these lines of its inventory. */
export function labProject(more = '', files: Record<string, string> = {}): string {
  return project({ 'inventory/prod-bj.yaml': labInventory(more), ...files });
}
