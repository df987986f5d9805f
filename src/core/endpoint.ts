import { isIP } from 'node:net';
import * as z from 'zod';

/** `ADDRESS:PORT`, as the sections of an inventory write it. */
export interface Endpoint {
  /** `*` for every address. */
  address: string;
  port: number;
}

/** `192.0.2.1:80`, `[2001:db8::1]:80`, `*:80`, `host.example:80`. */
export function endpointOf(text: string): Endpoint | null {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^[\]:]*)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65535) return null;
  if (match[1] !== undefined) return isIP(match[1]) === 6 ? { address: match[1], port } : null;
  return { address: match[2] ?? '', port };
}

/** Whether what is bound to one address answers on the other. */
export function covers(bound: string, address: string): boolean {
  return bound === address || ['*', '0.0.0.0', '::'].includes(bound);
}

function endpoint(accepts: (address: string) => boolean, message: string) {
  return z.string().refine(
    (text) => {
      const found = endpointOf(text);
      return found !== null && accepts(found.address);
    },
    { error: message },
  );
}

export const bindAddress = endpoint(
  (address) => address === '*' || isIP(address) !== 0,
  'must be ADDRESS:PORT, [IPv6]:PORT or *:PORT, port 1 to 65535',
);

const hostName =
  /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

export const serverAddress = endpoint(
  (address) => isIP(address) !== 0 || (hostName.test(address) && !/^[0-9.]+$/.test(address)),
  'must be ADDRESS:PORT, [IPv6]:PORT or HOSTNAME:PORT, port 1 to 65535',
);
