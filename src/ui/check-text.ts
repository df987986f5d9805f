import type { CheckResult } from '../core/failure.ts';
import { oneLine } from '../core/text.ts';
import type { Paint } from './paint.ts';
import { padEnd, widthOf } from './width.ts';

/** One line a check, failed ones and warnings with what to do; hosts and titles in columns. */
export function checkLines(checks: CheckResult[], paint: Paint): string[] {
  const hosts = Math.max(0, ...checks.map(({ host }) => widthOf(host ?? '')));
  const titles = Math.min(48, Math.max(0, ...checks.map(({ title }) => widthOf(oneLine(title)))));
  return checks.flatMap((check) => {
    const name = hosts === 0 ? '' : `${padEnd(check.host ?? '', hosts)}  `;
    const title = padEnd(oneLine(check.title), titles);
    const quiet = check.ok && check.warning !== true;
    const detail = quiet ? paint.dim(oneLine(check.detail)) : oneLine(check.detail);
    const mark = quiet ? paint.green('✔') : check.ok ? paint.yellow('⚠') : paint.red('✖');
    return [
      `${mark} ${name}${title}  ${detail}`.trimEnd(),
      ...(quiet || check.advice === undefined
        ? []
        : [`  ${paint.cyan('→')} ${oneLine(check.advice)}`]),
    ];
  });
}
