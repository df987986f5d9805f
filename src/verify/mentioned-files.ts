/** A file that haproxy.cfg names: a certificate, a map, an error page. */
export interface MentionedFile {
  path: string;
  sha256: string;
  /** Seconds since the epoch. */
  changedAt: number;
}

/** What src/remote/verify/mentioned-files.sh printed. */
export function readMentionedFiles(text: string): MentionedFile[] {
  const lines = text.split('\n');
  const times = new Map(
    lines.flatMap((line) => {
      const found = /^time (\d+) (.+)$/.exec(line);
      return found ? [[found[2] ?? '', Number(found[1])] as const] : [];
    }),
  );
  return lines.flatMap((line) => {
    const found = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (!found) return [];
    const [, sha256 = '', path = ''] = found;
    return [{ path, sha256, changedAt: times.get(path) ?? 0 }];
  });
}
