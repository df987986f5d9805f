import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitCodes } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import type { Finding } from '../lint/finding.ts';
import { rules } from '../lint/rules.ts';
import { findingLines, tallyLine } from '../ui/finding-text.ts';
import { createPaint } from '../ui/paint.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { judge } from './lint-sources/judge.ts';
import { lineReader } from './lint-sources/line-reader.ts';
import { sourcesFor, type LintWish } from './lint-sources/sources-for.ts';
import { writeReasonOf } from './write-reason.ts';

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
  const sources = await sourcesFor(run, wish);
  const { findings, allowed } = judge(run, sources);
  const shown = findings.filter(({ severity }) => output.all || severity !== 'note');
  if (output.sarif !== undefined) {
    const { sarif } = await import('../report/sarif.ts');
    const { version } = output;
    write(run, output.sarif, sarif({ version, rules, findings: shown, allowed }));
  }
  await run.settled();
  const { stdout } = run.io;
  if (run.options.json) {
    stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
  } else {
    const paint = createPaint(run.color);
    const columns = stdout.isTTY ? { columns: stdout.columns } : {};
    const context = { paint, readLine: lineReader(sources), mask: run.mask, ...columns };
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

function write(run: CommandRun, file: string, text: string): void {
  try {
    writeFileSync(resolve(run.io.cwd, file), text);
  } catch (error) {
    throw badInput({
      message: `--sarif ${file}: cannot be written: ${writeReasonOf(error)}`,
      hint: 'choose a file that can be written',
    });
  }
}
