import { describe, expect, test } from 'vitest';
import { advertIsRepresentable } from '../../../src/lint/rules/vrrp/advert-is-representable.ts';
import { advertLeavesRoom } from '../../../src/lint/rules/vrrp/advert-leaves-room.ts';
import { advertMatchesInVersion3 } from '../../../src/lint/rules/vrrp/advert-matches-in-version-3.ts';
import { advertMatchesOnPair } from '../../../src/lint/rules/vrrp/advert-matches-on-pair.ts';
import { authMatchesOnPair } from '../../../src/lint/rules/vrrp/auth-matches-on-pair.ts';
import { authNotReliedOn } from '../../../src/lint/rules/vrrp/auth-not-relied-on.ts';
import { authPassKeptWhole } from '../../../src/lint/rules/vrrp/auth-pass-kept-whole.ts';
import { downTimerMatchesOnPair } from '../../../src/lint/rules/vrrp/down-timer-matches-on-pair.ts';
import { versionMatchesOnPair } from '../../../src/lint/rules/vrrp/version-matches-on-pair.ts';
import { instanceText, pairOf, said } from './vrrp-shape.ts';

const auth = (pass: string, type = 'PASS') =>
  `authentication {\n    auth_type ${type}\n    auth_pass ${pass}\n  }`;
const lines = (of: string) => ({ lines: of });

describe('VRRP012', () => {
  test.each([
    [
      'another password',
      auth('secret1'),
      auth('secret2'),
      'the password of VI_1 is not the same on a and b',
    ],
    ['one side only', auth('secret1'), '', 'authentication of VI_1 is PASS on a, none on b'],
    [
      'another type',
      auth('secret1'),
      auth('secret1', 'AH'),
      'authentication of VI_1 is PASS on a, AH on b',
    ],
    [
      'cut by a comment',
      auth('"ab#cd"'),
      auth('ab#cd'),
      'the password of VI_1 is not the same on a and b',
    ],
  ])('%s', (_, one, two, message) => {
    const found = said(authMatchesOnPair, pairOf(lines(one), lines(two)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^b error \d+: /);
    expect(found[0]).toContain(`: ${message}: both will be master`);
    expect(found[0]).not.toContain('secret');
  });

  test('strict mode ignores it, for as long as it lasts', () => {
    const strict = 'global_defs {\nvrrp_strict\n}\n';
    const [found] = said(authMatchesOnPair, pairOf(lines(auth('a')), lines(auth('b')), strict));
    expect(found).toMatch(/both will be master as soon as strict mode, which ignores it, is gone$/);
  });

  test('silent: equal, equal after the cut, version 3', () => {
    const pair = (one: string, two: string, before = '') =>
      said(authMatchesOnPair, pairOf(lines(one), lines(two), before));
    expect(pair(auth('secret1'), auth('"secret1"'))).toEqual([]);
    expect(pair(auth('12345678a'), auth('12345678b'))).toEqual([]);
    expect(pair(auth('a'), auth('b'), 'global_defs {\nvrrp_version 3\n}\n')).toEqual([]);
  });
});

test('VRRP013: a password in clear text, or ignored', () => {
  const on = (of: string) => said(authNotReliedOn, { a: { keepalived: instanceText(lines(of)) } });
  expect(on(auth('secret1'))).toEqual([
    'a note 6: authentication of VI_1 on a is clear text on the segment',
  ]);
  expect(on(`version 3\n${auth('secret1')}`)).toEqual([
    'a note 7: authentication of VI_1 on a is ignored: VRRP version 3 has none',
  ]);
  expect(on('')).toEqual([]);
});

describe('VRRP014', () => {
  const on = (of: string) =>
    said(authPassKeptWhole, { a: { keepalived: instanceText(lines(of)) } });

  test('more than eight bytes', () => {
    expect(on(auth('123456789'))).toEqual([
      'a warning 8: auth_pass of VI_1 on a has 9 bytes: keepalived keeps the first 8, and keepalived -t refuses the file (exit code 5), and so does apply',
    ]);
    expect(on(auth('ääääé'))).toHaveLength(1);
    expect(on(`version 3\n${auth('123456789')}`)[0]).toMatch(/^a warning .*keepalived -t refuses/);
  });

  test.each(['ab#cd', 'ab!', '#abcd', '!'])('a comment in it: %s', (pass) => {
    const [found] = on(auth(pass));
    expect(found).toBe(
      `a error 8: auth_pass on a ends before ${pass.includes('#') ? '#' : '!'}: what follows is a comment`,
    );
  });

  test('in an included file', () => {
    const found = said(authPassKeptWhole, {
      a: {
        keepalived: 'include conf.d/*.conf\n',
        files: { '/etc/keepalived/conf.d/a.conf': instanceText(lines(auth('ab#cd'))) },
      },
    });
    expect(found).toHaveLength(1);
  });

  test.each(['12345678', '"ab#cd"', 'ab\\#cd', 'abcd # of both nodes', '"12345678"'])(
    'silent: %s',
    (pass) => {
      expect(on(auth(pass))).toEqual([]);
    },
  );
});

test('VRRP015 and VRRP016: advert_int', () => {
  const pair = (one: string, two: string, before = '') => pairOf(lines(one), lines(two), before);
  expect(said(advertMatchesOnPair, pair('advert_int 1', 'advert_int 2'))).toEqual([
    'b error 6: advert_int is 1 s for VI_1 on a and 2 s for VI_1 on b: both will be master',
  ]);
  // The default, and what version 2 rounds.
  expect(said(advertMatchesOnPair, pair('advert_int 1', ''))).toEqual([]);
  expect(said(advertMatchesOnPair, pair('advert_int 0.5', 'advert_int 1'))).toEqual([]);
  const version3 = pair('advert_int 1', 'advert_int 0.5', 'global_defs {\nvrrp_version 3\n}\n');
  expect(said(advertMatchesOnPair, version3)).toEqual([]);
  expect(said(advertMatchesInVersion3, version3)).toEqual([
    'b warning 9: advert_int is 1 s for VI_1 on a and 0.5 s for VI_1 on b',
  ]);
  expect(said(advertMatchesInVersion3, pair('advert_int 1', 'advert_int 2'))).toEqual([]);
  const mixed = pair('advert_int 1', 'version 3\nadvert_int 2');
  expect(said(advertMatchesInVersion3, mixed)).toEqual([]);
  expect(said(advertMatchesOnPair, mixed)).toEqual([]);
});

test('VRRP017: the version, by global_defs, the instance, or the family', () => {
  const on = (one: string, two: string) => ({ a: { keepalived: one }, b: { keepalived: two } });
  const three = 'global_defs {\n  vrrp_version 3\n}\n' + instanceText();
  expect(said(versionMatchesOnPair, on(instanceText(), three))).toEqual([
    'b error 2: VI_1 on a speaks VRRP version 2, VI_1 on b version 3: both will be master',
  ]);
  expect(said(versionMatchesOnPair, on(three, instanceText(lines('version 3'))))).toEqual([]);
  expect(said(versionMatchesOnPair, on(three, three))).toEqual([]);
});

test.each<[string, string, string | null]>([
  ['0.3', '', 'is not in whole seconds, which VRRP version 2 needs: 1 s count'],
  ['1.6', '', 'is not in whole seconds, which VRRP version 2 needs: 2 s count'],
  ['300', '', 'is not 1 to 255 seconds'],
  ['0.255', 'version 3', 'is not in hundredths of a second'],
  ['41', 'version 3', 'is not 0.01 to 40.95 seconds'],
  ['1', '', null],
  ['0.29', 'version 3', null],
  ['40.95', 'version 3', null],
  ['x', '', null],
])('VRRP018: advert_int %s %s', (value, version, problem) => {
  const keepalived = instanceText(lines(`${version}\nadvert_int ${value}`));
  expect(said(advertIsRepresentable, { a: { keepalived } })).toEqual(
    problem === null ? [] : [`a warning 7: advert_int ${value} of VI_1 on a ${problem}`],
  );
});

test('VRRP040: down_timer_adverts', () => {
  const pair = (one: string, two: string, before = '') =>
    said(downTimerMatchesOnPair, pairOf(lines(one), lines(two), before));
  expect(pair('down_timer_adverts 5', '')).toEqual([
    'b warning 1: VI_1 on a waits for 5 lost advertisements, VI_1 on b for 3',
  ]);
  expect(pair('', '', 'global_defs {\nvrrp_down_timer_adverts 1\n}\n')).toEqual([
    'a note 2: VI_1 on a takes over after 1 lost advertisement',
    'b note 2: VI_1 on b takes over after 1 lost advertisement',
  ]);
  expect(pair('', 'down_timer_adverts 3')).toEqual([]);
});

test('VRRP041: a short advert_int', () => {
  const on = (advert: string, global = '') =>
    said(advertLeavesRoom, {
      a: {
        keepalived: `global_defs {\n${global}\n}\n${instanceText(lines(`version 3\nadvert_int ${advert}`))}`,
      },
    });
  expect(on('0.05')).toEqual(['a warning 10: VI_1 on a advertises every 50 ms']);
  expect(on('0.2')[0]).toMatch(/^a note/);
  expect(on('0.2', 'vrrp_rt_priority 50')).toEqual([]);
  expect(on('1')).toEqual([]);
});
