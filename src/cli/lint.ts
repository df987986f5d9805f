import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodes } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import { Secret } from '../core/secret.ts';
import { oneLine, sanitize, shorten } from '../core/text.ts';
import type { Finding } from '../lint/finding.ts';
import { rules } from '../lint/rules.ts';
import { findingLines, tallyLine } from '../ui/finding-text.ts';
import { createPaint } from '../ui/paint.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { lintSources } from './lint-sources/lint-sources.ts';
import { lineReader } from './lint-sources/line-reader.ts';
import { withSyntax } from './lint-sources/shell-syntax.ts';
import type { LintSource } from './lint-sources/source.ts';
import { sourcesFor, type LintWish } from './lint-sources/sources-for.ts';

/** Of hostile files: each is looked for in every text that is shown. */
const MOST_PASSWORDS = 100;

export interface LintOutput {
  /** Notes are told too. */
  all: boolean;
  /** Warnings count as errors do. */
  strict: boolean;
  /** Where SARIF is written. */
  sarif?: string;
  /** Of hadeploy, for SARIF. */
  version: string;
}

/**
 * `hadeploy lint [CLUSTER]`, `--node NAME=DIR`…, `--live CLUSTER`: what is wrong with configurations before anybody
 * relies on them; changes nothing.
 */
export async function lint(
  run: CommandRun,
  { output, ...wish }: LintWish & { output: LintOutput },
): Promise<CommandEnd> {
  const read = await sourcesFor(run, wish);
  const sources = read.map(({ subject, ...rest }) => ({
    ...rest,
    subject: { ...subject, nodes: withSyntax(subject.nodes) },
  }));
  learnPasswords(run, sources);
  const { findings: found, allowed } = lintSources(sources, rules);
  const findings = found.map((finding) => cleaned(finding, run));
  const shown = findings.filter(({ severity }) => output.all || severity !== 'note');
  if (output.sarif !== undefined) {
    const { sarif } = await import('../report/sarif.ts');
    const exceptions = allowed.map(({ finding, reason }) => ({
      finding: cleaned(finding, run),
      reason: words(reason, run),
    }));
    const { version } = output;
    write(run, output.sarif, sarif({ version, rules, findings: shown, allowed: exceptions }));
  }
  await run.settled();
  const { stdout } = run.io;
  if (run.options.json) {
    stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  } else {
    const paint = createPaint(run.color);
    const context = { paint, readLine: lineReader(sources), mask: run.mask };
    const blocks = shown.map((finding) => `${findingLines(finding, context).join('\n')}\n\n`);
    const tally = tallyLine(
      {
        nodes: sources.filter(({ told }) => told).flatMap(({ subject }) => subject.nodes).length,
        rules: rules.filter(({ scope }) => scope !== 'live').length,
        findings,
        all: output.all,
        allowed: allowed.length,
      },
      paint,
    );
    stdout.write(`${blocks.join('')}${tally}\n`);
  }
  const counts = ({ severity }: Finding): boolean =>
    severity === 'error' || (output.strict && severity === 'warning');
  return {
    exitCode: findings.some(counts) ? exitCodes.checkFailed : exitCodes.done,
    silent: true,
  };
}

/** Passwords of files that nobody declared as secrets; a shorter one would hide numbers everywhere. */
function learnPasswords(run: CommandRun, sources: readonly LintSource[]): void {
  const texts = sources.flatMap(({ subject }) =>
    subject.nodes.flatMap(({ files }) => files.map(({ text }) => text)),
  );
  const passwords = texts.flatMap((text) =>
    Array.from(
      text.matchAll(/\bauth_pass[ \t]+(?:"([^"\n]*)"|(\S+))/g),
      ([, quoted, plain]) => quoted ?? plain ?? '',
    ),
  );
  const known = [...new Set(passwords)].filter((password) => password.length >= 4);
  run.learnSecrets([
    ...sources.flatMap(({ secrets }) => secrets),
    ...known.slice(0, MOST_PASSWORDS).map((password) => new Secret('auth_pass', password)),
  ]);
}

/** As it may be shown. What a file says may stand in a message. */
function cleaned(finding: Finding, run: CommandRun): Finding {
  return {
    ...finding,
    file: finding.file === null ? null : sanitize(finding.file),
    message: words(finding.message, run),
    fix: words(finding.fix, run),
  };
}

function words(text: string, run: CommandRun): string {
  return shorten(oneLine(run.mask(text)), 600);
}

function write(run: CommandRun, file: string, text: string): void {
  try {
    writeFileSync(resolve(run.io.cwd, file), text);
  } catch (error) {
    throw badInput({
      message: `--sarif ${file}: ${(error as Error).message}`,
      hint: 'choose a file that can be written',
    });
  }
}
