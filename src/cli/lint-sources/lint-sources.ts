import type { Finding } from '../../lint/finding.ts';
import { inOrder, lint, type Linted } from '../../lint/lint.ts';
import type { Rule } from '../../lint/rule.ts';
import type { LintSource } from './source.ts';

/** Each cluster by itself, then all against each other; what concerns the told ones. */
export function lintSources(sources: readonly LintSource[], rules: readonly Rule[]): Linted {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) {
    return lint([only.subject], { rules, allow: only.allow });
  }
  const isAcross = ({ scope }: Rule): boolean => scope === 'project';
  const told = sources.filter((source) => source.told);
  const own = told.map(({ subject, allow }) =>
    lint([subject], { rules: rules.filter((rule) => !isAcross(rule)), allow }),
  );
  const across = lint(
    sources.map(({ subject }) => subject),
    { rules: rules.filter(isAcross), allow: sources.flatMap(({ allow }) => allow) },
  );
  const files = new Set(told.flatMap(shownFiles));
  const concerns = ({ file }: Finding): boolean => file === null || files.has(file);
  return {
    findings: inOrder([
      ...own.flatMap(({ findings }) => findings),
      ...across.findings.filter(concerns),
    ]),
    allowed: [
      ...own.flatMap(({ allowed }) => allowed),
      ...across.allowed.filter(({ finding }) => isOfProject(finding, rules) && concerns(finding)),
    ],
  };
}

function isOfProject({ id }: Finding, rules: readonly Rule[]): boolean {
  return rules.some((rule) => rule.id === id && rule.scope === 'project');
}

function shownFiles({ subject, texts }: LintSource): string[] {
  return [
    ...texts.map(({ shown }) => shown),
    ...subject.nodes.flatMap(({ files }) => files.map(({ shown }) => shown)),
  ];
}
