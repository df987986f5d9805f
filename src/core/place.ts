/** Where something stands in a file: both counted from 1, columns in UTF-16 units, as editors do. */
export interface Place {
  line: number;
  column: number;
  /** The file, where the text was given one. */
  file?: string;
}

/** The place alone, of something that also has one. */
export function placeOf(at: Place | undefined): Place {
  const { line = 1, column = 1, file } = at ?? {};
  return file === undefined ? { line, column } : { line, column, file };
}

/** The place right after a text that begins at one. */
export function placeAfter(at: Place, text: string): Place {
  const feed = text.lastIndexOf('\n');
  const next =
    feed === -1
      ? { line: at.line, column: at.column + text.length }
      : { line: at.line + text.split('\n').length - 1, column: text.length - feed };
  return at.file === undefined ? next : { ...next, file: at.file };
}
