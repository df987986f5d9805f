import { describe, expect, test } from 'vitest';
import { filesAreWrittenWhole } from '../../../src/lint/rules/rollout/files-are-written-whole.ts';
import { hereDocumentsAreQuoted } from '../../../src/lint/rules/rollout/here-documents-are-quoted.ts';
import { reloadInsteadOfRestart } from '../../../src/lint/rules/rollout/reload-instead-of-restart.ts';
import { vipIsNotConfigured } from '../../../src/lint/rules/network/vip-is-not-configured.ts';
import type { Rule } from '../../../src/lint/rule.ts';
import { findingsOf, instance } from './pair.ts';
import { saidOf } from './script.ts';

/** Of a script that lies beside the configuration, and that keepalived does not know. */
const beside = (rule: Rule, text: string) =>
  findingsOf(rule, { lb01: { files: { '/etc/keepalived/install.sh': `#!/bin/sh\n${text}\n` } } });

test('OPS003: a restart', () => {
  expect(saidOf(reloadInsteadOfRestart, 'systemctl restart haproxy.service')).toEqual([
    'note: the script restarts haproxy: a reload reads the file too',
  ]);
  expect(beside(reloadInsteadOfRestart, 'service keepalived restart')).toMatchObject([{ line: 2 }]);
  expect(
    saidOf(reloadInsteadOfRestart, 'systemctl reload haproxy; systemctl restart nginx'),
  ).toEqual([]);
});

describe('OPS011: parts of files', () => {
  test.each([
    ["sed -i '64,$d' /etc/keepalived/keepalived.conf", 'by line number (64,$d)'],
    ['echo x >> /etc/haproxy/haproxy.cfg', 'appends to /etc/haproxy/haproxy.cfg'],
    ['echo x | tee -a /etc/sysctl.d/60-x.conf', 'appends to /etc/sysctl.d/60-x.conf'],
  ])('%s', (text, words) => {
    const [found] = beside(filesAreWrittenWhole, text);
    expect(found?.message).toContain(words);
  });

  test.each([
    "sed -i 's/a/b/' /etc/keepalived/keepalived.conf",
    "sed -n '64,$p' /etc/keepalived/keepalived.conf",
    'echo x >> /var/log/x',
    'cp new /etc/haproxy/haproxy.cfg',
  ])('silent: %s', (text) => {
    expect(beside(filesAreWrittenWhole, text)).toEqual([]);
  });
});

describe('OPS012: here-documents', () => {
  const document = (delimiter: string, body: string) =>
    `cat > /etc/keepalived/keepalived.conf <<${delimiter}\nrouter_id a\n${body}\nEOF\necho $X\n`;

  test('the shell replaces something', () => {
    expect(beside(hereDocumentsAreQuoted, document('EOF', 'auth_pass a$bc'))).toMatchObject([
      {
        line: 4,
        column: 12,
        message: 'the shell replaces $bc before it writes /etc/keepalived/keepalived.conf',
      },
    ]);
    expect(beside(hereDocumentsAreQuoted, document('EOF', '`date`'))).toHaveLength(1);
  });

  test('silent: in quotes, escaped, nothing to replace, or another file', () => {
    expect(beside(hereDocumentsAreQuoted, document("'EOF'", 'a$bc'))).toEqual([]);
    expect(beside(hereDocumentsAreQuoted, document('EOF', 'a\\$bc'))).toEqual([]);
    expect(beside(hereDocumentsAreQuoted, document('EOF', 'abc'))).toEqual([]);
    const other = document('EOF', 'a$bc').replace('/etc/keepalived/keepalived.conf', '/tmp/x');
    expect(beside(hereDocumentsAreQuoted, other)).toEqual([]);
  });
});

describe('NET003: a VIP in the static configuration', () => {
  const found = (path: string, text: string) =>
    findingsOf(vipIsNotConfigured, {
      lb01: {
        keepalived: instance('virtual_router_id 51\nvirtual_ipaddress {\n192.0.2.10/24\n}'),
        files: { [path]: text },
      },
    });

  test.each([
    ['/etc/netplan/50-x.yaml', 'network:\n  ethernets:\n    addresses: [192.0.2.10/24]\n'],
    ['/etc/network/interfaces', 'iface eth0 inet static\n\n  address 192.0.2.10/24\n'],
    ['/etc/systemd/network/10.network', '[Network]\nDNS=192.0.2.1\nAddress=192.0.2.10/32\n'],
    ['/etc/sysconfig/network-scripts/ifcfg-lo', 'DEVICE=lo\n\nIPADDR=192.0.2.10\n'],
  ])('%s', (path, text) => {
    expect(found(path, text)).toMatchObject([{ id: 'NET003', severity: 'error', line: 3 }]);
  });

  test.each([
    ['/etc/netplan/50-x.yaml', 'eth0:\n  nameservers:\n    addresses: [192.0.2.10]\n'],
    ['/etc/network/interfaces', '  # address 192.0.2.10\n  gateway 192.0.2.10\n'],
    ['/etc/network/interfaces', 'address 192.0.2.100/24\n'],
    ['/etc/keepalived/notes.txt', 'address 192.0.2.10\n'],
  ])('silent: %s %j', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});
