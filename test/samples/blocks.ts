/** Lines in a row, without the empty ones around them. */
export function blocksWhere(
  lines: string[],
  isInside: (line: string, index: number) => boolean,
): { line: number; text: string }[] {
  const blocks: { line: number; text: string }[] = [];
  let begin = 0;
  for (let index = 0; index <= lines.length; index += 1) {
    if (index < lines.length && isInside(lines[index] ?? '', index)) continue;
    const block = lines.slice(begin, index);
    const first = block.findIndex((line) => line.trim() !== '');
    const last = block.findLastIndex((line) => line.trim() !== '');
    if (first >= 0) {
      const text = `${block.slice(first, last + 1).join('\n')}\n`;
      blocks.push({ line: begin + first + 1, text });
    }
    begin = index + 1;
  }
  return blocks;
}
