import type { ResultEvent } from '../core/event.ts';
import { exitCodes } from '../core/exit-code.ts';
import type { Paint } from './paint.ts';
import { elapsed } from './time.ts';

/** Commands whose answer is what they have printed: nothing to add to it when all went well. */
const answers = new Set(['status', 'history']);

/**
 * The last lines of a run: how it ended, what became of each host, what to type next. `told`: why it
 * failed was told before.
 */
export function resultLines(event: ResultEvent, paint: Paint, told: boolean): string[] {
  if (event.ok && answers.has(event.command)) return [];
  const shown = told || (event.checks ?? []).some(({ ok }) => !ok);
  const why = event.ok || shown || event.message === undefined ? [] : [`  ${event.message}`];
  return [
    `${verdict(event, paint)}  ${paint.dim(elapsed(event.durationMs))}`,
    ...why,
    ...nextLines(event),
  ];
}

function verdict(event: ResultEvent, paint: Paint): string {
  const of = event.cluster === null ? '' : `${event.cluster}: `;
  const tallies = Object.entries(event.hosts).map(([host, { outcome, changes }]) =>
    outcome === 'changed' ? `${host} changed (${changes})` : `${host} ${outcome}`,
  );
  const hosts = tallies.length === 0 ? '' : `: ${tallies.join(', ')}`;
  if (event.exitCode === exitCodes.changesPending) {
    return `${paint.yellow('●')} ${of}changes pending${hosts}`;
  }
  if (event.ok) {
    const idle = Object.values(event.hosts).every(({ outcome }) => outcome === 'ok');
    const nothing = idle && (event.command === 'plan' || event.command === 'apply');
    return `${paint.green('✔')} ${of}${nothing ? 'nothing to do' : `${event.command} done`}${hosts}`;
  }
  if (event.exitCode === exitCodes.inDoubt) {
    return paint.bold(paint.red(`✖ ${of}a person must look${hosts}`));
  }
  const { checks = [] } = event;
  const failed = checks.filter(({ ok }) => !ok).length;
  if (failed > 0) return `${paint.red('✖')} ${of}${failed} of ${checks.length} checks failed`;
  return `${paint.red('✖')} ${of}${event.command} failed${hosts}`;
}

function nextLines(event: ResultEvent): string[] {
  if (event.exitCode === exitCodes.changesPending) {
    return [`  to make them: hadeploy apply ${event.cluster ?? ''}`.trimEnd()];
  }
  if (event.ok && event.command === 'doctor') {
    return [`  to see what would change: hadeploy plan ${event.cluster ?? ''}`.trimEnd()];
  }
  if (event.ok && event.command === 'apply' && event.transaction !== null) {
    return [
      `  transaction ${event.transaction}; to undo it: hadeploy rollback ${event.cluster ?? ''}`.trimEnd(),
    ];
  }
  if (!event.ok && event.transaction !== null) return [`  transaction ${event.transaction}`];
  return [];
}

/** Whether anything was changed: the sentence that a failure must end with. */
export function aftermath(event: ResultEvent, seen: { installed: string[] }): string {
  const entries = Object.entries(event.hosts);
  const reverted = entries
    .filter(([, { outcome }]) => outcome === 'reverted')
    .map(([host]) => host);
  const changed = entries.filter(([, { outcome }]) => outcome === 'changed').map(([host]) => host);
  const packages =
    seen.installed.length === 0 ? '' : ` Installed packages stay: ${seen.installed.join(', ')}.`;
  if (event.exitCode === exitCodes.inDoubt) {
    return `Something was changed and is not settled.${packages}`;
  }
  if (reverted.length > 0) {
    return `Everything was put back: ${reverted.join(' and ')} ${reverted.length === 1 ? 'is' : 'are'} as before.${packages}`;
  }
  if (changed.length > 0) return `Changed and kept: ${changed.join(', ')}.${packages}`;
  return packages === '' ? 'Nothing was changed.' : `Nothing live was changed.${packages}`;
}
