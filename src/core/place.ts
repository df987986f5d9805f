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
  const last = text.lastIndexOf('\n');
  let line = at.line;
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) line += 1;
  const column = last === -1 ? at.column + text.length : text.length - last;
  return at.file === undefined ? { line, column } : { line, column, file: at.file };
}
