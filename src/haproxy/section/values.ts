import * as z from 'zod';

/** haproxy's own default unit is milliseconds: who writes `timeout: 5` rarely means 5 ms, so the unit is required. */
export const duration = z
  .string({
    error: (issue) =>
      issue.input === undefined
        ? 'is missing: a duration like 5s'
        : 'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h',
  })
  .regex(
    /^[1-9][0-9]{0,7}(us|ms|s|m|h|d)$/,
    'must be a duration with its unit\nwrite 5s, 500ms, 2m or 1h',
  );

const algorithms = [
  'roundrobin',
  'static-rr',
  'leastconn',
  'first',
  'source',
  'uri',
  'url_param',
  'hdr',
  'random',
  'rdp-cookie',
];
const algorithmPattern =
  /^(roundrobin|static-rr|leastconn|first|source|uri|random(\([0-9]{1,4}\))?|rdp-cookie(\([A-Za-z0-9_-]+\))?|url_param [A-Za-z0-9_.-]+|hdr\([A-Za-z0-9_-]+\))$/;
export const balance = z
  .string()
  .regex(
    algorithmPattern,
    `must be a balance algorithm: ${algorithms.join(', ')}\nsome take an argument: \`url_param NAME\`, \`hdr(NAME)\`, \`rdp-cookie(NAME)\`, \`random(N)\``,
  );

export const mode = z.enum(['http', 'tcp']);

export const uri = z
  .string()
  .regex(/^\/[\x21-\x7e]*$/, 'must be a path that begins with / and has no blanks');

/** One line of ASCII that goes over a wire: of a check, or of a header. */
export const wireText = z
  .string()
  .regex(/^[\x20-\x7e]{1,200}$/, 'must be one line of printable ASCII, 200 signs at most');

export const count = z.int().min(1).max(100);
export const connections = z.int().min(1).max(1_000_000);
