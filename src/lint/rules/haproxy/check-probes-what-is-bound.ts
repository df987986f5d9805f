import { placeAfter, type Place } from '../../../core/place.ts';
import type { NodeRule } from '../../rule.ts';
import type { Script } from '../../scripts.ts';
import { canonical } from '../../../core/address.ts';
import { covers, isLoopback, vipsOf } from './addresses.ts';
import { frontendsIn } from './proxies.ts';

/** An address with a port, in what a check script runs. */
interface Target {
  at: Place;
  host: string;
  port: number;
}

export const checkProbesWhatIsBound: NodeRule = {
  id: 'HAP004',
  severity: 'warning',
  scope: 'node',
  title: 'the check of keepalived asks an address of its own haproxy',
  why:
    'Where haproxy binds the VIP only, a probe of 127.0.0.1 is refused on both nodes at all times, and the check says ' +
    'nothing. A probe of the VIP asks whoever holds it: on the standby that is the other node, so both nodes fail ' +
    'together and the VIP stays. keepalived never looks into the script.',
  fix: 'probe an address that haproxy binds on every node, as 127.0.0.1:PORT with a bind of its own for the check',
  source: 'known in the field',
  check: (node) => {
    const binds = frontendsIn(node).flatMap((proxy) => proxy.binds);
    const vips = vipsOf(node);
    return node.scripts
      .filter(({ role }) => role === 'check')
      .flatMap(targetsOf)
      .flatMap(({ at, host, port }) => {
        const onPort = binds.filter((bind) => bind.port === port);
        const address = host === 'localhost' ? '127.0.0.1' : host;
        if (onPort.length === 0) return [];
        if (isLoopback(host) && !onPort.some((bind) => covers(bind, address))) {
          const bound = [...new Set(onPort.map((bind) => bind.address))].join(', ');
          return [
            {
              at,
              message: `the check asks ${host}:${port}, haproxy listens on port ${port} of ${bound} only: the check always fails`,
            },
          ];
        }
        if (!vips.includes(canonical(host))) return [];
        return [
          {
            at,
            message: `the check asks the VIP ${host}:${port}: without the VIP, ${node.name} asks the other node's haproxy, not its own`,
          },
        ];
      });
  },
};

/** `http://HOST:PORT`, `HOST:PORT`, `nc HOST PORT`, `/dev/tcp/HOST/PORT`, in the command and in the script's lines. */
const target =
  /(?:\b(https?):\/\/|\/dev\/tcp\/|\bnc(?: -[A-Za-z0-9]+){0,4} |[\s"'])(\[[0-9a-fA-F:]{2,39}\]|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|localhost)(?:([:/ ])([0-9]{1,5}))?(?![0-9.:])/g;

function targetsOf(script: Script): Target[] {
  const { source } = script;
  const command = source === null ? [{ at: script as Place, text: ` ${script.command}` }] : [];
  const lines = (source?.text ?? '').split('\n').map((text, index) => ({
    at: { line: index + 1, column: 1, file: source?.shown ?? '' },
    text,
  }));
  return [...command, ...lines]
    .filter(({ text }) => !/^\s*#/.test(text))
    .flatMap(({ at, text }) =>
      [...text.slice(0, 1000).matchAll(target)].flatMap((match) => {
        const [, scheme, host = '', sign, said] = match;
        const port = scheme === undefined || sign === ':' ? said : undefined;
        const usual = scheme === 'https' ? '443' : scheme && '80';
        const used = port ?? usual;
        if (used === undefined) return [];
        const place = source === null ? at : placeAfter(at, text.slice(0, match.index));
        return [{ at: place, host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(used) }];
      }),
    );
}
