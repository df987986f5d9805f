import { expect, test } from 'vitest';
import { parseHaproxy } from '../../../src/haproxy/config/parse.ts';
import { haproxyModelOf } from '../../../src/haproxy/model.ts';

const modelOf = (text: string) => haproxyModelOf(parseHaproxy(text));

test('the ranges of a file come to so many listeners and no more, each line to one at least', () => {
  const { frontends } = modelOf(`frontend f\n${'  bind :1-1000\n'.repeat(100)}`);
  const binds = frontends.flatMap((one) => one.binds);
  expect(binds).toHaveLength(20_100);
  expect(new Set(binds.map(({ line }) => line)).size).toBe(100);
});

test('so do the templates of servers', () => {
  const { backends } = modelOf(`backend b\n${'  server-template s 1-1000 x:80\n'.repeat(100)}`);
  expect(backends.flatMap(({ servers }) => servers)).toHaveLength(20_100);
});

test('a proxy takes over the last lines of endless defaults', () => {
  const { frontends } = modelOf(
    `defaults\n  timeout queue 1s\n${'  option x\n'.repeat(1000)}  timeout client 5s\nfrontend f\n`,
  );
  expect(frontends[0]?.timeouts).toEqual({ client: 5000 });
});

test('defaults of servers with more words than haproxy has are none', () => {
  const words = Array.from({ length: 300 }, (_, at) => `w${at}`).join(' ');
  const { backends } = modelOf(
    `backend b\n  default-server inter 5s\n  default-server ${words}\n  server s 10.0.0.1:80\n`,
  );
  const [server] = backends.flatMap(({ servers }) => servers);
  expect(server?.interMs).toBe(5000);
  expect(server?.parameters.has('w0')).toBe(false);
});
