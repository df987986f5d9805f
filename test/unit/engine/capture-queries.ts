import type { Query } from '../../../src/core/query.ts';

/** What the captures of test/captures/DISTRO/probe-*.txt are answers to. */
export const captureQueries: Query[] = [
  { query: 'sysctl', key: 'net.ipv4.ip_nonlocal_bind' },
  { query: 'sysctl', key: 'net.ipv4.tcp_rmem' },
  { query: 'sysctl', key: 'net.ipv4.no_such_key' },
  { query: 'package', name: 'haproxy' },
  { query: 'package', name: 'nginx' },
  { query: 'package', name: 'no-such-package' },
  { query: 'file', path: '/etc/haproxy' },
  { query: 'file', path: '/etc/haproxy/haproxy.cfg', unlessSha256: '-' },
  { query: 'file', path: '/etc/keepalived/keepalived.conf' },
  { query: 'file', path: '/etc/mtab', unlessSha256: '-' },
  { query: 'file', path: '/dev/null' },
  { query: 'file', path: "/etc/it's $(not) there" },
  { query: 'unit', unit: 'haproxy.service' },
  { query: 'unit', unit: 'ssh.service' },
  { query: 'unit', unit: 'no-such.service' },
  { query: 'guard', command: 'exit 7' },
  { query: 'guard', command: "[ \"it's\" = 'it'\\''s' ]" },
  { query: 'drift' },
  { query: 'daemons', haproxySocket: '/run/haproxy/admin.sock' },
];
