/** What a haproxy says of itself on its admin socket. */
export interface RunningHaproxy {
  version: string | null;
  /** Of the process that serves now: a reload starts a new one. Seconds. */
  uptime: number | null;
  stopping: boolean;
  connections: number | null;
  maxConnections: number | null;
  servers: RunningServer[];
}

export interface RunningServer {
  backend: string;
  server: string;
  /** "UP", "UP 1/3" while going down, "DOWN", "MAINT", "DRAIN", "NOLB", "no check". */
  status: string;
  backup: boolean;
}

/** Reads the answers to `show info` and `show stat`, an empty line between (management guide, 9.3). null: neither is there. */
export function readRunningHaproxy(text: string): RunningHaproxy | null {
  const [info = '', stat = ''] = text.split(/\n\s*\n/);
  const fields = new Map(
    info.split('\n').map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name.trim(), rest.join(':').trim()] as const;
    }),
  );
  if (fields.get('Name') === undefined) return null;
  const number = (name: string): number | null => {
    const value = fields.get(name);
    return value === undefined || !/^\d+$/.test(value) ? null : Number(value);
  };
  return {
    version: /^[0-9.]+/.exec(fields.get('Version') ?? '')?.[0] ?? null,
    uptime: number('Uptime_sec'),
    stopping: number('Stopping') === 1,
    connections: number('CurrConns'),
    maxConnections: number('Maxconn'),
    servers: serversIn(stat),
  };
}

function serversIn(csv: string): RunningServer[] {
  const [header = '', ...rows] = csv.split('\n').filter((line) => line.trim() !== '');
  const columns = header.replace(/^# /, '').split(',');
  const at = (row: string[], name: string): string => row[columns.indexOf(name)] ?? '';
  return rows
    .map((line) => line.split(','))
    .filter((row) => !['FRONTEND', 'BACKEND', ''].includes(at(row, 'svname')))
    .filter((row) => at(row, 'type') === '2')
    .map((row) => ({
      backend: at(row, 'pxname'),
      server: at(row, 'svname'),
      status: at(row, 'status'),
      backup: at(row, 'bck') === '1',
    }));
}

/** Whether haproxy sends it requests. */
export function takesTraffic({ status }: RunningServer): boolean {
  return status.startsWith('UP') || status === 'no check';
}
