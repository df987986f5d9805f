/** The one table of exit codes: `--help` and the README print it, `exitCodeOf` (failure.ts) uses it. */
export const exitCodes = {
  done: 0,
  failed: 1,
  changesPending: 2,
  checkFailed: 3,
  inDoubt: 4,
  leaseHeld: 5,
  badInput: 64,
  unreachable: 69,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeaning: Record<ExitCode, string> = {
  0: 'done, nothing to do, every check passed',
  1: 'failed; nothing was changed, or everything was reverted (the message says which)',
  2: '`plan` only: changes are pending',
  3: '`verify`, `lint`, `doctor`: a check failed',
  4: 'a person must look: partly changed or in doubt (says what, where, and which command heals it)',
  5: 'another run holds the lease',
  64: 'bad usage or bad input: flags, inventory, playbook, template, secret; no connection was made',
  69: 'a host is unreachable or refused us; nothing was changed',
};
