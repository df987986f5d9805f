import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import { name } from '../core/schema.ts';
import { reasonOf } from './read-yaml.ts';

const commandTimeoutMs = 15_000;
const maxBytes = 64 * 1024;

const filePath = z.string().min(1);

/** Where one secret comes from. Exactly one of these. */
export const secretSource = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
      .optional()
      .describe('Environment variable that holds the value.'),
    file: filePath
      .optional()
      .describe('File that holds the value and nothing else; must not be readable by others.'),
    command: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Program and arguments, run without a shell; its standard output is the value.'),
    age: filePath.optional().describe('Age-encrypted file.'),
    identity: filePath
      .optional()
      .describe(
        'With `age`: file of the identity; else the environment variable HADEPLOY_AGE_IDENTITY.',
      ),
    key: z.string().min(1).optional().describe('With `age`: dotted key inside the decrypted YAML.'),
  })
  .superRefine((source, context) => {
    const given = (['env', 'file', 'command', 'age'] as const).filter((word) => source[word]);
    if (given.length !== 1) {
      context.addIssue({
        code: 'custom',
        message: 'needs exactly one of `env`, `file`, `command`, `age`',
      });
    }
    for (const word of ['identity', 'key'] as const) {
      if (source[word] !== undefined && source.age === undefined) {
        context.addIssue({
          code: 'custom',
          path: [word],
          message: `\`${word}\` goes with \`age\` only`,
        });
      }
    }
  });

export const secretSources = z
  .record(name('a secret'), secretSource)
  .describe(
    'Where each `!secret NAME` comes from; without an entry: the environment variable HADEPLOY_SECRET_<NAME>.',
  );

export type SecretSource = z.infer<typeof secretSource>;

/** Why a source gave nothing. Never holds any of what it gave. */
export class SourceFailed extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'SourceFailed';
    this.hint = hint;
  }
}

export interface SourceContext {
  env: NodeJS.ProcessEnv;
  /** Resolves a path of the inventory. */
  path: (text: string) => string;
  /** Directory in which commands run. */
  cwd: string;
  /** One decryption serves all secrets of a file. */
  decrypted: Map<string, Promise<string>>;
}

export async function readSource(source: SecretSource, context: SourceContext): Promise<string> {
  const value = await rawValue(source, context);
  if (value === '') throw new SourceFailed(`its source is empty (${describeSource(source)})`);
  if (value.includes('\0')) throw new SourceFailed('its value holds a NUL byte');
  return value;
}

export function describeSource(source: SecretSource): string {
  if (source.env !== undefined) return `environment variable ${source.env}`;
  if (source.file !== undefined) return `file ${source.file}`;
  if (source.age !== undefined) return `age file ${source.age}`;
  return `command ${source.command?.[0] ?? ''}`;
}

function rawValue(source: SecretSource, context: SourceContext): Promise<string> | string {
  if (source.env !== undefined) return fromEnvironment(source.env, context.env);
  if (source.file !== undefined) return withoutLastNewline(readPrivate(context.path(source.file)));
  if (source.command !== undefined) return fromCommand(source.command, context);
  return fromAge(source, context);
}

function fromEnvironment(variable: string, env: NodeJS.ProcessEnv): string {
  const value = env[variable];
  if (value === undefined) {
    throw new SourceFailed(
      `the environment variable ${variable} is not set`,
      `export ${variable}=…`,
    );
  }
  return value;
}

/** A file that others may read is no place for a secret; the same rule as ssh(1) has for keys. */
function readPrivate(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new SourceFailed(`${path} is not a plain file`);
    if (stat.size > maxBytes) throw new SourceFailed(`${path} is larger than 64 KiB`);
    if ((stat.mode & 0o007) !== 0) {
      throw new SourceFailed(`${path} can be read or changed by everybody`, `chmod 600 ${path}`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof SourceFailed) throw error;
    throw new SourceFailed(`${path} cannot be read: ${reasonOf(error)}`);
  }
}

/** What the command says is not shown when it fails: some print the secret there. */
function fromCommand(command: string[], context: SourceContext): Promise<string> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      { env: context.env, cwd: context.cwd, timeout: commandTimeoutMs, maxBuffer: maxBytes },
      (error, stdout) => {
        if (error === null) resolve(withoutLastNewline(stdout));
        else reject(commandFailure(program, error));
      },
    );
    child.stdin?.end();
  });
}

function commandFailure(
  program: string,
  error: { code?: unknown; killed?: boolean },
): SourceFailed {
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
    return new SourceFailed(`\`${program}\` printed more than 64 KiB`);
  }
  if (error.killed === true) {
    return new SourceFailed(`\`${program}\` did not end within ${commandTimeoutMs / 1000} s`);
  }
  if (error.code === 'ENOENT') return new SourceFailed(`no program \`${program}\``);
  const how = typeof error.code === 'number' ? `exit code ${error.code}` : String(error.code);
  return new SourceFailed(`\`${program}\` failed (${how})`, 'run it by hand to see why');
}

async function fromAge(source: SecretSource, context: SourceContext): Promise<string> {
  const file = context.path(source.age ?? '');
  const identityFile = source.identity ?? context.env['HADEPLOY_AGE_IDENTITY'];
  if (identityFile === undefined) {
    throw new SourceFailed(
      `no identity to decrypt ${file} with`,
      'say `identity: FILE` beside `age`, or export HADEPLOY_AGE_IDENTITY=FILE',
    );
  }
  const identityPath = context.path(identityFile);
  const cacheKey = `${file}\0${identityPath}`;
  const text = context.decrypted.get(cacheKey) ?? decrypt(file, identityPath);
  context.decrypted.set(cacheKey, text);
  return source.key === undefined
    ? withoutLastNewline(await text)
    : valueAt(await text, source.key, file);
}

async function decrypt(file: string, identityFile: string): Promise<string> {
  const identities = readPrivate(identityFile)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new SourceFailed(`${file} cannot be read: ${reasonOf(error)}`);
  }
  // Only who uses age pays for loading it.
  const { Decrypter, armor } = await import('age-encryption');
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    const head = Buffer.from(bytes.subarray(0, 40)).toString('latin1').trimStart();
    const armored = head.startsWith('-----BEGIN AGE');
    const body = armored ? armor.decode(Buffer.from(bytes).toString('latin1')) : bytes;
    return await decrypter.decrypt(body, 'text');
  } catch {
    // The library's own words may quote the identity.
    throw new SourceFailed(
      `${file} cannot be decrypted with the identity in ${identityFile}`,
      'was it encrypted for this identity? age -d -i IDENTITY FILE',
    );
  }
}

function valueAt(text: string, key: string, file: string): string {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0) throw new SourceFailed(`${file} holds no valid YAML`);
  const found: unknown = document.getIn(key.split('.'));
  if (typeof found === 'string') return found;
  if (typeof found === 'number') return String(found);
  throw new SourceFailed(`${file} has no text at the key \`${key}\``);
}

function withoutLastNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
