import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../core/exit-code.ts';
import { shellQuote } from '../core/quote.ts';
import { lint } from '../lint/lint.ts';
import { rules } from '../lint/rules.ts';
import { exceptionsText } from '../adopt/exceptions.ts';
import { definitionsOf } from '../adopt/password-definitions.ts';
import { SecretNames } from '../adopt/secret-names.ts';
import { withoutPasswords } from '../adopt/without-passwords.ts';
import { choose } from './adopt/choose.ts';
import { fromDirectories, fromHosts, type Found } from './adopt/found.ts';
import { reportOf } from './adopt/report.ts';
import { checkWish, type AdoptWish } from './adopt/targets.ts';
import { refuseExisting, writeFiles } from './adopt/write-files.ts';
import type { CommandEnd, CommandRun } from './command-run.ts';
import { lintErrors } from './lint-gate.ts';
import { withSyntax } from './lint-sources/shell-syntax.ts';

/** A shorter password would hide numbers everywhere. */
const LEAST_PASSWORD = 4;

/**
 * `hadeploy adopt NAME --host H1 --host H2`, or `--node H1=DIR --node H2=DIR`: an inventory for a pair that is there
 * already, after which plan has nothing to do. Changes nothing on the nodes, and overwrites no file.
 */
export async function adopt(run: CommandRun, wish: AdoptWish): Promise<CommandEnd> {
  checkWish(wish);
  const { cluster } = wish;
  const { projectDir } = run.options;
  run.cluster = cluster;
  const inventory = `inventory/${cluster}.yaml`;
  refuseExisting(projectDir, [inventory, `inventory/${cluster}.yml`]);
  const found = wish.hosts.length > 0 ? await fromHosts(run, wish) : fromDirectories(run, wish);
  try {
    run.hosts = found.pair.map(({ name }) => name);
    run.learnSecrets(passwordsOf(found));
    const chosen = await choose(run, cluster, found);
    const { candidate } = chosen;
    refuseExisting(projectDir, [
      ...candidate.files.map(({ path }) => path),
      // Of that name it would be taken in place of the one that is written.
      ...(candidate.choice.playbook === 'own' ? [`playbooks/${cluster}.yml`] : []),
    ]);
    writeFiles(projectDir, candidate.files);
    const refused = await lintErrors(run, cluster);
    appendFileSync(join(projectDir, inventory), exceptionsText(refused));
    const nodes = withSyntax(found.nodes);
    const { findings } = lint([{ cluster, nodes }], { rules, allow: [] });
    const { complaints } = found;
    const again = againOf(wish);
    for (const { level, message } of reportOf(chosen, {
      cluster,
      findings,
      refused,
      complaints,
      again,
    })) {
      run.emit({ event: 'note', level, message });
    }
    const at = projectDir === run.io.cwd ? '' : ` -C ${projectDir}`;
    run.emit({ event: 'note', level: 'info', message: `next: hadeploy${at} plan ${cluster}` });
    return {
      exitCode: exitCodes.done,
      hosts: Object.fromEntries(
        candidate.pair.map(({ name }) => [name, { outcome: 'ok', changes: 0 }]),
      ),
    };
  } finally {
    found.close();
  }
}

/** What was read; the inventory would let pass what it has exceptions for. */
function againOf({ cluster, nodes }: AdoptWish): string {
  return nodes.length === 0
    ? `--live ${cluster}`
    : nodes.map((one) => `--node ${shellQuote(one)}`).join(' ');
}

function passwordsOf({ pair }: Found) {
  const names = new SecretNames();
  const definitions = definitionsOf(pair);
  for (const { keepalived, haproxy, others } of pair) {
    for (const { text } of [keepalived.file, ...others]) {
      withoutPasswords('keepalived.conf', text, names, definitions);
    }
    if (haproxy) withoutPasswords('haproxy.cfg', haproxy.file.text, names, definitions);
  }
  return names.all().filter((secret) => secret.reveal().length >= LEAST_PASSWORD);
}
