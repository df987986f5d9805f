import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rules } from '../../../src/lint/rules.ts';
import { hadeploy } from './fake-io.ts';

/** Which paths, and the values, that complete the last of these words. */
async function completed(...words: string[]): Promise<{ paths: string; values: string[] }> {
  const { stdout, code } = await hadeploy(process.cwd(), ['complete', '--', ...words]);
  expect(code).toBe(0);
  const [paths = '', ...lines] = stdout.trimEnd().split('\n');
  return { paths, values: lines.map((line) => line.split('\t')[0] ?? '') };
}

const inLab = ['-C', 'test/lab'];
const none = { paths: 'none', values: [] };

describe('what completes the last word', () => {
  it.each<[string, string[], string[]]>([
    ['a command', ['sw'], ['switchover']],
    ['a command below another', ['import', 'a'], ['ansible']],
    ['a command after options', [...inLab, 'ro'], ['rollback']],
    ['a flag', ['apply', '--conf'], ['--confirm-timeout']],
    ['a flag of the program', ['plan', '-C'], ['-C']],
    ['a choice', ['verify', '--transport', ''], ['ssh2', 'openssh']],
    ['a choice after =', ['verify', '--transport=o'], ['openssh']],
    ['a choice after =, as bash gives it', ['verify', '--transport', '=', 'o'], ['openssh']],
    ['the second of several', ['verify', '--drill', 'reboot', 'vrrp'], ['vrrp-blocked']],
    ['an argument with choices', ['schema', 'p'], ['playbook']],
    ['a cluster', [...inLab, 'status', 'uml'], ['uml-fast']],
    ['a host', [...inLab, 'plan', 'prod-bj', '--limit', ''], ['prod-bj-lb01', 'prod-bj-lb02']],
    ['a VIP', [...inLab, 'switchover', 'prod-bj', '--vip', 'P'], ['PUBLIC_VIP']],
    ['a tag', [...inLab, 'plan', 'prod-bj', '--tags', 'ha'], ['haproxy']],
    ['a rule', ['explain', 'VRRP001', 'SYS02'], rulesFrom('SYS02')],
  ])('%s', async (_, words, values) => {
    expect(await completed(...words)).toEqual({ paths: 'none', values });
  });

  it.each([
    ['a file', ['plan', '--out', ''], 'files'],
    ['a file after =', ['lint', '--sarif=x'], 'files'],
    ['a directory', ['-C', ''], 'directories'],
    ['the directory of a node', ['lint', '--node', 'a=/e'], 'directories'],
    ['a file as an argument', ['import', 'ansible', ''], 'files'],
  ])('%s', async (_, words, paths) => {
    expect(await completed(...words)).toEqual({ paths, values: [] });
  });

  it('a cluster, or the file of a saved plan', async () => {
    const { paths, values } = await completed(...inLab, 'apply', 'prod');
    expect(paths).toBe('files');
    expect(values).toContain('prod-bj');
  });

  it.each([
    ['after the last argument', ['status', 'prod-bj', '']],
    ['of an unknown option', ['plan', '--nonsense=']],
    ['where there is no project', ['-C', '/no/such/directory', 'plan', '']],
    ['of a new name', ['plan', '--user', '']],
    ['of the host of an unknown cluster', [...inLab, 'plan', 'nowhere', '--limit', '']],
  ])('nothing %s', async (_, words) => {
    expect(await completed(...words)).toEqual(none);
  });

  it('is not asked for by people: --help does not show it', async () => {
    const { stdout } = await hadeploy('/', ['--help']);
    expect(stdout).toMatch(/^ {2}completion /m);
    expect(stdout).not.toMatch(/^ {2}complete /m);
  });
});

function rulesFrom(start: string): string[] {
  return rules.map(({ id }) => id).filter((id) => id.startsWith(start));
}

const has = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, program)));

describe('in real shells', () => {
  const home = mkdtempSync(join(tmpdir(), 'hadeploy-completion-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const trap = join(home, 'trap');
  const env = { PATH: `${home}:${process.env['PATH']}`, HOME: home, TERM: 'dumb', PS1: '$ ' };

  beforeAll(() => {
    const program = join(home, 'hadeploy');
    execFileSync('node_modules/.bin/esbuild', [
      ...['src/main.ts', '--bundle', '--platform=node', '--format=esm', '--packages=external'],
      ...['--log-level=warning', '--outfile=node_modules/.cache/hadeploy-completion/main.mjs'],
    ]);
    const real = join(process.cwd(), 'node_modules/.cache/hadeploy-completion/main.mjs');
    // Only what completes is run: a line that was completed is told, not obeyed.
    writeFileSync(
      program,
      `#!/bin/sh\ncase $1 in comple*) exec node '${real}' "$@" ;; esac\nprintf '<%s>' ran "$@"\n`,
    );
    chmodSync(program, 0o755);
  });

  /** Types these keys at a terminal. */
  function typed(shell: string, keys: string): string {
    const { stdout } = spawnSync('script', ['-qec', shell, '/dev/null'], {
      input: `${keys}\nexit\n`,
      env,
      encoding: 'utf8',
    });
    return stdout;
  }

  describe.each([
    ['bash', 'bash --norc -i', 'source <(hadeploy completion bash)'],
    [
      'zsh',
      'zsh -f -i',
      'autoload -Uz compinit; compinit -u -D; source <(hadeploy completion zsh)',
    ],
  ])('%s', (name, shell, begin) => {
    const lines: [what: string, keys: string, ran: string][] = [
      [
        'a command, a cluster and a host',
        '-C test/lab appl\tuml\t --lim\tprod-bj-lb01',
        '<ran><-C><test/lab><apply><uml-fast><--limit><prod-bj-lb01>',
      ],
      [
        'what follows =',
        '-C test/lab plan prod-bj --limit=\t2',
        '<ran><-C><test/lab><plan><prod-bj><--limit=prod-bj-lb02>',
      ],
      ['a directory', '-C playbo\t', '<ran><-C><playbooks'],
      ['a file', 'plan --out READ\t', '<ran><plan><--out><README.md>'],
    ];
    it.skipIf(!has(name))(`completes ${lines.map(([what]) => what).join(', ')}`, () => {
      const output = typed(
        shell,
        [begin, ...lines.map(([, keys]) => `hadeploy ${keys}`)].join('\n'),
      );
      for (const [, , ran] of lines) expect(output).toContain(ran);
    });

    it.skipIf(!has(name))('runs nothing of a line that is not finished', () => {
      typed(shell, `${begin}\nhadeploy status $(touch ${trap}) \`touch ${trap}\` \t\t\x15`);
      expect(existsSync(trap)).toBe(false);
    });
  });

  it.skipIf(!has('fish'))('fish', () => {
    const asked = (line: string): string[] =>
      execFileSync(
        'fish',
        ['--no-config', '-c', `hadeploy completion fish | source; complete -C '${line}'`],
        { env, encoding: 'utf8' },
      )
        .trimEnd()
        .split('\n')
        .map((one) => one.split('\t')[0] ?? '');
    expect(asked('hadeploy -C test/lab appl')).toEqual(['apply']);
    expect(asked('hadeploy -C test/lab plan prod-bj --limit=')).toEqual([
      '--limit=prod-bj-lb01',
      '--limit=prod-bj-lb02',
    ]);
    expect(asked('hadeploy -C playbo')).toEqual(['playbooks/']);
    expect(asked('hadeploy plan --out READ')).toEqual(['README.md']);
    expect(asked(`hadeploy status (touch ${trap}) `)).toEqual(['']);
    expect(existsSync(trap)).toBe(false);
  });
});
