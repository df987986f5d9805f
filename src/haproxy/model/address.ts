/**
 * Host and port of `192.0.2.1:80`, `:80`, `[::1]:80`, `2001:db8::1:80`: haproxy takes what stands behind the last
 * colon for the port; `[::1]` and a name without a colon have none.
 */
export function splitAddress(text: string): { host: string; port: string | null } {
  const colon = text.endsWith(']') ? -1 : text.lastIndexOf(':');
  const host = colon === -1 ? text : text.slice(0, colon);
  return {
    host: host.replace(/^\[(.*)\]$/s, '$1'),
    port: colon === -1 ? null : text.slice(colon + 1),
  };
}
