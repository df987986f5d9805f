export interface ReporterChoice {
  kind: 'terminal' | 'plain' | 'json';
  color: boolean;
}

export interface Surroundings {
  json: boolean;
  isTTY: boolean;
  /** --no-color. */
  noColor: boolean;
  env: Record<string, string | undefined>;
}

/** NO_COLOR (no-color.org) and --no-color win over FORCE_COLOR. CI logs and dumb terminals get plain lines. */
export function chooseReporter({ json, isTTY, noColor, env }: Surroundings): ReporterChoice {
  if (json) return { kind: 'json', color: false };
  const dumb = env['TERM'] === 'dumb';
  const ci = isSet(env['CI']) && env['CI'] !== 'false';
  const off = noColor || isSet(env['NO_COLOR']);
  const forced = env['FORCE_COLOR'];
  const color = isSet(forced) ? forced !== '0' && forced !== 'false' : isTTY && !dumb;
  return { kind: isTTY && !dumb && !ci ? 'terminal' : 'plain', color: color && !off };
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
