import type { Finding } from './finding.ts';
import { withoutFlood } from './flood.ts';
import type { LiveRule, Observation, Rule } from './rule.ts';
import { exceptionHasReason, withoutReason } from './rules/exception-has-reason.ts';
import type { Subject } from './subject.ts';
import { reasonsOf, suppressionsIn, type Suppression } from './suppress.ts';
import { viewOf, type PairView } from './view.ts';

export interface Linted {
  /** By file and line; what no comment allows. */
  findings: Finding[];
  /** What a comment with a reason allows. */
  allowed: { finding: Finding; reason: string }[];
}

export interface LintOptions {
  rules: readonly Rule[];
  /** Comments that stand elsewhere than in the linted files (the inventory): they speak of every file. */
  allow?: readonly Suppression[];
}

/** All rules over all clusters. Never throws, whatever the files hold. Pure. */
export function lint(subjects: readonly Subject[], options: LintOptions): Linted {
  const views = subjects.map(viewOf);
  const rules = new Set([...options.rules.filter(isSeenInFiles), exceptionHasReason]);
  const found = [...rules].flatMap((rule) => findingsOf(rule, views));
  const comments = subjects.flatMap(({ nodes }) =>
    nodes.flatMap(({ files }) => files.flatMap(({ text, shown }) => suppressionsIn(text, shown))),
  );
  const allow = options.allow ?? [];
  const elsewhere = withoutReason(allow).map((seen) => findingOf(exceptionHasReason, seen));
  const all = inOrder([...found, ...elsewhere]);
  const commented = reasonsOf(comments);
  const reasonFor = (finding: Finding): string | undefined =>
    commented(finding) ??
    allow.find(({ ids, reason }) => reason !== '' && ids.includes(finding.id))?.reason;
  return {
    findings: withoutFlood(all.filter((finding) => reasonFor(finding) === undefined)),
    allowed: all.flatMap((finding) => {
      const reason = reasonFor(finding);
      return reason === undefined ? [] : [{ finding, reason }];
    }),
  };
}

function isSeenInFiles(rule: Rule): rule is Exclude<Rule, LiveRule> {
  return rule.scope !== 'live';
}

function findingsOf(rule: Exclude<Rule, LiveRule>, views: PairView[]): Finding[] {
  switch (rule.scope) {
    case 'node':
      return views.flatMap(({ nodes }) =>
        nodes.flatMap((node) => rule.check(node).map((seen) => findingOf(rule, seen, node.name))),
      );
    case 'pair':
      return views.flatMap((view) => rule.check(view).map((seen) => findingOf(rule, seen)));
    case 'project':
      return rule.check(views).map((seen) => findingOf(rule, seen));
  }
}

/** `own`: the node that was asked, where the rule names no other. */
function findingOf(
  rule: Rule,
  { at, node, message, fix, severity }: Observation,
  own: string | null = null,
): Finding {
  return {
    id: rule.id,
    severity: severity ?? rule.severity,
    node: node === undefined ? own : node,
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    message,
    fix: fix ?? rule.fix,
  };
}

/** By file and line; what two rules, or two nodes with one file, say alike of one place is said once. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  return unique([...findings].sort(byPlace));
}

function byPlace(one: Finding, other: Finding): number {
  return (
    compare(one.file ?? '', other.file ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    (one.column ?? 0) - (other.column ?? 0) ||
    compare(one.id, other.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Of findings in order: what is alike has the same place. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding, index) => {
    const before = findings[index - 1];
    if (before !== undefined && byPlace(before, finding) !== 0) seen.clear();
    const { node, severity, message, fix } = finding;
    const key = [node ?? '', severity, message, fix].join('\n');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
