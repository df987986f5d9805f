import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lintedBefore } from '../../../src/cli/linted-before.ts';
import { directoryWith, hadeploy } from './fake-io.ts';
import { projectOf } from './lint-project.ts';

/** Two clusters with one VIP, on one network, under one VRID. */
const clash = (): Promise<string> => projectOf({ one: [], two: [['192.0.2.1', '192.0.2.2']] });
const env = { HADEPLOY_SECRET_VRRP: 'not-told' };

describe.each([['plan'], ['apply']])('%s', (command) => {
  it('refuses what lint calls an error: with its line and its fix, before any connection', async () => {
    const ran = await hadeploy(await clash(), [command, 'two', '--no-color'], { env });
    expect(ran.code).toBe(64);
    expect(ran.stderr).toMatch(/problems? in two-lb01:.*no connection was made/);
    expect(ran.stderr).toMatch(/two-lb01:\/etc\/keepalived\/keepalived\.conf:\d+:\d+/);
    expect(ran.stderr).toContain('VRRP002: ');
    expect(ran.stderr).toMatch(/\d+ \| +virtual_router_id \d+/);
    expect(ran.stderr).toContain('# hadeploy: allow VRRP002: REASON');
    expect(ran.stderr).not.toContain('not-told');
  });

  it('refuses it also where only the other host is asked for', async () => {
    const words = [command, 'two', '--limit', 'two-lb02'];
    expect((await hadeploy(await clash(), words, { env })).code).toBe(64);
  });

  it('goes on where an exception is made, with its reason', async () => {
    const dir = await clash();
    appendFileSync(
      join(dir, 'inventory/two.yaml'),
      '# hadeploy: allow VRRP002: two networks that share an address plan\n',
    );
    const ran = await hadeploy(dir, [command, 'two'], { env });
    expect(ran.stderr).not.toContain('VRRP');
    expect(ran.code).toBe(69);
  });
});

describe('what was linted before', () => {
  let dir: string;
  let cache: string;
  const memory = (given: { code?: string | null; cluster?: string } = {}) =>
    lintedBefore({
      env: { XDG_CACHE_HOME: cache },
      projectDir: dir,
      cluster: 'one',
      code: 'hadeploy-000000000001.cjs',
      ...given,
    });

  beforeEach(() => {
    cache = directoryWith({});
    dir = directoryWith({
      'inventory/one.yaml': 'vrid: 1\n',
      'playbooks/templates/own.liquid': 'a',
      'elsewhere/base.yaml': 'vrid: 2\n',
    });
    memory().keep(3, [join(dir, 'elsewhere/base.yaml')]);
  });

  it('is known again as long as nothing has changed', () => {
    expect(memory().recall()).toBe(3);
  });

  it('is of one cluster, and of one hadeploy', () => {
    expect(memory({ cluster: 'two' }).recall()).toBeNull();
    expect(memory({ code: 'hadeploy-000000000002.cjs' }).recall()).toBeNull();
  });

  it.each<[string, () => void]>([
    ['an inventory', () => appendFileSync(join(dir, 'inventory/one.yaml'), '#')],
    ['a new inventory', () => writeFileSync(join(dir, 'inventory/two.yaml'), '')],
    ['a template', () => writeFileSync(join(dir, 'playbooks/templates/own.liquid'), 'b')],
    ['a run bit', () => chmodSync(join(dir, 'playbooks/templates/own.liquid'), 0o755)],
    ['an inventory elsewhere', () => appendFileSync(join(dir, 'elsewhere/base.yaml'), '#')],
  ])('%s has changed: not known', (_, change) => {
    change();
    expect(memory().recall()).toBeNull();
  });

  it('follows links', () => {
    mkdirSync(join(dir, 'far'));
    writeFileSync(join(dir, 'far/x.liquid'), 'a');
    symlinkSync(join(dir, 'far'), join(dir, 'playbooks/far'));
    memory().keep(0, []);
    expect(memory().recall()).toBe(0);
    writeFileSync(join(dir, 'far/x.liquid'), 'b');
    expect(memory().recall()).toBeNull();
  });

  it('is nothing where the cache is damaged, or cannot be written, or the code has no name', () => {
    writeFileSync(join(cache, 'file'), '');
    const nowhere = lintedBefore({
      env: { XDG_CACHE_HOME: join(cache, 'file') },
      projectDir: dir,
      cluster: 'one',
      code: 'x',
    });
    nowhere.keep(0, []);
    expect(nowhere.recall()).toBeNull();
    memory({ code: null }).keep(0, []);
    expect(memory({ code: null }).recall()).toBeNull();
  });
});
