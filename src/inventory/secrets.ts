import { dirname } from 'node:path';
import type { Place, Problem } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { suggestion } from './nearest.ts';
import { expandPath } from './paths.ts';
import { readSource, secretSource, SourceFailed, type SecretSource } from './secret-sources.ts';
import { child, dotted, placeOf, plain, secretsIn, type MapTree, type Path } from './tree.ts';

/** Which secrets are read: a command that only connects needs no passwords of the services. */
export type SecretScope = 'all' | 'connection' | 'none';

export interface ResolvedSecrets {
  /** By name. One that was not asked for, or gave nothing, has a stand-in value that passes every schema. */
  byName: Map<string, Secret>;
  /** Those whose values are real. */
  known: Secret[];
  problems: Problem[];
}

interface Use {
  name: string;
  path: Path;
  place: Place;
}

const standIn = 'unread-1';

/** Reads every secret that the inventory uses, all at once, each from its source. */
export async function resolveSecrets(
  tree: MapTree,
  options: { env: NodeJS.ProcessEnv; scope: SecretScope },
): Promise<ResolvedSecrets> {
  const uses = usesIn(tree);
  const sources = sourcesOf(tree);
  const decrypted = new Map<string, Promise<string>>();
  const result: ResolvedSecrets = { byName: new Map(), known: [], problems: [] };

  await Promise.all(
    [...uses].map(async ([name, all]) => {
      result.byName.set(name, new Secret(name, standIn));
      const source = sources.get(name) ?? { env: defaultVariable(name) };
      // A source that the schema refuses is reported by the schema.
      if (source === 'broken' || !isWanted(all, options.scope)) return;
      // Paths of a source are relative to the file in which the source stands.
      const home = placeOf(tree, ['secrets', name]).file;
      const path = (text: string) => expandPath(text, home, options.env);
      try {
        const value = await readSource(source, {
          env: options.env,
          path,
          cwd: dirname(home),
          decrypted,
        });
        const secret = new Secret(name, value);
        result.byName.set(name, secret);
        result.known.push(secret);
      } catch (error) {
        if (!(error instanceof SourceFailed)) throw error;
        result.problems.push(...all.slice(0, 1).map((use) => missing(use, error, sources)));
      }
    }),
  );
  result.known.sort((a, b) => a.name.localeCompare(b.name));
  return result;
}

function missing(use: Use, error: SourceFailed, sources: Map<string, unknown>): Problem {
  const problem = {
    message: `the secret \`${use.name}\` has no value: ${error.message}`,
    place: use.place,
    path: dotted(use.path),
  };
  if (sources.has(use.name))
    return error.hint === undefined ? problem : { ...problem, hint: error.hint };
  const near = suggestion(use.name, sources.keys());
  const hints = [
    near?.startsWith('did') ? near : undefined,
    error.hint,
    'or say under `secrets:` where it comes from: env, file, command or age',
  ];
  return { ...problem, hint: hints.filter((hint) => hint !== undefined).join('; ') };
}

function usesIn(tree: MapTree): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  for (const { path, ref } of secretsIn(tree)) {
    const use = { name: ref.name, path, place: ref.place };
    uses.set(ref.name, [...(uses.get(ref.name) ?? []), use]);
  }
  return uses;
}

function sourcesOf(tree: MapTree): Map<string, SecretSource | 'broken'> {
  const section = child(tree, 'secrets');
  if (section?.type !== 'map') return new Map();
  return new Map(
    [...section.entries].map(([name, { value }]) => {
      const parsed = secretSource.safeParse(plain(value, () => null));
      return [name, parsed.success ? parsed.data : 'broken'];
    }),
  );
}

function isWanted(uses: Use[], scope: SecretScope): boolean {
  if (scope === 'connection') return uses.some(({ path }) => path.includes('connection'));
  return scope === 'all';
}

function defaultVariable(name: string): string {
  return `HADEPLOY_SECRET_${name.toUpperCase().replaceAll('-', '_')}`;
}
