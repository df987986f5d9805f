import { expect, it } from 'vitest';
import { tracking } from '../../../src/verify/checks/tracking.ts';
import { directors } from './directors.ts';

const told = (...said: Parameters<typeof directors>) =>
  tracking.check(directors(...said)).map(({ ok, detail }) => [ok, detail]);

const forwards = 'none: the kernel forwards, and the servers behind it are checked';

it('directors need no check of a service of their own', () => {
  expect(told()).toEqual([
    [true, forwards],
    [true, forwards],
  ]);
});

it('but for a VIP that their kernel does not forward', () => {
  const conf = (text: string) =>
    text.replace('virtual_server 192.168.1.101', 'virtual_server 192.168.1.109');
  const [web, database] = told({ lvs1: { conf }, lvs2: { conf } });
  expect(web).toEqual([true, forwards]);
  expect(database?.[0]).toBe(false);
  expect(database?.[1]).toMatch(/lvs1 tracks nothing.*lvs2 tracks nothing/);
});
