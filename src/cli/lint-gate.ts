import { Failed, type Place, type Problem } from '../core/failure.ts';
import { oneLine } from '../core/text.ts';
import type { Finding } from '../lint/finding.ts';
import { counted } from '../ui/finding-text.ts';
import type { CommandRun } from './command-run.ts';
import type { LintSource } from './lint-sources/source.ts';
import { builtCode, lintedBefore } from './linted-before.ts';

type ReadLine = (place: Place) => string | null;

/** Who has more of them reads the others with `lint`. */
const MOST_SHOWN = 20;

/**
 * What `hadeploy lint CLUSTER` would call an error is not deployed: throws `bad-input`, before any connection. All hosts
 * are looked at, whatever --limit says: what is wrong with a pair is wrong with each of them. A project in which nothing
 * has changed since it was judged is not judged again.
 */
export async function refuseLintErrors(run: CommandRun, cluster: string): Promise<void> {
  const { env } = run.io;
  const { projectDir } = run.options;
  const memory = lintedBefore({ env, projectDir, cluster, code: builtCode() });
  const warnings = memory.recall() ?? (await judgedAnew(run, cluster, memory.keep));
  if (warnings > 0) {
    run.emit({
      event: 'note',
      level: 'warning',
      message: `lint has ${counted(warnings, 'warning')}: hadeploy lint ${oneLine(cluster)}`,
    });
  }
}

/** The rules, each once, of which a cluster's inventory has an error. */
export async function lintErrors(run: CommandRun, cluster: string): Promise<string[]> {
  const { findings } = await judged(run, cluster);
  return [...new Set(findings.filter(isError).map(({ id }) => id))].sort();
}

/** The number of warnings; errors are thrown. */
async function judgedAnew(
  run: CommandRun,
  cluster: string,
  keep: (warnings: number, files: string[]) => void,
): Promise<number> {
  const { sources, findings } = await judged(run, cluster);
  const errors = findings.filter(isError);
  if (errors.length > 0) {
    const { lineReader } = await import('./lint-sources/line-reader.ts');
    throw refusal(cluster, errors, lineReader(sources));
  }
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  keep(
    warnings,
    sources.flatMap(({ texts }) => texts.map(({ shown }) => shown)),
  );
  return warnings;
}

async function judged(
  run: CommandRun,
  cluster: string,
): Promise<{ sources: LintSource[]; findings: Finding[] }> {
  const { renderedSources } = await import('./lint-sources/rendered.ts');
  const { judge } = await import('./lint-sources/judge.ts');
  const sources = await renderedSources(run, {
    cluster,
    versions: { keepalived: null, haproxy: null },
    limit: [],
    passedOver: () => {},
  });
  return { sources, findings: judge(run, sources).findings };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function refusal(cluster: string, errors: Finding[], readLine: ReadLine): Failed {
  const rest = errors.length - MOST_SHOWN;
  const [first] = errors;
  return new Failed({
    reason: 'bad-input',
    problems: [
      ...errors.slice(0, MOST_SHOWN).map((finding) => problemOf(finding, readLine)),
      ...(rest > 0 ? [{ message: `and ${rest} more: hadeploy lint ${oneLine(cluster)}` }] : []),
    ],
    hint:
      `what lint calls an error is not deployed; hadeploy explain ${first?.id} says why. ` +
      `Where it is meant: a comment with a reason, there or in the inventory:\n` +
      `# hadeploy: allow ${first?.id}: REASON`,
  });
}

function problemOf(
  { id, node, file, line, column, message, fix }: Finding,
  readLine: ReadLine,
): Problem {
  if (file === null || line === null || column === null) {
    return { message: `${id}: ${node === null ? '' : `${node}: `}${message}`, hint: fix };
  }
  const place = { file, line, column };
  const text = readLine(place);
  return {
    message: `${id}: ${message}`,
    place,
    ...(text === null ? {} : { line: text }),
    hint: fix,
  };
}
