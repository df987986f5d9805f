import * as z from 'zod';
import type { Facts } from '../core/facts.ts';
import { Unplannable, type PlannedStep, type StepKind } from '../core/step.ts';
import { fileStep, type FileParams } from './file.ts';

/** sysctl(8): dots separate, or slashes where an interface name holds a dot. */
const key = z
  .string()
  .regex(
    /^[A-Za-z0-9_-]+([./][A-Za-z0-9_.@:-]+)+$/,
    'must be a sysctl key like net.ipv4.ip_forward',
  )
  .refine((name) => !name.includes('..'), { message: 'must not contain ..' });
const value = z
  .union([z.number().int(), z.string().regex(/^[\x20-\x7e\t]+$/, 'must be one line of text')])
  .transform(String);
const params = z.record(key, value);

export type SysctlParams = z.infer<typeof params>;

/** A kernel parameter, live now and after the next boot: one file under /etc/sysctl.d for each key. */
export const sysctlStep: StepKind<SysctlParams> = {
  kind: 'sysctl',
  about: 'Kernel parameters, live and persistent.',
  params: params,

  needs(settings) {
    return Object.entries(settings).flatMap(([name, wanted]) => [
      { query: 'sysctl' as const, key: name },
      ...fileStep.needs(persistentFile(name, wanted)),
    ]);
  },

  plan(facts, settings) {
    return Object.entries(settings).flatMap(([name, wanted]) => [
      ...fileStep.plan(facts, persistentFile(name, wanted)),
      ...planLive(facts, name, wanted),
    ]);
  },
};

function persistentFile(name: string, wanted: string): FileParams {
  return {
    path: `/etc/sysctl.d/60-hadeploy-${name.replaceAll('/', '.')}.conf`,
    content: Buffer.from(`# Kept by hadeploy; sysctl.d(5).\n${name} = ${wanted}\n`),
    mode: '0644',
    owner: 'root',
    group: 'root',
    secrets: [],
  };
}

export function planLive(facts: Facts, name: string, wanted: string): PlannedStep[] {
  const live = facts.sysctls[name] ?? null;
  if (live === null) {
    throw new Unplannable(
      `the kernel has no parameter ${name}`,
      'check its spelling; if a module brings it, load the module (modprobe, and /etc/modules-load.d), and plan again',
    );
  }
  if (foldSpace(live) === foldSpace(wanted)) return [];
  return [
    {
      op: 'sysctl',
      key: name,
      before: live,
      after: wanted,
      title: `set ${name} = ${wanted} (was ${live})`,
    },
  ];
}

/** The kernel prints lists with tabs, people write them with blanks. */
function foldSpace(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}
