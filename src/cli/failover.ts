import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DrillReport } from '../core/drill.ts';
import { badInput, type CheckResult } from '../core/failure.ts';
import { packageRoot } from '../core/package-root.ts';
import { cleanDeep } from '../ui/clean-event.ts';
import type { CommandRun } from './command-run.ts';

/** Where `verify` writes its reports. */
export interface ReportFiles {
  junit?: string;
  html?: string;
}

/** The `drills` of the result event: a row for each drill and VIP. Of a drill that was skipped only the reason: `ok` is said of what was proven. */
export function drillRows(reports: DrillReport[]): unknown[] {
  return reports.flatMap((report): unknown[] => {
    const { drill, host, outcome, problems, vips } = report;
    const row = { drill, host, ok: outcome === 'passed' };
    if (outcome === 'skipped') return [{ ...row, skipped: problems.join('; ') }];
    const why = outcome === 'failed' ? { problems } : {};
    if (vips.length === 0) return [{ ...row, ...unmeasured, ...why }];
    return vips.map((vip) => ({
      ...row,
      vip: vip.name,
      outageMs: vip.outageMs,
      boundMs: vip.bound.outageMs,
      failedProbes: vip.failedProbes,
      probes: vip.probes.length,
      splitBrainMs: vip.splitBrainMs,
      ...(vip.failbackMs === undefined ? {} : { failbackMs: vip.failbackMs }),
      ...why,
    }));
  });
}

/** Of a drill that failed before there was anything to measure. */
const unmeasured = {
  outageMs: null,
  boundMs: null,
  failedProbes: 0,
  probes: 0,
  splitBrainMs: 0,
};

/** A report that cannot be written is found out before minutes of drills, not after. Throws `bad-input`. */
export function refuseUnwritable(run: CommandRun, files: ReportFiles): void {
  for (const [flag, file] of Object.entries(files)) {
    const path = resolve(run.io.cwd, file as string);
    const isNew = !existsSync(path);
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '', { flag: 'a' });
      // An empty report would say nothing of a run that ends before there is anything to report.
      if (isNew) rmSync(path);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw badInput({ message: `--${flag} ${file}: ${detail}`, hint: 'choose another file' });
    }
  }
}

export interface Proven {
  checks: CheckResult[];
  drills: DrillReport[];
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/** What was proven, as files. */
export async function writeReports(
  run: CommandRun,
  files: ReportFiles,
  { checks, drills, startedAt }: Proven,
): Promise<void> {
  const data = cleanDeep(
    { cluster: run.cluster ?? '', startedAt, durationMs: Date.now() - startedAt, checks, drills },
    run.mask,
  );
  if (files.junit !== undefined) {
    const { junitXml } = await import('../report/junit.ts');
    writeFileSync(resolve(run.io.cwd, files.junit), junitXml(data));
  }
  if (files.html !== undefined) {
    const { htmlReport } = await import('../report/html-report.ts');
    const page = htmlReport({
      ...data,
      title: drills.length > 0 ? 'Failover proof' : 'Verification',
      owner: run.io.owner,
      hosts: run.hosts,
      hadeployVersion: version(),
    });
    writeFileSync(resolve(run.io.cwd, files.html), page);
  }
}

function version(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
