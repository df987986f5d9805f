import { expect, it } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import type { TransactionRecord } from '../../../src/core/record.ts';
import { planHost, type HostPlan } from '../../../src/engine/plan.ts';
import { heldUnits } from '../../../src/engine/run.ts';
import { stageScript } from '../../../src/engine/transaction.ts';
import { keepalivedValidator } from '../../../src/keepalived/validator.ts';
import { fileStep, sha256 } from '../../../src/steps/file.ts';
import { serviceStep } from '../../../src/steps/service.ts';
import { undoSteps } from '../../../src/steps/undo.ts';
import { factsOf } from './facts.ts';
import { hostOf } from './fake-pair.ts';
import { fileIn } from './staged-file.ts';

const path = '/etc/keepalived/keepalived.conf';
const unit = 'keepalived.service';
const withPassword = (password: string): string => `vrrp_instance A {
    interface eth0
    virtual_router_id 51
    priority 100
    authentication {
        auth_type PASS
        auth_pass ${password}
    }
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`;
const [old, now] = ['old', 'new'].map((word) => Buffer.from(withPassword(word)));

function running(content: Buffer | undefined, active: 'active' | 'inactive'): Facts {
  const state = { mode: '0640', owner: 'root', group: 'root', mtime: 1 };
  return factsOf({
    files: {
      '/etc/keepalived': { type: 'directory', size: 0, ...state, mode: '0755' },
      [path]: {
        type: 'file',
        ...state,
        size: content?.length ?? 0,
        sha256: sha256(content ?? Buffer.alloc(0)),
        content: content ?? Buffer.alloc(0),
      },
    },
    units: {
      [unit]: {
        load: 'loaded',
        active,
        sub: active === 'active' ? 'running' : 'dead',
        enabled: 'enabled',
        canReload: true,
        mainPid: 1,
        activeSinceUs: 1,
        changedAtUs: 1,
        restarts: 0,
        restart: 'no',
      },
    },
  });
}

/** From the old password to the new one. */
function planned(
  name: string,
  active: 'active' | 'inactive',
  told: 'reload' | 'restart',
): HostPlan {
  const host = hostOf(name, 100);
  const file = {
    path,
    content: now ?? Buffer.alloc(0),
    mode: '0640',
    owner: 'root',
    group: 'root',
    validate: 'keepalived',
    secrets: [],
  };
  const service = {
    name: 'keepalived',
    enabled: true,
    state: 'running' as const,
    reload_on: told === 'reload' ? [path] : [],
    restart_on: told === 'restart' ? [path] : [],
    vrrp_config: path,
  };
  const steps = [
    { name: 'conf', kind: 'file', needs: [], plan: (facts: Facts) => fileStep.plan(facts, file) },
    {
      name: 'keepalived',
      kind: 'service',
      needs: [],
      plan: (facts: Facts) => serviceStep.plan(facts, service),
    },
  ];
  const facts = running(old, active);
  return { host, steps, facts, changes: planHost({ host, steps, facts }) };
}

/** Of a node that got a new password, and whose keepalived ran before or did not. */
function recordOfPassword(active: boolean): TransactionRecord {
  return {
    id: '20260101T000000Z-abcdef',
    changes: [
      {
        id: '01-conf',
        step: 'conf',
        kind: 'file',
        title: `change ${path}`,
        op: 'file',
        path,
        sha256: null,
        validator: 'keepalived',
      },
      {
        id: '02-reload',
        step: 'keepalived',
        kind: 'service',
        title: 'reload keepalived',
        op: 'service',
        unit,
        before: { enabled: true, active },
        after: { enabled: true, active: true },
        action: 'reload',
        vrrpConfig: path,
      },
    ],
    backups: new Map([
      ['01-conf', { mode: '0640', owner: 'root', group: 'root', content: old ?? Buffer.alloc(0) }],
    ]),
  };
}

it('a rollback of a new password is rolled out in lockstep, and its file is validated', () => {
  const host = hostOf('a', 100);
  const steps = undoSteps([recordOfPassword(true)]);
  const changes = planHost({ host, steps, facts: running(now, 'active') });
  expect(changes).toMatchObject([
    { op: 'file', path, validator: 'keepalived', restores: true },
    { op: 'service', action: 'reload', lockstep: ['authentication of A'], vrrpConfig: path },
  ]);
});

it('the file of a daemon that stops anyway is not validated', () => {
  const host = hostOf('a', 100);
  const steps = undoSteps([recordOfPassword(false)]);
  const changes = planHost({ host, steps, facts: running(now, 'active') });
  expect(changes).toMatchObject([{ action: 'stop' }, { op: 'file', path }]);
  expect(changes[1]).not.toHaveProperty('validator');
});

it('in lockstep a daemon that did not run is held too, and never the last one', () => {
  const changing = [planned('b', 'inactive', 'reload'), planned('a', 'active', 'reload')];
  expect(changing[0]?.changes).toMatchObject([{ op: 'file' }, { action: 'start', lockstep: [] }]);
  expect(heldUnits({ changing })).toEqual(new Map([['b', [unit]]]));
});

it('without lockstep nothing is held', () => {
  const changing = [planned('b', 'active', 'reload'), planned('a', 'active', 'reload')].map(
    (part) => ({
      ...part,
      changes: part.changes.map((change) =>
        change.op === 'service' ? { ...change, lockstep: [] } : change,
      ),
    }),
  );
  expect(heldUnits({ changing })).toEqual(new Map());
});

it('who is held moves its VIPs away first; the last, whose peers are stopped, has nobody to move them to', () => {
  const { changes } = planned('a', 'active', 'restart');
  const script = (held: string[]): string =>
    stageScript(
      {
        id: '20260101T000000Z-abcdef',
        cluster: 'pair',
        owner: 'anna@laptop',
        title: 'apply',
        hosts: ['a', 'b'],
        changes,
        floating: [],
        held,
        validators: { keepalived: keepalivedValidator },
      },
      70,
    );
  const candidate = `candidate/${changes[1]?.id}`;
  expect(fileIn(script([unit]), `${candidate}.handover`)).toContain('no peer took over');
  expect(fileIn(script([unit]), `${candidate}.config`)).toBe(`${path}\n`);
  expect(script([])).not.toMatch(/\.handover|\.config/);
});
