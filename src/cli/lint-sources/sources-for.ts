import { badInput, type Failed, type Problem } from '../../core/failure.ts';
import { oneLine } from '../../core/text.ts';
import { versionOf } from '../../keepalived/version.ts';
import type { CommandRun } from '../command-run.ts';
import type { LintSource, Versions } from './source.ts';

export interface LintWish {
  cluster?: string;
  /** `NAME=DIR`, as typed. */
  nodes: string[];
  live: boolean;
  /** As declared on the command line. */
  versions: Versions;
}

/** What is to be linted: directories, what runs on the nodes, or what the inventories would put there. */
export async function sourcesFor(run: CommandRun, wish: LintWish): Promise<LintSource[]> {
  const problems = problemsOf(wish);
  if (problems.length > 0) throw badInput(...problems);
  const { cluster, versions } = wish;
  const named = cluster === undefined ? {} : { cluster };
  if (wish.nodes.length > 0) return [await directories(run, wish)];
  if (wish.live) return [await (await import('./live.ts')).liveSource(run, { ...named, versions })];
  const { renderedSources } = await import('./rendered.ts');
  return renderedSources(run, {
    ...named,
    versions,
    limit: run.options.limit,
    passedOver: (name, { failure }: Failed) =>
      run.io.stderr.write(
        `not looked at: the cluster ${oneLine(name)} cannot be loaded (${failure.reason}); see: hadeploy lint ${oneLine(name)}\n`,
      ),
  });
}

async function directories(run: CommandRun, { nodes, versions }: LintWish): Promise<LintSource> {
  const { nodeFromDirectory } = await import('./directory.ts');
  const given = nodes.map((text) => {
    const at = text.indexOf('=');
    return { name: text.slice(0, at), dir: text.slice(at + 1) };
  });
  return {
    subject: {
      cluster: null,
      nodes: given.map((one) => nodeFromDirectory(one, { cwd: run.io.cwd, versions })),
    },
    told: true,
    allow: [],
    texts: [],
    secrets: [],
  };
}

function problemsOf({ cluster, nodes, live, versions }: LintWish): Problem[] {
  const names = nodes.map((text) => text.slice(0, Math.max(0, text.indexOf('='))));
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) < index);
  const malformed = nodes.filter((text) => !/^[\w.-]+=./s.test(text));
  const unknown = Object.entries<string | null>({ ...versions }).filter(
    ([, version]) => version !== null && versionOf(version) === null,
  );
  return [
    ...malformed.map((text) => ({
      message: `--node ${text}: must be NAME=DIR`,
      hint: 'a node has a name of letters, digits, dots and dashes, as --node lb01=./lb01',
    })),
    ...(twice === undefined
      ? []
      : [
          {
            message: `--node ${twice}: named twice`,
            hint: 'each node has a name and a directory of its own',
          },
        ]),
    ...(nodes.length > 0 && (live || cluster !== undefined)
      ? [
          {
            message: '--node needs no cluster, and no --live',
            hint: 'directories are linted by themselves: hadeploy lint --node lb01=DIR --node lb02=DIR',
          },
        ]
      : []),
    ...unknown.map(([daemon, version]) => ({
      message: `--${daemon}-version ${version}: is no version`,
      hint: `as \`${daemon} -v\` says it, like ${daemon === 'haproxy' ? '2.6.12' : '2.2.7'}`,
    })),
  ];
}
