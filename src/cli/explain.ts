import { exitCodes } from '../core/exit-code.ts';
import { badInput, type Problem } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import type { Rule } from '../lint/rule.ts';
import { rules } from '../lint/rules.ts';
import { catalogueLines, ruleLines } from '../ui/finding-text.ts';
import { createPaint } from '../ui/paint.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';

/** `hadeploy explain ID...`: what a finding means, how it is known, and what to type. */
export async function explain(run: CommandRun, ids: string[]): Promise<CommandEnd> {
  const wanted = ids.map(written);
  const unknown = wanted.filter((id) => ruleOf(id) === undefined);
  if (unknown.length > 0) throw badInput(...unknown.map(noSuchRule));
  const found = [...new Set(wanted)].flatMap((id) => ruleOf(id) ?? []);
  const paint = createPaint(run.color);
  const columns = run.io.stdout.isTTY ? run.io.stdout.columns : undefined;
  return tell(run, {
    data: found.map(({ id, severity, scope, title, why, fix, source }) => ({
      id,
      severity,
      scope,
      title,
      why,
      fix,
      source,
    })),
    text: found.map((rule) => ruleLines(rule, paint, columns).join('\n')).join('\n\n'),
  });
}

/** `hadeploy lint --rules`: the catalogue. */
export function listRules(run: CommandRun): Promise<CommandEnd> {
  return tell(run, {
    data: rules.map(({ id, severity, scope, title }) => ({ id, severity, scope, title })),
    text: catalogueLines(rules, createPaint(run.color)).join('\n'),
  });
}

async function tell(
  run: CommandRun,
  { data, text }: { data: unknown; text: string },
): Promise<CommandEnd> {
  await run.settled();
  run.io.stdout.write(`${run.options.json ? JSON.stringify(data, null, 2) : text}\n`);
  return { exitCode: exitCodes.done, silent: true };
}

/** "vrrp1" is what somebody types who has heard of VRRP001. */
function written(id: string): string {
  return id
    .toUpperCase()
    .replace(
      /^([A-Z]+)(\d{1,2})$/,
      (_, topic: string, number: string) => topic + number.padStart(3, '0'),
    );
}

function ruleOf(id: string): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

function noSuchRule(id: string): Problem {
  const known = rules.map((rule) => rule.id);
  const near = nearest(id, known);
  const family = /^[A-Z]+/.exec(id)?.[0] ?? '';
  const alike = known.filter((one) => family !== '' && one.startsWith(family));
  const hints = [
    ...(near === null ? [] : [`did you mean ${near}?`]),
    ...(alike.length === 0 ? [] : [`there are ${alike[0]} to ${alike.at(-1)}`]),
    'all of them: hadeploy lint --rules',
  ];
  return { message: `no rule ${id}`, hint: hints.join('; ') };
}
