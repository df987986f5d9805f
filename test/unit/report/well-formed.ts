const name = '[A-Za-z_][\\w.-]*';
const attribute = `\\s+${name}="(?:[^<&"]|&(?:amp|lt|gt|quot|#39);)*"`;
const tokens = new RegExp(
  [
    '<\\?xml [^?]*\\?>',
    '<!doctype html>',
    `</(?<closed>${name})>`,
    `<(?<opened>${name})(?:${attribute}|\\s+charset="utf-8")*\\s*(?<empty>/?)>`,
    '(?:[^<&]|&(?:amp|lt|gt|quot|#39);)+',
  ].join('|'),
  'gy',
);
/** What XML 1.0 allows at all (production 2). */
const legal = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/**
 * The elements of a document, in order, or an error at the first place that is not well-formed: a small strict
 * reader of the XML that hadeploy writes, which is stricter than XML (double quotes, five entities). `style` is
 * CSS and not read. `voids` are the elements of HTML that are never closed.
 */
export function elementsOf(document: string, voids: string[] = []): string[] {
  if (!legal.test(document)) throw new Error('a character that XML does not allow');
  const text = document.replace(/<style>[^<]*<\/style>/, '');
  const found: string[] = [];
  const open: string[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < text.length) {
    const at = tokens.lastIndex;
    const groups = tokens.exec(text)?.groups;
    if (groups === undefined) throw new Error(`not well-formed: ${text.slice(at, at + 60)}`);
    const { closed, opened, empty } = groups;
    if (closed !== undefined && open.pop() !== closed) throw new Error(`</${closed}> too early`);
    if (opened === undefined) continue;
    found.push(opened);
    if (empty !== '/' && !voids.includes(opened)) open.push(opened);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return found;
}
