import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Connect } from '../../../src/core/session.ts';
import { repository } from '../playbook/shipped.ts';
import { directoryWith, hadeploy, type Ran } from './fake-io.ts';
import { nodes, type FakeNode } from './fake-nodes.ts';

/** What commands make of transactions that the nodes remember. */

const [a, b] = ['prod-bj-lb01', 'prod-bj-lb02'] as const;
const both = `${a},${b}`;
const id = (number: number): string => `20260101T0000${String(number).padStart(2, '0')}Z-abcdef`;

function project(): string {
  return directoryWith({
    'inventory/prod-bj.yaml': `extends: ${join(repository, 'test/lab/inventory/prod-bj.yaml')}\nplaybook: empty\n`,
    'playbooks/empty.yaml':
      'name: empty\nsteps:\n  - name: nothing\n    file: { path: /etc/nothing, absent: true }\n',
  });
}

const remembering = (transactions: string[], lease?: string): FakeNode => ({
  files: {},
  transactions,
  ...(lease === undefined ? {} : { lease }),
});

/** Records that hold nothing; `asked` gets what the nodes were asked for. */
function pair(first: FakeNode, second: FakeNode, asked: string[] = []): Connect {
  const connect = nodes({ [a]: first, [b]: second });
  return async (target) => {
    const session = await connect(target);
    return {
      ...session,
      run: (task) => {
        if (task.what !== 'record') return session.run(task);
        asked.push(/^record .*$/m.exec(task.script)?.[0] ?? '');
        return Promise.resolve({ code: 0, stdout: 'end\n', stderr: '' });
      },
    };
  };
}

describe('another run is not confirmed yet', () => {
  const active = [`${id(1)} confirmed ${both} apply: x`, `${id(2)} active ${both} apply: x`];
  const held = pair(remembering(active, `${id(2)} 40`), remembering(active, `${id(2)} 40`));

  it.each(['apply', 'rollback'])('%s does not say that there is nothing to do', async (command) => {
    const ran = await hadeploy(project(), [command, 'prod-bj', '--yes'], { connect: held });
    expect(ran.stderr).toContain('anna@laptop');
    expect(ran.code).toBe(5);
  });

  it('plan tells how long to wait before a resume', async () => {
    const { stdout, stderr } = await hadeploy(project(), ['plan', 'prod-bj'], { connect: held });
    expect(`${stdout}${stderr}`).toMatch(
      /is not finished .*it may be at work for another 40 s, then: hadeploy resume prod-bj/,
    );
  });

  it('its lease is over: in doubt', async () => {
    const left = pair(remembering(active), remembering(active));
    const ran = await hadeploy(project(), ['apply', 'prod-bj', '--yes'], { connect: left });
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('hadeploy resume prod-bj');
  });
});

describe('rollback', () => {
  const asked: string[] = [];
  async function back(first: string[], second: string[], words: string[] = []): Promise<Ran> {
    asked.length = 0;
    const connect = pair(remembering(first), remembering(second), asked);
    return hadeploy(project(), ['rollback', 'prod-bj', ...words, '--yes'], { connect });
  }

  it('of what resume has ended begins at what it has ended', async () => {
    const ran = await back(
      [`${id(1)} confirmed ${both} apply: x`],
      [
        `${id(1)} healed ${both} apply: x`,
        `${id(2)} confirmed ${b} resume (forward) of ${id(1)}: x`,
      ],
    );
    expect(ran.code).toBe(0);
    expect(asked).toEqual([`record prod-bj ${id(1)}`, `record prod-bj ${id(1)}`]);
  });

  it('also where it is a newer one that is named', async () => {
    const ran = await back(
      [`${id(1)} confirmed ${both} apply: x`, `${id(2)} confirmed ${a} apply: x`],
      [
        `${id(1)} healed ${both} apply: x`,
        `${id(3)} confirmed ${b} resume (forward) of ${id(1)}: x`,
      ],
      [id(2)],
    );
    expect(ran.code).toBe(0);
    expect(asked).toEqual([`record prod-bj ${id(1)}`, `record prod-bj ${id(1)}`]);
    expect(ran.stdout).toContain(`back to before ${id(1)}: it and ${id(2)} are one change`);
  });

  it('goes past what resume has undone already', async () => {
    const ran = await back(
      [
        `${id(1)} confirmed ${both} apply: x`,
        `${id(2)} confirmed ${both} apply: x`,
        `${id(3)} confirmed ${a} resume (back) of ${id(2)}: x`,
      ],
      [`${id(1)} confirmed ${both} apply: x`, `${id(2)} healed ${both} apply: x`],
    );
    expect(ran.code).toBe(0);
    expect(asked).toEqual([`record prod-bj ${id(1)}`, `record prod-bj ${id(1)}`]);
  });

  it('says what is unfinished, not that there is nothing to undo', async () => {
    const cut = [`${id(1)} active ${both} apply: x`];
    const ran = await back(cut, cut);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('hadeploy resume prod-bj');
  });

  it('ends where a node does not tell all it remembers', async () => {
    const known = [`${id(1)} confirmed ${both} apply: x`];
    const connect = nodes({ [a]: remembering(known), [b]: remembering(known) });
    const cut: Connect = async (target) => {
      const session = await connect(target);
      const told = Promise.resolve({
        code: 0,
        stdout: `transaction\t${id(1)}\tW10=\n`,
        stderr: '',
      });
      return { ...session, run: (task) => (task.what === 'record' ? told : session.run(task)) };
    };
    const ran = await hadeploy(project(), ['rollback', 'prod-bj', '--yes'], { connect: cut });
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toContain('before it had told all');
  });

  it('asks every node, also one that had no part in the named transaction', async () => {
    const ran = await back(
      [`${id(1)} confirmed ${a} switchover: x`, `${id(2)} confirmed ${both} apply: x`],
      [`${id(2)} confirmed ${both} apply: x`],
      [id(1)],
    );
    expect(ran.code).toBe(0);
    expect(asked).toEqual([`record prod-bj ${id(1)}`, `record prod-bj ${id(1)}`]);
  });

  it('is refused where a node has forgotten what it did then', async () => {
    const ran = await back(
      [`${id(1)} confirmed ${both} apply: x`, `${id(2)} confirmed ${both} apply: x`],
      [`${id(2)} confirmed ${both} apply: x`],
      [id(1)],
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      new RegExp(`^✖ ${b}: .*\\n.*does not remember all that .* since ${id(1)}`),
    );
    expect(asked).toEqual([]);
  });

  it('is refused where a node may have forgotten: it remembers no more than its twenty newest', async () => {
    const newest = Array.from(
      { length: 20 },
      (_, index) => `${id(index + 2)} confirmed ${a} switchover: x`,
    );
    const ran = await back(newest, [`${id(1)} confirmed ${b} apply: x`], [id(1)]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(new RegExp(`^✖ ${a}: .*\\n.*does not remember`));
  });
});
