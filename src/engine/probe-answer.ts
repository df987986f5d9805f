import type { DaemonFacts, Facts, FileFact, TransactionState } from '../core/facts.ts';
import { nothingPending } from '../core/facts.ts';
import type { Query } from '../core/query.ts';
import { milliseconds } from './time-span.ts';

/** The records of src/remote/probe.sh, one per line, tab-separated; null when the answer is cut off. */
export function decodeProbe(stdout: string, queries: Query[]): Facts | null {
  const facts = noFacts();
  const sysctlKeys = new Map(
    queries.flatMap((query) =>
      query.query === 'sysctl'
        ? [
            [
              query.key.includes('/') ? query.key : query.key.replaceAll('.', '/'),
              query.key,
            ] as const,
          ]
        : [],
    ),
  );
  const tail = queries.filter((query) => ['guard', 'drift', 'daemons'].includes(query.query));
  let complete = false;
  for (const line of stdout.split('\n')) {
    const [type = '', ...fields] = line.split('\t');
    if (type === 'end') complete = true;
    else if (type === 'sysctl') {
      facts.sysctls[sysctlKeys.get(fields[0] ?? '') ?? ''] =
        fields.length > 1 ? fields.slice(1).join('\t') : null;
    } else if (type === 'guard') {
      const query = tail[Number(fields[0])];
      if (query?.query === 'guard') facts.guards[query.command] = Number(fields[1]);
    } else decoders[type]?.(facts, fields);
  }
  return complete && facts.system.hostname !== '' ? facts : null;
}

type Decoder = (facts: Facts, fields: string[]) => void;

const decoders: Record<string, Decoder> = {
  system(
    facts,
    [
      hostname = '',
      distro = '',
      distroVersion = '',
      kernel = '',
      bootId = '',
      manager = '',
      systemd = '',
      clock = '',
    ],
  ) {
    const packageManager =
      manager === 'apt' || manager === 'dnf' || manager === 'yum' ? manager : null;
    facts.system = {
      hostname,
      distro,
      distroVersion,
      kernel,
      bootId,
      packageManager,
      systemd: systemd === 'yes',
      clock: Number(clock),
    };
  },

  address(facts, [name = '', family = '', address = '']) {
    if (family !== 'inet' && family !== 'inet6') return;
    const [bare = '', prefix = ''] = address.split('/');
    const bits = family === 'inet' ? 4 : 6;
    facts.addresses.push({
      interface: name,
      family: bits,
      address: bare,
      prefixLength: prefix === '' ? (bits === 4 ? 32 : 128) : Number(prefix),
    });
  },

  file(
    facts,
    [path = '', type = '', mode = '', owner = '', group = '', mtime = '', size = '', hash = ''],
  ) {
    facts.files[path] =
      type === 'absent' ? { type } : fileFact({ type, mode, owner, group, mtime, size, hash });
  },

  content(facts, [path = '', encoded = '']) {
    const fact = facts.files[path];
    if (fact?.type === 'file') fact.content = Buffer.from(encoded, 'base64');
  },

  unit(
    facts,
    [
      unit = '',
      load = '',
      active = '',
      sub = '',
      enabled = '',
      reload = '',
      pid = '',
      since = '',
      changed = '',
      restarts = '',
      restart = '',
      delay = '',
    ],
  ) {
    facts.units[unit] = {
      load,
      active,
      sub,
      enabled,
      canReload: reload === 'yes',
      mainPid: Number(pid),
      activeSinceUs: Number(since),
      changedAtUs: Number(changed),
      restarts: Number(restarts),
      restart,
      ...restartDelay(delay),
    };
  },

  package(facts, [name = '', installed = '', candidate = '']) {
    facts.packages[name] = { installed: installed || null, candidate: candidate || null };
  },

  transaction(
    facts,
    [id = '', state = '', started = '', owner = '', title = '', hosts = '', why = ''],
  ) {
    facts.transactions.push({
      id,
      state: state as TransactionState,
      startedAt: Number(started),
      owner,
      title,
      hosts: hosts.split(' ').filter((host) => host !== ''),
      ...(why !== '' && { why }),
    });
  },

  lease(facts, [run = '', since = '', remaining = '', owner = '']) {
    facts.lease = { run, owner, since: Number(since), remaining: Number(remaining) };
  },

  output(facts, [name = '', encoded = '']) {
    const said = Buffer.from(encoded, 'base64').toString();
    const end = said.lastIndexOf('\n');
    (facts.outputs ??= {})[name] = {
      code: Number(said.slice(end + 1)),
      text: said.slice(0, Math.max(0, end)),
    };
  },

  drift(facts, [path = '']) {
    (facts.drifted ??= []).push(path);
  },

  daemon(facts, [name = '', version = '']) {
    if (name === 'keepalived') daemonsOf(facts).keepalivedVersion = version || null;
    if (name === 'haproxy') daemonsOf(facts).haproxyVersion = version || null;
  },

  vrrp(facts, [instance = '', state = '']) {
    if (state === 'INIT' || state === 'BACKUP' || state === 'MASTER' || state === 'FAULT') {
      daemonsOf(facts).vrrpStates[instance] = state;
    }
  },

  server(facts, [backend = '', server = '', status = '']) {
    daemonsOf(facts).servers.push({ backend, server, status });
  },
};

function fileFact(
  field: Record<'type' | 'mode' | 'owner' | 'group' | 'mtime' | 'size' | 'hash', string>,
): FileFact {
  const type =
    field.type === 'file' || field.type === 'directory' || field.type === 'symlink'
      ? field.type
      : 'other';
  const fact: FileFact = {
    type,
    mode: field.mode.padStart(4, '0'),
    owner: field.owner,
    group: field.group,
    mtime: Number(field.mtime),
    size: Number(field.size),
  };
  return field.hash === '' ? fact : { ...fact, sha256: field.hash };
}

function restartDelay(text: string): { restartDelayMs?: number } {
  const restartDelayMs = milliseconds(text);
  return restartDelayMs === null ? {} : { restartDelayMs };
}

function daemonsOf(facts: Facts): DaemonFacts {
  return (facts.daemons ??= {
    keepalivedVersion: null,
    haproxyVersion: null,
    vrrpStates: {},
    servers: [],
  });
}

/** Of a node that has not been asked. */
export function noFacts(): Facts {
  return {
    system: {
      hostname: '',
      distro: '',
      distroVersion: '',
      kernel: '',
      bootId: '',
      packageManager: null,
      systemd: false,
      clock: 0,
    },
    addresses: [],
    files: {},
    units: {},
    packages: {},
    sysctls: {},
    guards: {},
    transactions: [],
    lease: null,
    pending: nothingPending,
  };
}
