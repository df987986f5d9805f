import { readFileSync } from 'node:fs';

interface Row {
  name: string;
  n: number;
  wall: number;
  cpu: number;
  ratio: number | null;
}

interface Results {
  date: string;
  commit: string;
  machine: { cpu: string; cores: number; node: string };
  loadBefore: number;
  loginsForgotten: boolean;
  first: { name: string; n: number; servicesRunning: number; vipsVerified: number }[];
  settled: Row[];
  changes: Row[];
  split: { total: number; gates: number };
  slow: Row[];
  memory: { ssh2: number };
  lost: { what: string; requests: number; lost: number; bound: number; slowestMs: number }[];
}

/** The tables of the README, from what `npm run bench` wrote. */
export function figures(file: string): string {
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const { machine, settled, changes, slow, first, split, memory, lost } = results;
  return [
    `Measured ${results.date} at ${results.commit}: two nodes in containers on the same machine (${machine.cores} cores,`,
    `${machine.cpu}, Node ${machine.node}), medians, peers in shuffled rounds; ${
      results.loginsForgotten
        ? 'no user manager was running'
        : 'user managers may have been running'
    } on the nodes.`,
    ...(results.loadBefore > 1
      ? [
          `**The machine was busy with other work (load ${results.loadBefore}): read the ratios, not the seconds.**`,
        ]
      : []),
    '',
    ...table('seconds', settled),
    ...table('one line of haproxy.cfg', changes),
    ...table('50 ms round trip (TCP proxy)', slow),
    '| first apply | services run | VIPs verified |',
    '| --- | ---: | ---: |',
    ...first.map(
      (row) =>
        `| ${row.name} | ${fixed(row.servicesRunning, 1)} s | ${fixed(row.vipsVerified, 1)} s |`,
    ),
    '',
    '| under 200 new connections a second | times | requests | lost | bound | slowest |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lossRows(lost),
    '',
    'The bound is what physics leaves: a request that is open in the instant in which the VIP moves has its other end on the',
    'node that has let go; as many as were open at once before the command, for each time that the VIP moves.',
    '',
    `Of the ${fixed(split.total, 1)} s of a one-line change ${fixed(split.gates, 1)} s are spent watching that each node stays`,
    `healthy (\`--settle\`, 3 s by default). Peak memory of a no-op: ${fixed(memory.ssh2, 0)} MiB.`,
  ].join('\n');
}

/** A line for each kind of change, all its runs together. */
function lossRows(lost: Results['lost']): string[] {
  const kinds = [...new Set(lost.map(({ what }) => what))];
  return kinds.map((kind) => {
    const runs = lost.filter(({ what }) => what === kind);
    const sum = (of: 'requests' | 'lost' | 'bound') =>
      runs.reduce((total, run) => total + run[of], 0);
    const slowest = Math.max(...runs.map(({ slowestMs }) => slowestMs));
    return `| ${kind} | ${runs.length} | ${sum('requests')} | ${sum('lost')} | ${sum('bound')} | ${slowest} ms |`;
  });
}

function table(title: string, rows: Row[]): string[] {
  return [
    `| ${title} | n | wall | × \`ssh true\` | controller CPU |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.map(
      ({ name, n, wall, ratio, cpu }) =>
        `| ${name} | ${n} | ${fixed(wall, 2)} s | ${ratio === null ? '–' : fixed(ratio, 2)} | ${fixed(cpu, 2)} s |`,
    ),
    '',
  ];
}

function fixed(value: number, digits: number): string {
  return value.toFixed(digits);
}
