import type { InstanceModel, ScriptModel } from '../keepalived/model/types.ts';
import { checkTimeout, profiles } from '../keepalived/profile.ts';
import { vipsSection } from './instance-vips.ts';
import { instancesFor, type FoundInstance } from './instances.ts';
import type { AdoptedNode, AdoptedPair, Section } from './pair.ts';
import type { SecretNames } from './secret-names.ts';

export interface VrrpPart {
  /** null: the model has no word for any instance. */
  section: Section | null;
  /** Of each node, by its name. */
  priorities: Record<string, number>;
  /** What the section does not say of the pair, or says otherwise. */
  notes: string[];
}

/** The `vrrp:` section for a keepalived.conf that stays a file of its own: what verify, drills and switchover need. */
export function vrrpBesideFile(pair: AdoptedPair): VrrpPart {
  const { instances, notes } = instancesFor(pair);
  const [first] = instances;
  if (first === undefined) return { section: null, priorities: {}, notes };
  const { version, advertMs } = first.model;
  const seconds = advertMs / 1000;
  const { priorities, written } = instancesOf(instances, first, () => ({}));
  const section = {
    interface: first.interface,
    ...(version !== 2 && { version }),
    ...(seconds !== 1 && { advert_int: Math.min(version === 2 ? 40 : 40.95, seconds) }),
    instances: written,
  };
  return { section, priorities, notes };
}

/** The `vrrp:` section that says all that a keepalived.conf of ours says. Whether it does, rendering it shows. */
export function vrrpInFull(pair: AdoptedPair, secrets: SecretNames): VrrpPart {
  const { instances, notes } = instancesFor(pair);
  const [first] = instances;
  if (first === undefined) return { section: null, priorities: {}, notes };
  const [{ keepalived, others }] = pair;
  const { global, scripts, processes } = keepalived.model;
  const profile = global.rtPriority === null ? 'standard' : 'fast';
  const settled = profiles[profile];
  const passOf = ({ auth }: InstanceModel): Section =>
    auth === null ? {} : { auth_pass: secrets.refFor('vrrp', auth.pass.reveal()) };
  const { priorities, written } = instancesOf(instances, first, passOf);
  const { version, advertMs } = first.model;
  const refresh = global.garp.refreshMs / 1000;
  const names = processes.map(({ process }) => process);
  const section = {
    ...(profile !== 'standard' && { profile }),
    interface: first.interface,
    ...(version !== settled.version && { version }),
    ...(advertMs / 1000 !== settled.advert_int && { advert_int: advertMs / 1000 }),
    ...(refresh !== 60 && { garp_refresh: refresh }),
    instances: written,
    ...(scripts.length > 0 && {
      track: Object.fromEntries(
        scripts.map((one) => [one.name, checkOf(one, { settled, others })]),
      ),
    }),
    ...(names.join() !== settled.track_process.join() && { track_process: names }),
  };
  return { section, priorities, notes };
}

function instancesOf(
  instances: FoundInstance[],
  first: FoundInstance,
  more: (of: InstanceModel) => Section,
): { priorities: Record<string, number>; written: Section } {
  const { priorities } = first;
  const written = instances.map(({ name, model, vips, ...of }): [string, Section] => {
    const isOwn = Object.entries(of.priorities).some(([host, one]) => priorities[host] !== one);
    return [
      name,
      {
        vrid: model.vrid,
        ...vipsSection(vips),
        ...(of.interface !== first.interface && { interface: of.interface }),
        ...(isOwn && { priorities: of.priorities }),
        ...(model.nopreempt && { preempt: false }),
        ...more(model),
      },
    ];
  });
  return { priorities, written: Object.fromEntries(written) };
}

function checkOf(
  script: ScriptModel,
  given: {
    settled: (typeof profiles)['standard'];
    others: AdoptedNode['others'];
  },
): Section {
  const { settled, others } = given;
  const interval = script.intervalMs / 1000;
  const timeout = script.timeoutMs / 1000;
  const text = others.find(({ path }) => path === script.path)?.text ?? '';
  return {
    ...(script.path !== `/etc/keepalived/check_${script.name}.sh` && { script: script.path }),
    // Said in any case: an empty check is hard to read.
    interval,
    ...(script.weight !== 0 && { weight: script.weight }),
    ...(script.fall !== settled.fall && { fall: script.fall }),
    ...(script.rise !== settled.rise && { rise: script.rise }),
    ...(timeout !== checkTimeout(settled, interval) && { timeout }),
    ...(text.includes('show stat -1 4 -1') && { servers: true }),
  };
}
