import { randomBytes } from 'node:crypto';
import type { Change, ServiceChange } from '../core/change.ts';
import type { Vip } from '../core/cluster.ts';
import { shellQuote } from '../core/quote.ts';
import type { Validator } from '../core/validator.ts';
import { transactionScript } from './remote-script.ts';
import { recordOf } from './record.ts';

/**
 * A transaction on one node: the files of its directory, and the shell to put them there. The life of a
 * transaction, as its `state` file tells it:
 *   staging → staged → activating → active → confirmed
 *                 ↘ abandoned    ↘ reverting → reverted        (or revert-failed: a person must look)
 */
export interface TransactionText {
  id: string;
  cluster: string;
  /** Who runs this, from where: "anna@laptop". */
  owner: string;
  title: string;
  /** All hosts of the run: where one of them tells another story of this transaction, the pair is in doubt. */
  hosts: string[];
  changes: Change[];
  /** Addresses that move between nodes, and the unit that moves them. */
  floating: Pick<Vip, 'address' | 'unit' | 'takeoverSeconds'>[];
  /** Units that stay stopped until `release`: see heldUnits in run.ts. */
  held: string[];
  validators: Record<string, Validator>;
}

/**
 * UTC time first, so that names sort by age: after all that are `known`, whatever the clock of this laptop says. Random tail, so
 * that two runs never share one.
 */
export function newTransactionId(now: Date, known: string[] = []): string {
  const newest = Math.max(...known.map(timeOf).filter((time) => !Number.isNaN(time)), 0);
  const at = new Date(Math.max(now.getTime(), newest + 1000));
  const time = at.toISOString().replace(/[-:]/g, '').slice(0, 15);
  return `${time}Z-${randomBytes(3).toString('hex')}`;
}

/** Milliseconds since the epoch, of "20260102T030405Z-abcdef". */
function timeOf(id: string): number {
  return Date.parse(id.replace(/^(....)(..)(..)T(..)(..)(..)Z-.*$/, '$1-$2-$3T$4:$5:$6Z'));
}

export function transactionDirectory(cluster: string, id: string): string {
  return `/var/lib/hadeploy/${cluster}/${id}`;
}

/** Shell that runs one phase of a transaction that lies on the node already. */
export function phaseScript(cluster: string, id: string, words: (string | number)[]): string {
  const script = `${transactionDirectory(cluster, id)}/transaction.sh`;
  return `exec sh ${shellQuote(script)} ${words.map((word) => shellQuote(String(word))).join(' ')}\n`;
}

/** Shell that puts the transaction on the node and stages it; the journal comes back on stdout. */
export function stageScript(text: TransactionText, leaseSeconds: number): string {
  const directory = shellQuote(transactionDirectory(text.cluster, text.id));
  const lines = [
    'umask 077',
    // What has arrived holds secrets.
    `no_room() { cd / && rm -rf ${directory}; exit 73; }`,
    `mkdir -p ${directory}/candidate && cd ${directory} || no_room`,
    ...writeFiles(nodeFiles(text)),
  ];
  // A long installation must not depend on the link: it runs detached and is followed.
  lines.push(
    staysWithoutLink(text.changes)
      ? `sh transaction.sh detach stage ${leaseSeconds}`
      : `sh transaction.sh stage ${leaseSeconds}; code=$?; cat journal; (exit $code)`,
    'code=$?',
    'sh transaction.sh answers $code',
    '',
  );
  return lines.join('\n');
}

/** Whether a stage goes on when its connection is lost, and can be followed again. */
export function staysWithoutLink(changes: Change[]): boolean {
  return changes.some((change) => change.op === 'package');
}

/** Shell that follows a detached stage again after its first `seen` lines. */
export function rejoinStageScript(cluster: string, id: string, seen: number): string {
  const directory = shellQuote(transactionDirectory(cluster, id));
  return `cd ${directory} || exit 70
sh transaction.sh rejoin stage ${seen}
sh transaction.sh answers $?
`;
}

function nodeFiles(text: TransactionText): Record<string, Buffer> {
  const { changes } = text;
  const calls = callsOf(text);
  const files: Record<string, Buffer> = {
    'transaction.sh': Buffer.from(transactionScript()),
    meta: Buffer.from(
      [
        String(Math.floor(Date.now() / 1000)),
        line(text.owner),
        line(text.title),
        text.hosts.join(' '),
        '',
      ].join('\n'),
    ),
    changes: Buffer.from(calls.join('')),
    'changes.reverse': Buffer.from([...calls].reverse().join('')),
    floating: Buffer.from(
      text.floating
        .map(({ address, unit, takeoverSeconds }) => `${address} ${unit} ${takeoverSeconds}\n`)
        .join(''),
    ),
    'plan.json': Buffer.from(JSON.stringify(changes.map(recordOf))),
  };
  const validators = validatorCalls(text);
  if (validators !== '') files.validators = Buffer.from(validators);
  for (const change of changes) {
    if (change.op === 'file' && change.after)
      files[`candidate/${change.id}`] = change.after.content;
    if (change.op === 'command') {
      files[`candidate/${change.id}`] = Buffer.from(`${change.run}\n`);
      if ('run' in change.undo)
        files[`candidate/${change.id}.undo`] = Buffer.from(`${change.undo.run}\n`);
    }
    if (change.op === 'service' && change.handover !== null && hasPeer(change, text)) {
      files[`candidate/${change.id}.handover`] = Buffer.from(change.handover);
      files[`candidate/${change.id}.config`] = Buffer.from(`${change.vrrpConfig ?? ''}\n`);
    }
    if (change.op === 'wait')
      files[`candidate/${change.id}`] = Buffer.from(waitScript(change.until));
  }
  return files;
}

/** The last of a lockstep has none that could take its VIPs: all others are stopped. */
function hasPeer({ unit, lockstep }: ServiceChange, { held }: TransactionText): boolean {
  return lockstep.length === 0 || held.includes(unit);
}

/** One call per change, one line per call: see `ignore_all` in src/remote/transaction/10-journal.sh. */
function callsOf({ changes, held }: TransactionText): string[] {
  let packages = false;
  return changes.map((change) => {
    if (change.op === 'package') packages = true;
    return `${call(change, { afterPackages: packages, held }).join(' ')}\n`;
  });
}

function call(change: Change, context: { afterPackages: boolean; held: string[] }): string[] {
  const { id } = change;
  switch (change.op) {
    case 'file':
      return change.after === null
        ? ['remove', id, word(change.path), change.beforeSha256 ?? 'any']
        : [
            'file',
            id,
            word(change.path),
            context.afterPackages ? 'any' : (change.beforeSha256 ?? 'absent'),
            ...attributes(change.after),
          ];
    case 'directory':
      return change.after === null
        ? ['remove_directory', id, word(change.path)]
        : ['directory', id, word(change.path), ...attributes(change.after)];
    case 'sysctl':
      return ['sysctl', id, word(sysctlPath(change.key)), word(change.after)];
    case 'package':
      return ['package', id, ...change.names.map(word)];
    case 'service':
      return [
        'service',
        id,
        word(change.unit),
        change.after.enabled ? 'yes' : 'no',
        context.held.includes(change.unit) ? 'hold' : change.action,
      ];
    case 'command':
      return ['command_change', id];
    case 'wait':
      return ['wait_for', id, String(change.timeoutSeconds)];
  }
}

function attributes(state: { mode: string; owner: string; group: string }): string[] {
  return [state.mode, word(state.owner), word(state.group)];
}

function sysctlPath(key: string): string {
  return key.includes('/') ? key : key.replaceAll('.', '/');
}

/** A quoted word of a one-line call. Schemas refuse line breaks earlier; a bug must not become a command. */
function word(value: string): string {
  if (/[\n\r\0]/.test(value))
    throw new Error(`a line break inside a change: ${JSON.stringify(value)}`);
  return shellQuote(value);
}

function line(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

function validatorCalls({ changes, validators }: TransactionText): string {
  return changes
    .map((change) => {
      if (change.op !== 'file' || change.after === null || change.validator === undefined)
        return '';
      const validator = validators[change.validator];
      if (validator === undefined) throw new Error(`no validator named ${change.validator}`);
      const retry = validator.retryCodes.join(' ');
      return `check ${change.id} ${word(change.path)} ${shellQuote(validator.command)} '${retry}'\n`;
    })
    .join('');
}

function waitScript(until: { command: string } | { port: number; address: string }): string {
  if ('command' in until) return `${until.command}\n`;
  // Listening sockets, not a connection: the service must not see a visitor that says nothing.
  const { address, port } = until;
  return [
    `ss -Hltn | while read -r _ _ _ socket _; do`,
    `\tcase $socket in ${shellQuote(`${address}:${port}`)} | '0.0.0.0:${port}' | '*:${port}' | '[::]:${port}') echo found ;; esac`,
    `done | grep -q found`,
    '',
  ].join('\n');
}

function writeFiles(files: Record<string, Buffer>): string[] {
  return Object.entries(files).map(
    ([name, content]) =>
      `base64 -d >${shellQuote(name)} <<'END' || no_room\n${wrapped(content)}END`,
  );
}

/** Base64 in lines: some base64(1) refuse very long ones. */
function wrapped(content: Buffer): string {
  return content.toString('base64').replace(/.{1,76}/g, '$&\n');
}
