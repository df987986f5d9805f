import type { Section, Statement } from '../../../haproxy/config/sections.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { textsOf } from './proxies.ts';

export const defaultsRulesFit: NodeRule = {
  id: 'HAP045',
  severity: 'error',
  scope: 'node',
  title: 'defaults with rules have a name, and are for frontends only or for backends only',
  why:
    'Since 2.5 http-request, tcp-request and their like may stand in defaults, older versions refuse them there. Such ' +
    'defaults need a name; a listen or other defaults cannot take them, nor a frontend and a backend the same ones. ' +
    'haproxy refuses the whole file: it does not start, or, on a reload, keeps the old configuration.',
  fix: 'put the rules into the proxies, or into named defaults of their own that one kind of proxy takes: frontend NAME from DEFAULTS',
  source: 'measured with haproxy 2.6; cfgparse-listen.c and tcp_rules.c of 2.6 and 3.0',
  check: ({ haproxy }) => {
    const sections = haproxy?.file.sections ?? [];
    // What stands under .if may not count.
    if (sections.some(({ branch }) => branch !== null)) return [];
    const takers = takersIn(sections);
    return sections
      .filter(({ kind }) => kind === 'defaults')
      .flatMap((defaults) => [
        ...withoutName(defaults),
        ...misfits(defaults, takers.get(defaults) ?? []),
      ]);
  },
};

/** Who takes which defaults: those that it names, else the last ones before it; defaults take only what they name. */
function takersIn(sections: readonly Section[]): Map<Section, Section[]> {
  const takers = new Map<Section, Section[]>();
  const named = new Map<string | null, Section>();
  let last: Section | undefined;
  for (const section of sections) {
    if (!['defaults', 'frontend', 'backend', 'listen'].includes(section.kind)) continue;
    const isDefaults = section.kind === 'defaults';
    const taken = section.from !== null ? named.get(section.from) : isDefaults ? undefined : last;
    if (taken !== undefined) {
      const known = takers.get(taken);
      if (known) known.push(section);
      else takers.set(taken, [section]);
    }
    if (isDefaults) last = section;
    if (isDefaults && section.name !== null) named.set(section.name, section);
  }
  return takers;
}

function withoutName({ name, statements }: Section): Observation[] {
  const named = /^(acl|tcp-request|tcp-response|http-request|http-response|http-after-response)$/;
  const line = statements.find(({ keyword, branch }) => branch === null && named.test(keyword));
  if (name !== null || line === undefined) return [];
  const { keyword } = line;
  return [{ at: line, message: `${keyword} stands in defaults without a name` }];
}

/** What of rules stands in defaults, by the first words: "http-request", "tcp-request connection". */
function ruleOf(line: Statement): string | null {
  if (line.branch !== null) return null;
  if (line.keyword.startsWith('http-')) {
    return /^http-(request|response|after-response)$/.test(line.keyword) ? line.keyword : null;
  }
  const words = `${line.keyword} ${textsOf(line)[0] ?? ''}`;
  return /^tcp-(request (connection|session|content)|response content)$/.test(words) ? words : null;
}

function misfits({ name, line, statements }: Section, takers: readonly Section[]): Observation[] {
  const rules = new Set(statements.flatMap((one) => ruleOf(one) ?? []));
  const [first] = rules;
  if (name === null || first === undefined) return [];
  const tell = (at: Section, rule: string, why: string): Observation => ({
    at,
    message: `${at.kind} ${at.name ?? ''} takes defaults ${name} (line ${line}) with ${rule}: ${why}`,
  });
  const early = ['tcp-request connection', 'tcp-request session'].find((one) => rules.has(one));
  const late = ['tcp-response content'].find((one) => rules.has(one));
  const side = takers.find(({ kind }) => kind === 'frontend' || kind === 'backend')?.kind;
  return takers.flatMap((one) => {
    if (one.kind === 'defaults' || one.kind === 'listen') {
      return [tell(one, first, `${one.kind} cannot`)];
    }
    if (one.kind !== side) return [tell(one, first, `a ${side ?? ''} takes them, too`)];
    if (one.kind === 'backend' && early !== undefined) {
      return [tell(one, early, 'only a frontend can')];
    }
    if (one.kind === 'frontend' && late !== undefined) {
      return [tell(one, late, 'only a backend can')];
    }
    return [];
  });
}
