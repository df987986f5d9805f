import { isIP } from 'node:net';

/** One spelling for each address; a zone (`%eth0`) is left out. What is no address stays as it is. */
export function canonical(text: string): string {
  const address = text.replace(/%.*$/s, '').toLowerCase();
  return isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
