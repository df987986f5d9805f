import { createHash } from 'node:crypto';
import { structuredPatch, type StructuredPatchHunk } from 'diff';
import type { FileChange, FileState } from './change.ts';
import {
  createMask,
  knownSpans,
  labelMaker,
  mergeSpans,
  replaceSpans,
  spanFinder,
} from './mask.ts';
import type { Span } from './mask.ts';
import { Secret } from './secret.ts';
import { visible } from './text.ts';

const nothingAround = '^\\s*(.*)\\s*$';
const tooLarge = 1024 * 1024;

/**
 * Unified diff of a file change, for people: secrets masked by provenance, control characters visible,
 * mode and owner as header lines. Empty when nothing differs. Only loaded when a diff is shown: import
 * this module dynamically.
 */
export function fileDiff(change: FileChange, options: { context?: number } = {}): string {
  const lines = [...stateLines(change), ...contentLines(change, options.context ?? 3)];
  return createMask(change.secrets)(lines.join('\n'));
}

type Shown = Omit<FileState, 'content'>;

function stateLines({ before, after }: FileChange): string[] {
  if (before === null) return after === null ? [] : [`new file ${describe(after)}`];
  if (after === null) return [`deleted file ${describe(before)}`];
  const owner = (state: Shown): string => `${state.owner}:${state.group}`;
  return [
    ...(before.mode === after.mode ? [] : [`mode ${before.mode} → ${after.mode}`]),
    ...(owner(before) === owner(after) ? [] : [`owner ${owner(before)} → ${owner(after)}`]),
  ].map(visible);
}

function describe(state: Shown): string {
  return visible(`mode ${state.mode} owner ${state.owner}:${state.group}`);
}

function contentLines(change: FileChange, context: number): string[] {
  const before = change.before === null ? Buffer.alloc(0) : change.before.content;
  const after = change.after === null ? Buffer.alloc(0) : change.after.content;
  if (before === undefined && change.beforeSha256 === sha256(after)) return [];
  if (before === undefined || before.length > tooLarge || after.length > tooLarge) {
    return [`contents not shown: larger than 1 MiB (now ${size(before)}, then ${size(after)})`];
  }
  if (before.equals(after)) return [];
  if (isBinary(before) || isBinary(after)) {
    return [`binary contents differ (now ${size(before)}, then ${size(after)})`];
  }
  const hunks = compare(before.toString(), after.toString(), context);
  if (hunks === null) return [`contents differ too much to show line by line (${size(after)})`];
  if (hunks.length === 0) return ['contents differ in bytes that are not UTF-8'];
  return [
    change.before === null ? '--- /dev/null' : `--- ${visible(change.path)}`,
    change.after === null ? '+++ /dev/null' : `+++ ${visible(change.path)}`,
    ...hunkLines(hunks, maskedLines(before.toString(), after.toString(), change.secrets)),
  ];
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function size(content: Buffer | undefined): string {
  return content === undefined ? 'unknown size' : `${content.length} bytes`;
}

function isBinary(content: Buffer): boolean {
  return content.subarray(0, 8000).includes(0);
}

/** null: gave up, Myers' algorithm is quadratic on files that share no line. */
function compare(before: string, after: string, context: number): StructuredPatchHunk[] | null {
  const options = { context, timeout: 1000 };
  return structuredPatch('', '', before, after, '', '', options)?.hunks ?? null;
}

interface MaskedLines {
  before: string[];
  after: string[];
}

/** The hunks decide which lines are shown; what is shown of them comes from the masked contents. */
function hunkLines(hunks: StructuredPatchHunk[], shown: MaskedLines): string[] {
  return hunks.flatMap((hunk) => {
    let oldLine = hunk.oldStart - 1;
    let newLine = hunk.newStart - 1;
    const body = hunk.lines.map((line) => {
      if (line.startsWith('-')) return `-${shown.before[oldLine++] ?? ''}`;
      if (line.startsWith('+')) return `+${shown.after[newLine++] ?? ''}`;
      if (line.startsWith('\\')) return '\\ No newline at end of file';
      oldLine++;
      return ` ${shown.after[newLine++] ?? ''}`;
    });
    const from = range(hunk.oldStart, hunk.oldLines);
    return [`@@ -${from} +${range(hunk.newStart, hunk.newLines)} @@`, ...body];
  });
}

/** As diff(1): an empty side starts before its first line, a single line has no count. */
function range(start: number, lines: number): string {
  if (lines === 0) return `${start - 1},0`;
  return lines === 1 ? `${start}` : `${start},${lines}`;
}

function maskedLines(before: string, after: string, secrets: Secret[]): MaskedLines {
  const find = spanFinder(secrets);
  const oldLabel = labelMaker(secrets)('old value');
  const ofAfter = find(after);
  const shapes = shapesOf(splitSpans(after, ofAfter));
  const ofOld = linesOf(before).flatMap((line) => oldValues(line, shapes, oldLabel));
  // An old value that is known now is one wherever else it stands.
  const old = ofOld
    .filter((span) => span.alone)
    .map((span) => new Secret('old value', before.slice(span.start, span.end)));
  const findOld = spanFinder(old);
  const spans = (text: string): Span[] => [...find(text), ...findOld(text), ...knownSpans(text)];
  return {
    before: shownLines(before, [...find(before), ...ofOld, ...spans(before)]),
    after: shownLines(after, spans(after)),
  };
}

interface Line {
  text: string;
  /** Offset in the content. */
  start: number;
  /** Relative to the line. */
  spans: Span[];
}

function linesOf(content: string): Line[] {
  let start = 0;
  return content.split('\n').map((text) => {
    const line = { text, start, spans: [] };
    start += text.length + 1;
    return line;
  });
}

/** A secret of several lines is a hole in each of them: the number of lines stays. */
function splitSpans(content: string, spans: Span[]): Line[] {
  const lines = linesOf(content);
  let first = 0;
  for (const line of lines) {
    const end = line.start + line.text.length;
    while (first < spans.length && (spans[first]?.end ?? 0) <= line.start) first++;
    for (let i = first; i < spans.length; i++) {
      const span = spans[i];
      if (span === undefined || span.start >= end) break;
      line.spans.push({
        ...span,
        start: Math.max(0, span.start - line.start),
        end: Math.min(line.text.length, span.end - line.start),
      });
    }
  }
  return lines;
}

function shownLines(content: string, spans: Span[]): string[] {
  const lines = splitSpans(content, mergeSpans(spans));
  return lines.map((line) => visible(replaceSpans(line.text, line.spans)));
}

/**
 * What surrounds a secret in the new content, as a pattern: an old line of the same shape holds the old
 * value, which nobody told us. A line that is nothing but secret matches every line.
 */
function shapesOf(lines: Line[]): RegExp[] {
  const shapes = lines.filter((line) => line.spans.length > 0).map(shapeOf);
  return [...new Set(shapes)].map((shape) => new RegExp(shape, 'd'));
}

function shapeOf({ text, spans }: Line): string {
  const pieces: string[] = [];
  let from = 0;
  // More than a few holes in one line: everything after the first is taken for secret, in linear time.
  const holes = spans.length > 3 ? spans.slice(0, 1) : spans;
  for (const span of holes) {
    pieces.push(text.slice(from, span.start));
    from = span.end;
  }
  pieces.push(spans.length > 3 ? '' : text.slice(from));
  return `^\\s*${pieces.map(loose).join('(.*)')}\\s*$`;
}

function loose(piece: string): string {
  const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return piece
    .trim()
    .split(/\s+/)
    .map(escaped)
    .join('\\s+')
    .replace(/^(?=.)|(?<=.)$/g, '\\s*');
}

/** `alone`: found by its surroundings, so that it is the value and nothing else. */
function oldValues(line: Line, shapes: RegExp[], label: string): (Span & { alone: boolean })[] {
  const end = line.start + line.text.length;
  // A pattern may take quadratic time on a line of this length.
  if (line.text.length > 4096 && shapes.length > 0) {
    return [{ start: line.start, end, label, alone: false }];
  }
  return shapes.flatMap((shape) => {
    const groups = shape.exec(line.text)?.indices?.slice(1) ?? [];
    return groups
      .filter(([from, to]) => to > from)
      .map(([from, to]) => ({
        start: line.start + from,
        end: line.start + to,
        label,
        alone: shape.source !== nothingAround,
      }));
  });
}
