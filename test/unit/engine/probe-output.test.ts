import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Query } from '../../../src/core/query.ts';
import { decodeProbe } from '../../../src/engine/probe-answer.ts';
import { probeScript } from '../../../src/engine/probe.ts';

const output = (name: string, script: string, ...args: string[]): Query => ({
  query: 'output',
  name,
  script,
  args,
});

/** The probe run by a shell of this machine, and read. */
function probed(shell: string[], queries: Query[]) {
  const [program = 'sh', ...words] = shell;
  const stdout = execFileSync(program, words, { input: probeScript('no-such-cluster', queries) });
  return decodeProbe(stdout.toString(), queries);
}

describe.each([['dash'], ['bash'], ['busybox', 'sh']])(
  'what a script prints, in %s %s',
  (...shell) => {
    it('comes whole, with its exit code, each under its name', () => {
      const facts = probed(
        shell.filter((word) => word !== undefined),
        [
          output('two lines', 'echo "one\ttab"; printf "two"; exit 3'),
          output('nothing', ':'),
          output('stderr too', 'echo out; echo err >&2'),
          output('arguments', 'printf "<%s>" "$@"', "it's", '$(id)', ''),
          output('ends in newlines', 'printf "a\\n\\n"'),
          output('long', 'head -c 200000 /dev/zero | tr "\\0" x'),
          output('reads nothing of what follows', 'cat; false'),
        ],
      );
      expect(facts?.outputs).toEqual({
        'two lines': { code: 3, text: 'one\ttab\ntwo' },
        nothing: { code: 0, text: '' },
        'stderr too': { code: 0, text: 'out\nerr\n' },
        arguments: { code: 0, text: "<it's><$(id)><>" },
        'ends in newlines': { code: 0, text: 'a\n\n' },
        long: { code: 0, text: 'x'.repeat(200_000) },
        'reads nothing of what follows': { code: 1, text: '' },
      });
    });

    it('all of them run at once', () => {
      const started = Date.now();
      probed(
        shell.filter((word) => word !== undefined),
        Array.from({ length: 8 }, (_, index) => output(`${index}`, 'sleep 0.4')),
      );
      expect(Date.now() - started).toBeLessThan(2_000);
    });
  },
);
