import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { resolve } from 'node:path';
import { drillNames, type DrillName } from '../core/drill.ts';
import { exitCodeMeaning, exitCodes, type ExitCode } from '../core/exit-code.ts';
import { badInput } from '../core/failure.ts';
import { runCommand, type CommandEnd, type CommandRun } from './command-run.ts';
import type { Io } from './io.ts';
import type { CommonOptions, Timing } from './options.ts';

/** Parses the command line and runs one command. Each command's code is loaded only when it is the one. */
export async function runProgram(argv: string[], io: Io, version: string): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done;
  const program = new Command('hadeploy')
    .description(
      'Deploys high-availability load-balancer pairs over SSH: plan, apply, prove, undo.',
    )
    .version(version)
    .option('-C <dir>', 'project directory, with inventory/ and playbooks/', '.')
    .addHelpText('after', exitCodeHelp())
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });

  const command = (signature: string, about: string) =>
    common(program.command(signature).description(about));
  const frame =
    (
      name: string,
      body: (
        run: CommandRun,
        words: string[],
        flags: Record<string, unknown>,
      ) => Promise<CommandEnd>,
    ) =>
    async (...given: unknown[]) => {
      const parsed = given.at(-1) as Command;
      const flags = parsed.optsWithGlobals<Record<string, unknown>>();
      const words = parsed.processedArgs
        .flat()
        .filter((word): word is string => typeof word === 'string');
      code = await runCommand(name, commonOptions(flags, io), io, (run) => body(run, words, flags));
    };

  // Of lint and adopt, what is their own is what somebody looks for in their help.
  common(
    program
      .command('lint [cluster]')
      .description('find mistakes in the configurations of both nodes; change nothing')
      .option(
        '--node <name=dir>',
        "a node's files in a directory, in place of an inventory; once for each node",
        collected,
      )
      .option('--live', 'what is on the nodes now, in place of what would be put there', false)
      .option('--all', 'notes too', false)
      .option('--strict', 'warnings count as errors do', false)
      .option('--sarif <file>', 'write the findings as SARIF 2.1.0')
      .option('--keepalived-version <version>', 'what the nodes run, where it is not known')
      .option('--haproxy-version <version>', 'what the nodes run, where it is not known')
      .option('--rules', 'list the rules', false),
  )
    .addHelpText('after', '\nWith --json: one array of findings, in place of events.')
    .action(
      frame('lint', async (run, [cluster], flags) => {
        if (flags['rules'] === true) return (await import('./explain.ts')).listRules(run);
        return (await import('./lint.ts')).lint(run, {
          ...optional('cluster', cluster),
          nodes: (flags['node'] as string[] | undefined) ?? [],
          live: flags['live'] === true,
          versions: {
            keepalived: (flags['keepalivedVersion'] as string | undefined) ?? null,
            haproxy: (flags['haproxyVersion'] as string | undefined) ?? null,
          },
          output: {
            all: flags['all'] === true,
            strict: flags['strict'] === true,
            ...optional('sarif', flags['sarif'] as string | undefined),
            version,
          },
        });
      }),
    );
  program
    .command('explain <id...>')
    .description('explain rules of `lint`: what happens, how it is known, what to type')
    .option('--json', 'as JSON', false)
    .option('--no-color', 'no colour (NO_COLOR is honoured too)')
    .action(frame('explain', async (run, ids) => (await import('./explain.ts')).explain(run, ids)));
  command('plan [cluster]', 'show what would change; change nothing')
    .option('--out <file>', 'save the plan for `apply FILE`')
    .action(
      frame('plan', async (run, [cluster], { out }) =>
        (await import('./plan.ts')).plan(run, {
          ...optional('cluster', cluster),
          ...optional('out', out as string | undefined),
        }),
      ),
    );
  transactional(
    command('apply [cluster|file]', 'make it so: plan, ask, change both nodes or none'),
  ).action(
    frame('apply', async (run, [subject], flags) =>
      (await import('./apply.ts')).apply(run, {
        ...optional('subject', subject),
        timing: timing(flags),
      }),
    ),
  );
  transactional(
    command(
      'rollback [cluster] [transaction]',
      'back to before the newest, or the named, transaction',
    ),
  ).action(
    frame('rollback', async (run, [cluster, transaction], flags) =>
      (await import('./rollback.ts')).rollback(run, {
        ...optional('cluster', cluster),
        ...optional('transaction', transaction),
        timing: timing(flags),
      }),
    ),
  );
  command('verify [cluster]', 'check that the pair is healthy and would fail over; change nothing')
    .option('--failover', 'prove it: real faults on each node, measured and taken back', false)
    .addOption(
      new Option('--drill <name...>', 'only these drills (implies --failover)').choices(drillNames),
    )
    .option(
      '--probe-from <host>',
      'ask the VIPs from this host (of the inventory, or user@address)',
    )
    .option(
      '--probe-every <ms>',
      'in a drill, ask each VIP this often',
      wholeNumber(10, 1000, 'milliseconds'),
      20,
    )
    .option('--junit <file>', 'write what was proven as JUnit XML')
    .option('--html <file>', 'write it as one page that stands alone')
    .action(
      frame('verify', async (run, [cluster], flags) => {
        const drills = (flags['drill'] as DrillName[] | undefined) ?? [];
        const wanted = flags['failover'] === true || drills.length > 0;
        return (await import('./verify.ts')).verify(run, {
          ...optional('cluster', cluster),
          ...optional('from', flags['probeFrom'] as string | undefined),
          ...(wanted ? { failover: { drills, probeEveryMs: flags['probeEvery'] as number } } : {}),
          files: {
            ...optional('junit', flags['junit'] as string | undefined),
            ...optional('html', flags['html'] as string | undefined),
          },
        });
      }),
    );
  command('status [cluster]', 'what each node is and does now').action(
    frame('status', async (run, [cluster]) =>
      (await import('./status.ts')).status(run, optional('cluster', cluster)),
    ),
  );
  command('doctor [cluster]', 'check that hadeploy could work on the nodes; change nothing')
    .addHelpText(
      'after',
      '\nExit code 3 where a check failed. Whether the pair is healthy: verify.',
    )
    .action(
      frame('doctor', async (run, [cluster]) =>
        (await import('./doctor.ts')).doctor(run, { ...optional('cluster', cluster), version }),
      ),
    );
  command('history [cluster]', 'what was done, as the nodes remember it').action(
    frame('history', async (run, [cluster]) =>
      (await import('./history.ts')).history(run, optional('cluster', cluster)),
    ),
  );
  transactional(command('switchover [cluster]', 'move VIPs to the standby without a gap'))
    .option('--to <host>', 'where to (default: the one standby)')
    .option('--vip <name>', 'only this VIP')
    .action(
      frame('switchover', async (run, [cluster], flags) =>
        (await import('./switchover.ts')).switchover(run, {
          ...optional('cluster', cluster),
          ...optional('to', flags['to'] as string | undefined),
          ...optional('vip', flags['vip'] as string | undefined),
          timing: timing(flags),
        }),
      ),
    );
  transactional(command('resume [cluster]', 'heal a pair that a cut-off run has left in doubt'))
    .addOption(new Option('--forward', 'finish the change where it is missing').conflicts('back'))
    .addOption(new Option('--back', 'undo the change where it was kept'))
    .action(
      frame('resume', async (run, [cluster], flags) =>
        (await import('./resume.ts')).resume(run, {
          ...optional('cluster', cluster),
          direction: flags['forward'] === true ? 'forward' : flags['back'] === true ? 'back' : null,
          timing: timing(flags),
        }),
      ),
    );
  command('unlock [cluster]', 'remove the lease of a dead run (it expires by itself)').action(
    frame('unlock', async (run, [cluster]) =>
      (await import('./unlock.ts')).unlock(run, optional('cluster', cluster)),
    ),
  );
  program
    .command('init [directory]')
    .description('start a new project that can be edited at once')
    .option('--cluster <name>', 'name of its first cluster', 'my-pair')
    .action(
      frame('init', async (run, [directory], { cluster }) =>
        (await import('./init.ts')).init(run, {
          directory: resolve(io.cwd, directory ?? '.'),
          cluster: cluster as string,
        }),
      ),
    );
  common(
    program
      .command('adopt <name>')
      .description('write an inventory for a pair that is there already; change nothing on it')
      .option(
        '--host <host>',
        '[USER@]ADDRESS[:PORT] of a node, or its name in your ssh configuration; once for each node',
        collected,
      )
      .option(
        '--node <name=dir>',
        "a node's files in a directory, in place of a connection; once for each node",
        collected,
      ),
  ).action(
    frame('adopt', async (run, [cluster = ''], flags) =>
      (await import('./adopt.ts')).adopt(run, {
        cluster,
        hosts: (flags['host'] as string[] | undefined) ?? [],
        nodes: (flags['node'] as string[] | undefined) ?? [],
      }),
    ),
  );
  program
    .command('import')
    .description('begin an inventory from what another tool knows')
    .command('ansible <file>')
    .description('hosts and connections of an Ansible inventory (INI or YAML); overwrites nothing')
    .option('--group <name>', 'the group of the two hosts, where several have two')
    .option('--cluster <name>', 'name of the cluster (default: as the group)')
    .option('--stdout', 'print the inventory, write nothing', false)
    .option('--json', 'one JSON event per line, the last one `result`', false)
    .option('--no-color', 'no colour (NO_COLOR is honoured too)')
    .action(
      frame('import', async (run, [file], flags) =>
        (await import('./import-ansible.ts')).importAnsible(run, {
          file: file ?? '',
          ...optional('group', flags['group'] as string | undefined),
          ...optional('cluster', flags['cluster'] as string | undefined),
          stdout: flags['stdout'] === true,
        }),
      ),
    );
  program
    .command('schema')
    .description('print the JSON Schema of an inventory or a playbook, for editors')
    .addArgument(new Argument('<what>', 'which file').choices(['inventory', 'playbook']))
    .action(
      frame('schema', async (run, [what]) =>
        (await import('./schema.ts')).schema(run, what as 'inventory' | 'playbook'),
      ),
    );
  program
    .command('completion')
    .description('print what lets your shell complete the words of hadeploy')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', completionHelp)
    .action(async (shell: string) => (await import('./completion.ts')).printCompletion(io, shell));
  program
    .command('complete', { hidden: true })
    .description('what could complete the last of these words; for shells')
    .argument('[word...]')
    .action(async (words: string[]) =>
      (await import('./completion.ts')).printCandidates(io, program, words),
    );

  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message; help and version are not errors.
    return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
  }
  return code;
}

function common(command: Command): Command {
  return command
    .option('--limit <host...>', 'only these hosts or groups')
    .option('--tags <tag...>', 'only steps with one of these tags')
    .option('--yes', 'do not ask', false)
    .option('--json', 'one JSON event per line, the last one `result`', false)
    .option('--no-color', 'no colour (NO_COLOR is honoured too)')
    .option('-v, --verbose', 'more detail', (_: string, before: number) => before + 1, 0)
    .option('--user <name>', 'SSH user, in place of the inventory')
    .option('--identity <file...>', 'SSH key files, in place of the inventory')
    .option('--known-hosts <file...>', 'known_hosts files, in place of the inventory')
    .option(
      '--accept-new-host-keys',
      'record unknown host keys; a changed key is refused all the same',
    )
    .addOption(new Option('--transport <name>', 'how to connect').choices(['ssh2', 'openssh']));
}

function transactional(command: Command): Command {
  return command
    .option(
      '--confirm-timeout <seconds>',
      'a changed node goes back by itself unless confirmed within this time',
      wholeNumber(10, 3600, 'seconds'),
      60,
    )
    .option(
      '--settle <seconds>',
      'a changed node must stay healthy this long before the next one is touched',
      wholeNumber(0, 60, 'seconds'),
      3,
    );
}

/** An option that may be given several times. */
function collected(given: string, before: string[] | undefined): string[] {
  return [...(before ?? []), given];
}

function timing(flags: Record<string, unknown>): Timing {
  const confirmTimeout = flags['confirmTimeout'] as number;
  const settle = flags['settle'] as number;
  // Two hosts settle one after the other, and the confirm needs its own time.
  const least = 2 * settle + 8;
  if (confirmTimeout < least) {
    throw badInput({
      message: `--confirm-timeout ${confirmTimeout} is too short for --settle ${settle}: two nodes need ${least} s`,
      hint: 'raise --confirm-timeout or lower --settle',
    });
  }
  return { confirmTimeout, settle };
}

function wholeNumber(least: number, most: number, unit: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be a whole number of ${unit}, ${least} to ${most}`);
  };
}

function commonOptions(flags: Record<string, unknown>, io: Io): CommonOptions {
  const list = (value: unknown): string[] =>
    ((value as string[] | undefined) ?? []).flatMap((word) => word.split(','));
  const options: CommonOptions = {
    projectDir: resolve(io.cwd, flags['C'] as string),
    limit: list(flags['limit']),
    tags: list(flags['tags']),
    yes: flags['yes'] === true,
    json: flags['json'] === true,
    color: flags['color'] !== false,
    verbose: (flags['verbose'] as number | undefined) ?? 0,
  };
  if (flags['user'] !== undefined) options.user = flags['user'] as string;
  if (flags['identity'] !== undefined) options.identity = flags['identity'] as string[];
  if (flags['knownHosts'] !== undefined) options.knownHosts = flags['knownHosts'] as string[];
  if (flags['transport'] !== undefined)
    options.transport = flags['transport'] as 'ssh2' | 'openssh';
  if (flags['acceptNewHostKeys'] === true) options.acceptNewHostKeys = true;
  return options;
}

function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
}

const completionHelp = `
bash:  echo 'source <(hadeploy completion bash)' >> ~/.bashrc
zsh:   echo 'source <(hadeploy completion zsh)' >> ~/.zshrc    (after compinit)
fish:  hadeploy completion fish > ~/.config/fish/completions/hadeploy.fish`;

function exitCodeHelp(): string {
  const rows = Object.entries(exitCodeMeaning).map(
    ([code, meaning]) => `  ${code.padStart(2)}  ${meaning}`,
  );
  return `\nExit codes:\n${rows.join('\n')}`;
}
