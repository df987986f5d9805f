import { passwordsIn } from '../../adopt/password-definitions.ts';
import { Secret } from '../../core/secret.ts';
import { oneLine, sanitize, shorten } from '../../core/text.ts';
import type { Finding } from '../../lint/finding.ts';
import type { Linted } from '../../lint/lint.ts';
import { rules } from '../../lint/rules.ts';
import type { CommandRun } from '../command-run.ts';
import { lintSources } from './lint-sources.ts';
import { withSyntax } from './shell-syntax.ts';
import type { LintSource } from './source.ts';

/** Of hostile files: each is looked for in every text that is shown. */
const MOST_PASSWORDS = 100;

/** Every rule over what was read; the findings as they may be shown, with no password in them. */
export function judge(run: CommandRun, read: readonly LintSource[]): Linted {
  const sources = read.map(({ subject, ...rest }) => ({
    ...rest,
    subject: { ...subject, nodes: withSyntax(subject.nodes) },
  }));
  learnPasswords(run, sources);
  const { findings, allowed } = lintSources(sources, rules);
  const words = cleaner(run);
  return {
    findings: findings.map((finding) => cleaned(finding, words)),
    allowed: allowed.map(({ finding, reason }) => ({
      finding: cleaned(finding, words),
      reason: words(reason),
    })),
  };
}

/** Passwords of files that nobody declared as secrets; a shorter one would hide numbers everywhere. */
function learnPasswords(run: CommandRun, sources: readonly LintSource[]): void {
  const texts = sources.flatMap(({ subject }) =>
    subject.nodes.flatMap(({ files }) => files.map(({ text }) => text)),
  );
  const known = [...passwordsIn(texts)].filter((password) => password.length >= 4);
  run.learnSecrets([
    ...sources.flatMap(({ secrets }) => secrets),
    ...known.slice(0, MOST_PASSWORDS).map((password) => new Secret('auth_pass', password)),
  ]);
}

/** As it may be shown. What a file says may stand in a message. */
function cleaned(finding: Finding, words: (text: string) => string): Finding {
  return {
    ...finding,
    file: finding.file === null ? null : sanitize(finding.file),
    message: words(finding.message),
    fix: words(finding.fix),
  };
}

/** Most findings have the same few things to do: each text is looked through once. */
function cleaner(run: CommandRun): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const clean = known.get(text) ?? shorten(oneLine(run.mask(text)), 600);
    known.set(text, clean);
    return clean;
  };
}
