import { expect, test } from 'vitest';
import { nginxValidator } from '../../../src/nginx/validator.ts';

// Answers of nginx 1.22.1.
const bad = `2026/11/21 15:50:01 [emerg] 4711#4711: unknown directive "lisen" in /etc/nginx/nginx.conf:32
nginx: [emerg] unknown directive "lisen" in /etc/nginx/nginx.conf:32
nginx: configuration file /etc/nginx/nginx.conf test failed
`;

test('a good file', () => {
  const output = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
`;
  expect(nginxValidator.judge({ code: 0, output })).toBeNull();
});

test('its own words once, and the line', () => {
  expect(nginxValidator.judge({ code: 1, output: bad })).toEqual({
    message:
      'the configuration has errors\n[emerg] unknown directive "lisen" in /etc/nginx/nginx.conf:32',
    line: 32,
  });
});

test('no line, no nginx, killed', () => {
  const output =
    'nginx: [emerg] bind() to 192.0.2.9:80 failed (99: Cannot assign requested address)\n';
  expect(nginxValidator.judge({ code: 1, output })?.line).toBeNull();
  expect(nginxValidator.judge({ code: 127, output: '' })?.message).toBe(
    'nginx is not installed on this node',
  );
  expect(nginxValidator.judge({ code: 137, output: '' })?.message).toBe(
    'nginx -t was killed by signal 9',
  );
});
