import { rightsOf, type KeptFile } from '../../adopt/kept-files.ts';
import type { AdoptedFile, AdoptedPair, Section } from '../../adopt/pair.ts';
import type { CandidateGiven } from './candidate.ts';

export const nonlocalBind = 'nonlocal-bind';
const keepalivedConf = '/etc/keepalived/keepalived.conf';
const haproxyCfg = '/etc/haproxy/haproxy.cfg';

/** The steps of a playbook that holds what the pair has, in the order of the built-in one. Pure. */
export function ownSteps(
  given: CandidateGiven & {
    isApart: { keepalived: boolean; haproxy: boolean };
    others: KeptFile[];
    hasVips: boolean;
  },
): Section[] {
  const { pair, packages, choice, isApart, others, hasVips } = given;
  // A script is read at each run: the daemon need not be told.
  const paths = (tag: string): string[] =>
    others
      .filter(
        ({ text, step }) => !text.startsWith('#!') && (step['tags'] as string[]).includes(tag),
      )
      .map(({ step }) => (step['file'] as { path: string }).path);
  const withHaproxy = pair.filter(({ haproxy }) => haproxy !== null);
  const steps: Section[] = [
    {
      name: nonlocalBind,
      sysctl: { 'net.ipv4.ip_nonlocal_bind': 1 },
      tags: ['system'],
    },
    { name: 'packages', package: packages, tags: ['packages'] },
    ...others.map(({ step }) => step),
    ...(isApart.haproxy
      ? []
      : configSteps(pair, (node) => node.haproxy?.file ?? null, {
          path: haproxyCfg,
          template: 'haproxy.cfg',
          override: 'haproxy.config',
          validate: 'haproxy',
        })),
    ...(isApart.keepalived
      ? []
      : configSteps(pair, (node) => node.keepalived.file, {
          path: keepalivedConf,
          template: 'keepalived.conf',
          override: 'vrrp.config',
          validate: 'keepalived',
        })),
    {
      name: 'haproxy-service',
      service: { name: 'haproxy', reload_on: [...new Set([haproxyCfg, ...paths('haproxy')])] },
      ...(withHaproxy.length < pair.length && { hosts: withHaproxy.map(({ name }) => name) }),
      tags: ['haproxy'],
    },
    {
      name: 'keepalived-service',
      service: {
        name: 'keepalived',
        reload_on: [...new Set([keepalivedConf, ...paths('keepalived')])],
        vrrp_config: keepalivedConf,
      },
      tags: ['keepalived'],
    },
    { vip: {}, tags: ['verify'] },
  ];
  return steps.filter(
    (step) =>
      !choice.leftOut.has(String(step['name'])) &&
      !('package' in step && packages.length === 0) &&
      !('vip' in step && !hasVips) &&
      !(step['name'] === 'haproxy-service' && withHaproxy.length === 0),
  );
}

/** One step for both nodes where their files have the same rights, else one for each. */
function configSteps(
  pair: AdoptedPair,
  fileOf: (node: AdoptedPair[0]) => AdoptedFile | null,
  step: Section & { path: string },
): Section[] {
  const tags = [step.path === haproxyCfg ? 'haproxy' : 'keepalived'];
  const all = pair.flatMap((node) => {
    const file = fileOf(node);
    return file === null ? [] : [{ host: node.name, rights: rightsOf(file) }];
  });
  const [first, second] = all;
  if (first === undefined) return [];
  if (second && JSON.stringify(first.rights) === JSON.stringify(second.rights)) {
    return [{ file: { ...step, ...first.rights }, tags }];
  }
  return all.map(({ host, rights }) => ({
    file: { ...step, ...rights },
    hosts: [host],
    tags,
  }));
}
