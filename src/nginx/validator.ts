import { sanitize } from '../core/text.ts';
import type { Validator } from '../core/validator.ts';

/** `nginx -t` opens logs and sockets as a start would; a socket that is in use is no error to it. */
export const nginxValidator: Validator = {
  name: 'nginx',
  command: 'nginx -t -c "$1"',
  retryCodes: [],
  complaintCodes: [],
  judge({ code, output }) {
    if (code === 0) return null;
    const lines = sanitize(output)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/configuration file .* test failed$/.test(line))
      .map(shorten);
    const line = lines.map((one) => / in \S+:(\d+)$/.exec(one)?.[1]).find(Boolean);
    return {
      message: [reasonOf(code), ...new Set(lines)].slice(0, 21).join('\n'),
      line: line === undefined ? null : Number(line),
    };
  },
};

function reasonOf(code: number): string {
  if (code === 1) return 'the configuration has errors';
  if (code === 127) return 'nginx is not installed on this node';
  return code > 128 ? `nginx -t was killed by signal ${code - 128}` : `nginx -t ended with ${code}`;
}

/** Without time and pid: "2026/11/21 15:00:00 [emerg] 12#12: …", "nginx: [emerg] …". */
function shorten(line: string): string {
  return line.replace(
    /^(?:nginx: |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )(\[\w+\]) (?:\d+#\d+: )?/,
    '$1 ',
  );
}
