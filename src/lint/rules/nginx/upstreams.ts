import { isIP } from 'node:net';
import { everywhere, inBlock, textsOf, type Nested } from '../../../nginx/find.ts';
import type { Directive } from '../../../nginx/tree.ts';
import type { NodeView } from '../../view.ts';

export interface Upstream {
  name: string;
  block: Directive;
  servers: UpstreamServer[];
}

export interface UpstreamServer {
  at: Directive;
  /** Without its port. */
  host: string;
  /** `max_fails=3`, `backup`, `resolve`, … */
  parameters: string[];
}

/** Every `upstream` block. */
export function upstreamsOf({ nginx }: NodeView): Upstream[] {
  return everywhere(nginx?.directives ?? [], 'upstream').map(({ directive }) => ({
    name: textsOf(directive)[0] ?? '',
    block: directive,
    servers: inBlock(directive, 'server').map((at) => {
      const [address = '', ...parameters] = textsOf(at);
      return { at, host: hostOf(address), parameters };
    }),
  }));
}

/** The servers that requests go to while all is well. */
export function activeServers({ servers }: Upstream): UpstreamServer[] {
  return servers.filter(
    ({ parameters }) => !parameters.includes('down') && !parameters.includes('backup'),
  );
}

export interface ProxyPass extends Nested {
  /** As it is written, without scheme, port and path: an upstream, a name, an address; null: only the run tells. */
  host: string | null;
}

/** Every `proxy_pass` of http; those of `stream` have neither headers nor a path. */
export function proxyPassesOf({ nginx }: NodeView): ProxyPass[] {
  return everywhere(nginx?.directives ?? [], 'proxy_pass').flatMap((nested): ProxyPass[] => {
    const [target = ''] = textsOf(nested.directive);
    const found = /^https?:\/\/(unix:[^/]*|\[[^\]]*\](?::\d+)?|[^/]+)/i.exec(target)?.[1];
    if (!nested.around.some(({ name }) => name === 'http')) return [];
    const isKnown = found !== undefined && !found.includes('$');
    return [{ ...nested, host: isKnown ? hostOf(found) : null }];
  });
}

/** "192.0.2.1:80", "[2001:db8::1]:80", "unix:/run/x". */
function hostOf(address: string): string {
  if (address.startsWith('unix:')) return address;
  const bracketed = /^\[([^\]]*)\]/.exec(address)?.[1];
  return bracketed ?? address.replace(/:\d+$/, '');
}

/** Whether nginx must ask for its address. */
export function isName(host: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(host) && isIP(host) === 0 && !/^[0-9.]+$/.test(host);
}
