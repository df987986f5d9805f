import { oneLine, shorten } from '../../core/text.ts';
import type { Chosen } from './choose.ts';
import { mainFiles } from './differences.ts';
import { lintSaid, type LintGiven, type Said } from './report-lint.ts';
import type { Pending } from './trial.ts';

/** What adopt tells of its work, in the order in which one asks. Pure. */
export function reportOf(chosen: Chosen, given: LintGiven & { complaints: string[] }): Said[] {
  const { candidate } = chosen;
  const info = (message: string): Said => ({
    level: 'info',
    message: shorten(oneLine(message), 600),
  });
  const warning = (message: string): Said => ({ ...info(message), level: 'warning' });
  return [
    ...candidate.files.map(({ path }) => info(`wrote ${path}`)),
    ...Object.entries(mainFiles).flatMap(([part, path]) =>
      partSaid(chosen, part as keyof typeof mainFiles, path).map(info),
    ),
    ...othersSaid(chosen).map(info),
    ...candidate.notes.map(warning),
    ...passwordsSaid(chosen, given.cluster).map(info),
    ...planSaid(chosen).map(info),
    ...given.complaints.map(warning),
    ...lintSaid(given).map(({ level, message }) => (level === 'info' ? info : warning)(message)),
  ];
}

function partSaid(
  { candidate, why }: Chosen,
  part: keyof typeof mainFiles,
  path: string,
): string[] {
  const { pair, choice, files } = candidate;
  const on = pair.filter((node) => node[part] !== null);
  if (on.length === 0) return [];
  if (choice[part] === 'model') return [`${path}: the inventory says all of it`];
  const local = files.filter(
    (file) =>
      file.path.startsWith('files/') &&
      !file.path.endsWith('.gitignore') &&
      file.path.replace(/\.liquid$/, '').endsWith(path.slice(path.lastIndexOf('/'))),
  );
  const [only] = on;
  const missing = on.length < pair.length && only ? `only ${only.name} has it` : undefined;
  const reason = missing ?? why.get(path) ?? 'it is no file of hadeploy';
  return [`${path}: kept as ${local.map((file) => file.path).join(' and ')}, because ${reason}`];
}

function othersSaid({ candidate: { pair, choice } }: Chosen): string[] {
  if (choice.playbook === 'built-in') return [];
  const paths = [...new Set(pair.flatMap(({ others }) => others.map(({ path }) => path)))].sort();
  return paths.length === 0 ? [] : [`kept as they are: ${paths.join(', ')}`];
}

function passwordsSaid(chosen: Chosen, cluster: string): string[] {
  const own = chosen.candidate.files.filter(({ mode }) => mode === 0o600).map(({ path }) => path);
  const secrets = own.filter((path) => path.startsWith('secrets/'));
  const kept = own.filter((path) => !path.startsWith('secrets/'));
  const open = openFiles(chosen).filter((name) => kept.some((path) => mainName(path) === name));
  return [
    ...(secrets.length === 0
      ? []
      : [
          `passwords are in ${secrets.join(', ')} only, readable by you and ignored by git: the inventory names them`,
        ]),
    ...(kept.length === 0
      ? []
      : [`passwords stand in ${kept.join(', ')}, readable by you and ignored by git`]),
    ...(open.length === 0
      ? []
      : [
          `everybody can read ${open.join(' and ')} on the nodes, so the passwords stay in there. To have them apart: chmod 640 on both nodes, remove what was written for ${cluster}, adopt again`,
        ]),
  ];
}

function openFiles({ candidate: { pair } }: Chosen): string[] {
  const files = pair.flatMap(({ keepalived, haproxy }) => [keepalived.file, haproxy?.file]);
  const open = files.filter((file) => (Number.parseInt(file?.mode ?? '0', 8) & 0o004) !== 0);
  return [...new Set(open.map((file) => mainName(file?.path ?? '')))];
}

/** "keepalived.conf", however it is kept. */
function mainName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.liquid$/, '');
}

function planSaid({ candidate, pending, besides, leftOut }: Chosen): string[] {
  if (pending === null) {
    const unknown = candidate.pair.filter(({ name, address }) => name === address);
    return [
      ...(unknown.length === 0
        ? []
        : [
            `the inventory names ${unknown.map(({ name }) => name).join(' and ')} as address, too: correct it where ssh needs another`,
          ]),
      'the nodes were not asked: plan may show packages, services, owners and modes; the contents of the files are as they were read',
    ];
  }
  const shown = [...new Set(pending.map(sentence))];
  const files = new Set(pending.map(({ title }) => title));
  const others = besides.filter(({ title, isImpossible }) => !isImpossible && !files.has(title));
  const more = [...new Set(others.map(({ title }) => title))];
  return [
    ...(shown.length === 0
      ? ['plan will show no change on either node']
      : shown.map((text) => `plan will show: ${text}`)),
    ...leftOut.map(({ host, step, title }) => `the step ${step} is left out: on ${host}: ${title}`),
    ...(candidate.choice.playbook === 'own' && more.length > 0
      ? [
          `left as it is; with \`playbook: haproxy-keepalived\` hadeploy would: ${more.slice(0, 12).join('; ')}`,
        ]
      : []),
  ];
}

function sentence({ host, title, step }: Pending): string {
  return `on ${host}: ${title}, because ${reasonFor(step)}`;
}

function reasonFor(step: string): string {
  if (step.endsWith('-service')) return 'a load balancer starts at boot, and runs';
  if (step === 'packages') return 'it was not installed as a package';
  return 'it is not as on the other node, or not as hadeploy keeps it';
}
