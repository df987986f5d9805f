import { describe, expect, test } from 'vitest';
import { keywordHasValue } from '../../../src/lint/rules/vrrp/keyword-has-value.ts';
import { ownLinkNotTracked } from '../../../src/lint/rules/vrrp/own-link-not-tracked.ts';
import { fileIsRead } from '../../../src/lint/rules/vrrp/file-is-read.ts';
import { labelFits } from '../../../src/lint/rules/vrrp/label-fits.ts';
import { oneFamilyPerInstance } from '../../../src/lint/rules/vrrp/one-family-per-instance.ts';
import { oneKeywordALine } from '../../../src/lint/rules/vrrp/one-keyword-a-line.ts';
import type { Given } from './pair.ts';
import { instanceText, said, script } from './vrrp-shape.ts';

const vips = (...of: string[]) => ({ a: { keepalived: instanceText({ vips: of }) } });
const text = (keepalived: string, given: Given = {}) => ({ a: { keepalived, ...given } });

test('VRRP044: a label', () => {
  const label = (name: string, address = '192.0.2.10/24') =>
    said(labelFits, vips(`${address} dev eth0 label ${name}`));
  expect(label('eth0:1234567890a')).toEqual([
    'a error 8: label eth0:1234567890a of 192.0.2.10/24 (VI_1 on a) has 16 signs, 15 are possible',
  ]);
  expect(label('eth0:1234567890')).toEqual([]);
  expect(label('eth0:1234567890a', '2001:db8::1/64')).toEqual([]);
});

test('VRRP045: two families in one instance', () => {
  expect(said(oneFamilyPerInstance, vips('192.0.2.10', '192.0.2.11', '2001:db8::1'))).toEqual([
    'a error 10: VI_1 on a has 192.0.2.10 and 2001:db8::1: only the IPv4 addresses count',
  ]);
  expect(said(oneFamilyPerInstance, vips('2001:db8::1'))[0]).toMatch(/^a note 8: the first VIP/);
  expect(said(oneFamilyPerInstance, vips('fe80::1', '2001:db8::1'))).toEqual([]);
  expect(said(oneFamilyPerInstance, vips('192.0.2.10', '192.0.2.11'))).toEqual([]);
  const excluded = instanceText({ lines: 'virtual_ipaddress_excluded {\n2001:db8::1\n}' });
  expect(said(oneFamilyPerInstance, text(excluded))).toEqual([]);
});

describe('VRRP061', () => {
  const on = (lines: string, before = '') =>
    said(oneKeywordALine, text(before + instanceText({ lines })));

  test('a semicolon', () => {
    expect(on('advert_int 1;')).toEqual([
      'a error 6: 1; on a ends with a semicolon: keepalived takes it for a part of the value',
    ]);
    expect(on('authentication {\nauth_pass secret;\n}')).toEqual([
      'a error 7: the value of auth_pass on a ends with a semicolon: keepalived takes it for a part of the value',
    ]);
    expect(said(oneKeywordALine, vips('192.0.2.10/24;'))).toHaveLength(1);
  });

  test('several keywords or addresses in one line', () => {
    expect(on('authentication { auth_type PASS auth_pass secret }')).toEqual([
      'a error 6: auth_pass stands in one line after auth_type in authentication on a: keepalived does not read it',
    ]);
    expect(on('advert_int 1 nopreempt')).toHaveLength(1);
    expect(said(oneKeywordALine, vips('192.0.2.10 192.0.2.11'))).toEqual([
      'a error 8: 192.0.2.11 stands in one line after 192.0.2.10 in virtual_ipaddress on a: keepalived does not read it',
    ]);
    expect(on('unicast_peer { 10.0.0.2 10.0.0.3 }')).toHaveLength(1);
    const two = script(0) + script(0).replace('chk', 'other');
    expect(on('track_script { chk other }', two)).toHaveLength(1);
  });

  test('silent: what may stand in one line', () => {
    expect(on('track_script { chk weight -20 }', script(0))).toEqual([]);
    expect(on('unicast_peer { 10.0.0.2 }')).toEqual([]);
    expect(on('notify_master "/bin/a; /bin/b;"\nnotify_fault /bin/c;')).toEqual([]);
    expect(on('', 'vrrp_sync_group G {\ngroup { VI_1 VI_2 }\n}\n')).toEqual([]);
    const parameters = '192.0.2.10/24 brd 192.0.2.255 dev eth0 label eth0:1';
    expect(said(oneKeywordALine, vips(parameters))).toEqual([]);
  });
});

describe('VRRP062', () => {
  const on = (keepalived: string, given: Given = {}) => said(fileIsRead, text(keepalived, given));

  test('no instance', () => {
    expect(on('')).toEqual([
      'a error 1: keepalived.conf of a has no vrrp_instance: keepalived would hold no VIP',
    ]);
    expect(on('# vrrp_instance VI_1 {\n# }\n')).toHaveLength(1);
    const other = instanceText().replace('vrrp_instance', '\n@other vrrp_instance');
    expect(on(other)).toEqual(['a warning 2: every vrrp_instance is for another host than a']);
  });

  test('silent without instance: LVS alone, an include that is not given', () => {
    expect(on('virtual_server 192.0.2.10 80 {\n}\n')).toEqual([]);
    expect(on('include conf.d/*.conf\n')).toEqual([]);
    const files = { '/etc/keepalived/conf.d/a.conf': instanceText() };
    expect(on('include conf.d/*.conf\n', { files })).toEqual([]);
    expect(
      on('include conf.d/*.conf\n', { files: { ...files, '/etc/keepalived/conf.d/a.conf': '' } }),
    ).toHaveLength(1);
  });

  test('a file in one line, from its first comment on', () => {
    const line = `! lb01 ${instanceText().repeat(2).replaceAll('\n', ' ')}`;
    expect(on(`${instanceText()}\n${line}`)).toEqual([
      'a error 12: everything after ! is a comment on a, also vrrp_instance: the line ends are lost',
    ]);
    expect(on(`${instanceText()}\n# ${'#'.repeat(300)}\n# vrrp_instance { }`)).toEqual([]);
  });

  test('includes that keepalived does not find', () => {
    const files = {
      '/etc/keepalived/conf.d/a.conf': '',
      '/etc/keepalived/b.conf': 'include conf.d/a.conf\n',
    };
    const after = (include: string, given: Given = { files }) =>
      on(`${instanceText()}${include}\n`, given);
    expect(after('include "conf.d/*.conf"')).toEqual([
      'a error 11: include "conf.d/*.conf" on a: keepalived takes the quotes for a part of the name, finds no such file, and goes on without it',
    ]);
    expect(after('include conf.d/b*.conf')).toEqual([
      'a warning 11: include conf.d/b*.conf finds no file on a, and keepalived goes on without it',
    ]);
    expect(after('include lost.conf', { absent: ['/etc/keepalived/lost.conf'] })).toHaveLength(1);
    for (const include of [
      ...['conf.d/*.conf', '/etc/keepalived/conf.d/a.conf', 'other.d/*.conf', 'b.conf'],
    ]) {
      expect(after(`include ${include}`)).toEqual([]);
    }
    expect(after('@other include conf.d/b.conf\nnotify "include x"')).toEqual([]);
    const absent = ['/etc/keepalived/conf.d/*.conf'];
    expect(after('include conf.d/*.conf', { files, absent })).toEqual([]);
    expect(after('include lost.conf', {})).toEqual([]);
  });

  test('signs that look like others', () => {
    expect(on(instanceText({ lines: 'advert_int\u00a01\n  nopreempt\uff1b' }))).toEqual([
      'a error 6: sign U+00A0 is part of a word on a, and in 1 more lines: it looks like a blank or a plain sign and is none',
    ]);
    expect(on(instanceText({ lines: '# \u201cquoted\u201d\n  notify "/bin/a\u00a0b"' }))).toEqual(
      [],
    );
    expect(on(`\ufeff${instanceText()}`)).not.toEqual([]);
  });

  test('line ends of Windows', () => {
    expect(on(instanceText().replaceAll('\n', '\r\n'))).toEqual([
      'a warning 1: a/etc/keepalived/keepalived.conf on a has line ends of Windows',
    ]);
    expect(on(instanceText())).toEqual([]);
  });
});

test('VRRP063: the own interface tracked', () => {
  const on = (links: string) =>
    said(ownLinkNotTracked, text(instanceText({ lines: `track_interface {\n${links}\n}` })));
  expect(on('eth1\neth0 weight -10')).toEqual([
    'a warning 8: VI_1 on a tracks eth0, its own interface: keepalived -t refuses the file (exit code 5), and so does apply',
  ]);
  expect(on('eth1')).toEqual([]);
});

test('VRRP064: a keyword without its value', () => {
  const on = (lines: string, before = '') =>
    said(keywordHasValue, text(before + instanceText({ lines })));
  const bare = ['virtual_router_id', 'priority', 'interface', 'advert_int', 'state'];
  for (const keyword of bare) {
    expect(on(`${keyword} # x`)).toEqual([`a error 6: ${keyword} on a has no value`]);
  }
  expect(on('authentication {\nauth_type PASS\nauth_pass\n}')).toHaveLength(1);
  expect(on('', 'vrrp_script chk {\nscript\n}\n')).toHaveLength(1);
  expect(on('advert_int 1\nnopreempt\nauthentication {\nauth_pass ab\n}', script(0))).toEqual([]);
});

describe('VRRP064: values that keepalived cannot read', () => {
  const on = (lines: string, before = '') =>
    said(keywordHasValue, text(before + instanceText({ lines })));
  const check = (lines: string) => on('', `vrrp_script chk {\nscript /bin/true\n${lines}\n}\n`);

  test('a number', () => {
    expect(on('priority $PRIO')).toEqual([
      'a error 6: priority $PRIO on a is no number: keepalived does not take it',
    ]);
    for (const line of ['advert_int 1s', 'virtual_router_id 0x10', 'preempt_delay 5m']) {
      expect(on(line)).toHaveLength(1);
    }
    expect(check('interval 2s\nweight -x')).toHaveLength(2);
    expect(on('priority "100"\nadvert_int 0.5\npreempt_delay .5')).toEqual([]);
    expect(check('interval 2\nweight -20 reverse\nfall 2')).toEqual([]);
    expect(on('priority $PRIO', '$PRIO=110\n')).toEqual([]);
  });

  test('an address', () => {
    const address = (...of: string[]) => said(keywordHasValue, vips(...of));
    expect(address('192.0.2.310/24')).toEqual([
      'a error 8: 192.0.2.310/24 in virtual_ipaddress on a is no address: keepalived leaves it out',
    ]);
    expect(address('192.0.2.10/33', '2001:db8::1/129', '192.0.2/24', '$VIP/24')).toHaveLength(4);
    expect(address('fe80::1%eth0/64', '192.0.2.1/255.255.255.0')).toHaveLength(2);
    expect(on('unicast_peer {\nlb02\n}')).toHaveLength(1);
    expect(
      address('192.0.2.10', '192.0.2.10/24 dev eth0', 'fe80::1/64', '2001:db8::1', '192.0.2.1/0'),
    ).toEqual([]);
    expect(on('unicast_peer {\n192.0.2.1 min_ttl 255 max_ttl 255\n192.0.2.5-9\n}')).toEqual([]);
    expect(on('virtual_routes {\nblackhole 192.0.2.0/24\n}')).toEqual([]);
  });

  test('an address of a route or a rule', () => {
    const routes = (...of: string[]) => on(`virtual_routes {\n${of.join('\n')}\n}`);
    const rules = (...of: string[]) => on(`virtual_rules {\n${of.join('\n')}\n}`);
    expect(rules('to 192.0.2./24 table 2')).toEqual([
      'a warning 7: 192.0.2./24 in virtual_rules on a is no address: keepalived leaves this line out',
    ]);
    const good = '192.0.2.64/26 via 192.0.2.1 dev eth0';
    for (const line of [
      '192.0.2./26 via 192.0.2.1',
      '192.0.2.64/26 via 192.0.2 dev eth0',
      '192.0.2.64/26 via 192.0.2.1/24 dev eth0',
      '2001:db8:::/32 dev eth0',
      '192.0.2.64/26 via inet6 fe80:::1',
      'src 192.0.2.300 192.0.2.64/26 dev eth0',
      '192.0.2.64/26 nexthop via 192.0.2.1 nexthop via 192.0.2.x',
    ]) {
      expect(routes(good, line), line).toHaveLength(1);
    }
    expect(rules('from 192.0.2.x table 2')).toHaveLength(1);
    expect(on('', 'static_routes {\n192.0.2.64/26 via x\n}\n')).toHaveLength(1);
    expect(
      routes(
        good,
        'default via 192.0.2.1 dev eth0',
        'src 192.0.2.10 to 192.0.2.64/26 via 192.0.2.1',
        'blackhole 192.0.2.64/26',
        '0.0.0.0/0 gw 192.0.2.1 table 100',
        '2001:db8::/32 via 2001:db8::1 dev eth0.10 metric 5',
        '192.0.2.64/26 via inet6 fe80::1 dev eth0',
        '192.0.2.64/26 via 192.0.2.1 or 192.0.2.2',
        '192.0.2.64/26 as to 10 via 192.0.2.1',
      ),
    ).toEqual([]);
    const named = 'virtual_routes {\n192.0.2.64/26 via $GW\n}';
    expect(on(named)).toHaveLength(1);
    expect(on(named, '$GW=192.0.2.1\n')).toEqual([]);
    expect(
      rules('from all to any table 2', 'inet6 from default table 3', 'fwmark 0x10 table 4'),
    ).toEqual([]);
  });

  test('silent for what others tell, and where a definition may stand in another file', () => {
    expect(on('priority 100;\nadvert_int ...')).toEqual([]);
    expect(on('priority $PRIO\ninclude names.conf')).toEqual([]);
    expect(on('priority ${_RANDOM 1 2}')).toEqual([]);
  });

  test('a script that runs nothing', () => {
    const without = 'vrrp_script chk {\ninterval 2\n}\n';
    expect(on('', without)).toEqual([
      'a error 1: vrrp_script chk on a has no script: keepalived leaves it out, and whoever tracks it tracks nothing',
    ]);
    expect(on('', without.replace('interval', '@other script /x\ninterval'))[0]).toMatch(
      /^a warning 1/,
    );
    expect(on('', without.replace('interval', '@a script /x\ninterval'))).toEqual([]);
    expect(on('', without.replace('interval', 'include part.conf\ninterval'))).toEqual([]);
  });
});
