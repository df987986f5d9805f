import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { oneLine, shorten } from '../../core/text.ts';
import type { LintNode, SourceFile } from '../../lint/subject.ts';

type SyntaxError = NonNullable<SourceFile['syntaxError']>;

/** A script that a shell needs longer for is hostile. */
const LIMIT_MS = 2000;
/** Of all scripts together; what is left then is not judged. */
const PATIENCE_MS = 6000;
const LONGEST = 256 * 1024;

/** The nodes with what the shells here say of their scripts. None is run: `-n` only reads. */
export function withSyntax(nodes: LintNode[]): LintNode[] {
  const heard = new Map<string, SyntaxError | null>();
  const until = Date.now() + PATIENCE_MS;
  const askedOf = ({ path, text }: SourceFile): SyntaxError | null | undefined => {
    const shell = shellOf(path, text);
    if (shell === null || text.length > LONGEST) return undefined;
    const key = `${shell} ${text}`;
    const known = heard.get(key);
    if (known !== undefined || Date.now() > until) return known;
    const answer = syntaxErrorIn(text, shell);
    if (answer !== undefined) heard.set(key, answer);
    return answer;
  };
  return nodes.map((node) => ({
    ...node,
    files: node.files.map((file) => {
      const syntaxError = askedOf(file);
      return syntaxError === undefined ? file : { ...file, syntaxError };
    }),
  }));
}

function shellOf(path: string, text: string): 'sh' | 'bash' | null {
  const line = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(text);
  if (line === null) return path.endsWith('.sh') ? 'sh' : null;
  const program = basename(line[1] ?? '');
  const name = program === 'env' ? (line[2] ?? '') : program;
  if (name === 'bash') return 'bash';
  return name === 'sh' || name === 'dash' ? 'sh' : null;
}

/** `sh` is dash on one node and bash on another: an error is what both take for one. */
function syntaxErrorIn(text: string, shell: 'sh' | 'bash'): SyntaxError | null | undefined {
  const said = ask(shell, text);
  if (said === null || said === undefined || shell === 'bash') return said;
  return ask('bash', text) === null ? null : said;
}

/** undefined: it is not here, or did not end. */
function ask(shell: string, text: string): SyntaxError | null | undefined {
  const { status, stderr } = spawnSync(shell, ['-n'], {
    input: text,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    maxBuffer: 1024 * 1024,
    // Nothing of ours that a shell would read first: BASH_ENV, ENV.
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
  });
  if (status === null) return undefined;
  if (status === 0) return null;
  // dash: "sh: 3: Syntax error: …"; bash: "bash: line 3: syntax error …".
  const match = /^[^:]*: (?:line )?(\d+): (.*)/.exec(stderr);
  return {
    line: match === null ? null : Number(match[1]),
    message: shorten(oneLine(match?.[2] ?? stderr), 200),
  };
}
