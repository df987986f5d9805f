import type { Finding } from './finding.ts';

/** `# hadeploy: allow VRRP013, SCR008: why`: at the end of a line for that line, on a line of its own for the next one. */
export interface Suppression {
  file: string;
  line: number;
  column: number;
  ids: string[];
  reason: string;
  /** The line that it speaks of; null: the whole file (`allow-file`). */
  of: number | null;
}

const comment =
  /[#!]\s*hadeploy:\s*(allow|allow-file)\s+([A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)\s*(?::\s*(.*))?$/;

/** Of a text, in its order. Linear in its length. */
export function suppressionsIn(text: string, file: string): Suppression[] {
  if (!text.includes('hadeploy:')) return [];
  const lines = text.split('\n');
  const next = nextLines(lines);
  return lines.flatMap((line, index) => {
    const match = line.includes('hadeploy:') ? comment.exec(line.trimEnd()) : null;
    if (match === null) return [];
    const [, scope, ids = '', reason = ''] = match;
    const alone = line.slice(0, match.index).trim() === '';
    return [
      {
        file,
        line: index + 1,
        column: match.index + 1,
        ids: ids.split(',').map((id) => id.trim()),
        reason: reason.trim(),
        of: scope === 'allow-file' ? null : alone ? (next[index] ?? index + 1) : index + 1,
      },
    ];
  });
}

/** For each line the number of the next one that is neither empty nor a comment; its own where there is none. */
function nextLines(lines: string[]): number[] {
  const next: number[] = [];
  let said: number | null = null;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    next[index] = said ?? index + 1;
    if (!/^\s*([#!]|$)/.test(lines[index] ?? '')) said = index + 1;
  }
  return next;
}

/** Why a finding is allowed; undefined: it is not. However many comments there are, each answer takes one look. */
export function reasonsOf(
  comments: readonly Suppression[],
): (finding: Finding) => string | undefined {
  const reasons = new Map<string, string>();
  for (const { file, ids, of, reason } of comments) {
    if (reason === '') continue;
    for (const id of ids) {
      const key = keyOf(file, of, id);
      if (!reasons.has(key)) reasons.set(key, reason);
    }
  }
  if (reasons.size === 0) return () => undefined;
  return ({ file, line, id }) =>
    file === null
      ? undefined
      : (reasons.get(keyOf(file, line, id)) ?? reasons.get(keyOf(file, null, id)));
}

function keyOf(file: string, line: number | null, id: string): string {
  return `${file}\n${line ?? ''}\n${id}`;
}
