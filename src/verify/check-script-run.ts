/** One line of src/remote/verify/check-scripts.sh: a check script, looked at and run once. */
export interface CheckScriptRun {
  name: string;
  /** The user that keepalived runs it as. */
  user: string;
  path: string;
  present: boolean;
  /** Octal, "755". */
  mode: string;
  owner: string;
  sha256: string;
  /** Whether `user` may run it. */
  mayRun: boolean;
  /** null: not run. 124: not done within 5 seconds. */
  exitCode: number | null;
  /** Programs it names that are not on the node. */
  missing: string[];
  /** What it printed. */
  words: string;
}

export function readCheckScripts(text: string): CheckScriptRun[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split('\t');
    if (fields.length < 11) return [];
    const [name = '', user = '', path = '', type, mode = '', owner = '', sha256 = ''] = fields;
    const [mayRun, code = '', missing = '', words = ''] = fields.slice(7);
    return [
      {
        name,
        user,
        path,
        present: type === 'file',
        mode,
        owner,
        sha256,
        mayRun: mayRun === 'yes',
        exitCode: code === '' ? null : Number(code),
        missing: missing.split(' ').filter((word) => word !== ''),
        words: words.trim(),
      },
    ];
  });
}
