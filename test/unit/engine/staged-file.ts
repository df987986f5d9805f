/** A file as the script of a stage will put it on the node. */
export function fileIn(script: string, name: string): string {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(
    `^base64 -d >${literal} <<'END' \\|\\| no_room\\n([^']*?)END$`,
    'm',
  ).exec(script);
  if (!found) throw new Error(`no ${name}`);
  return Buffer.from(found[1] ?? '', 'base64').toString();
}
