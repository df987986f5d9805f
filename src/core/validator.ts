/** How a node's own daemon checks a candidate file, and how to read its answer. */
export interface Validator {
  name: string;
  /** POSIX sh; `$1` is the path of the file, which in the candidate tree stands where it will stand live. */
  command: string;
  /** Exit codes that mean "ask again" (a known race of the daemon's checker). */
  retryCodes: number[];
  /** Exit codes for complaints: the program uses the file all the same. They refuse a new file, not one that is put back. */
  complaintCodes: number[];
  /** null: the candidate is good. Otherwise the daemon's own words, and the line of the candidate it blames. */
  judge(answer: { code: number; output: string }): { message: string; line: number | null } | null;
}
