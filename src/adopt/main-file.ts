import type { AdoptedFile } from './pair.ts';
import { literal, oneText, type HostWords, type OneText } from './one-text.ts';
import { SecretRef, type SecretNames } from './secret-names.ts';
import { hasMarks, withoutPasswords, type MainFileName } from './without-passwords.ts';

/** A configuration of both nodes, kept as one file of the project. */
export interface OneFile {
  /** `keepalived.conf`, with `.liquid` where it is a template. */
  local: string;
  text: string;
  /** Passwords stand in it. */
  isPrivate: boolean;
  /** Of the cluster. */
  vars: Record<string, SecretRef>;
  hostVars: OneText['vars'];
}

export interface KeptGiven {
  name: MainFileName;
  files: readonly [AdoptedFile, AdoptedFile];
  hosts: readonly [HostWords, HostWords];
  secrets: SecretNames;
  /** Definitions of which passwords are made. */
  definitions: ReadonlySet<string>;
  /** What a template gives one of the hosts; null: nothing, it is refused. */
  renders: (file: OneFile, host: 0 | 1) => string | null;
}

/**
 * One file that gives each node exactly what it has: without passwords if it can be, with values of the host before
 * blocks for each. null: no such file, each node keeps its own.
 */
export function oneFileFor(given: KeptGiven): OneFile | null {
  const { files, name, secrets, definitions, renders } = given;
  const [first, second] = [files[0].text, files[1].text];
  if (hasMarks(first) || hasMarks(second)) return null;
  const isOpen = files.some(({ mode }) => (Number.parseInt(mode, 8) & 0o004) !== 0);
  const stripped = files.map(({ text }) => withoutPasswords(name, text, secrets, definitions));
  const holdsPasswords = stripped.some(hasMarks);
  const attempts = [
    // The file step never writes a secret into a file that everybody on the node can read.
    ...(holdsPasswords && !isOpen ? [{ texts: stripped, isPrivate: false }] : []),
    { texts: [first, second], isPrivate: holdsPasswords },
  ].flatMap((one) => [
    { ...one, joining: 'values' as const },
    { ...one, joining: 'blocks' as const },
  ]);
  for (const attempt of attempts) {
    const file = attemptOf(given, attempt);
    if (file === null) continue;
    if (renders(file, 0) === first && renders(file, 1) === second) return file;
  }
  return null;
}

function attemptOf(
  { name, hosts }: KeptGiven,
  attempt: { texts: string[]; isPrivate: boolean; joining: 'values' | 'blocks' },
): OneFile | null {
  const { isPrivate, joining } = attempt;
  const [first = '', second = ''] = attempt.texts;
  const names = new Set(
    [...`${first}${second}`.matchAll(/\uE000([^\uE001]*)\uE001/g)].map(([, found]) => found ?? ''),
  );
  const vars = Object.fromEntries([...names].map((one) => [one, new SecretRef(one)]));
  if (first === second) {
    const plain = { isPrivate, vars, hostVars: [{}, {}] as OneText['vars'] };
    return names.size === 0
      ? { ...plain, local: name, text: first }
      : { ...plain, local: `${name}.liquid`, text: literal(first) };
  }
  const joined = oneText([first, second], hosts, joining);
  if (joined === null) return null;
  return { local: `${name}.liquid`, text: joined.text, isPrivate, vars, hostVars: joined.vars };
}
