import { parseHaproxy } from '../../haproxy/config/parse.ts';
import { finding } from '../finding.ts';
import { outputOf, type Check, type NodeView } from '../view.ts';

/** HAP014: UDP gets no answer where nobody listens, so haproxy logs into the void and says nothing. Of its own node only. */
export const logHeard: Check = {
  id: 'log-heard',
  needs: ['configs', 'udp'],
  check: ({ nodes }) =>
    nodes.flatMap((node) => {
      const listening = outputOf(node.facts, 'udp');
      const targets = localTargets(node);
      if (listening === null || listening.code !== 0 || targets.length === 0) return [];
      const open = new Set(
        Array.from(listening.text.matchAll(/^\S+\s+\d+\s+\d+\s+\S*:(\d+)\s/gm), ([, port]) => port),
      );
      return [
        finding({
          id: 'log-heard',
          host: node.host.name,
          title: "somebody listens to haproxy's log",
          problems: [],
          warnings: targets
            .filter(({ port }) => !open.has(port))
            .map(({ shown }) => `nobody listens on UDP ${shown}: what haproxy logs is lost`),
          detail: targets
            .filter(({ port }) => open.has(port))
            .map(({ shown }) => shown)
            .join(', '),
          advice: 'log /dev/log local0; or the module imudp of rsyslog',
        }),
      ];
    }),
};

function localTargets({ config, facts }: NodeView): { shown: string; port: string }[] {
  const own = new Set(facts.addresses.map(({ address }) => address));
  const { sections } = parseHaproxy(config.haproxy ?? '');
  const targets = sections
    .flatMap(({ statements }) => statements)
    .filter(({ keyword, prefix }) => keyword === 'log' && prefix === null)
    .flatMap(({ words }) => {
      const found = /^(?:udp@)?(127\.[0-9.]+|localhost|[0-9.]{7,15})(?::(\d{1,5}))?$/.exec(
        words[0]?.text ?? '',
      );
      if (found === null) return [];
      const [, host = '', port = '514'] = found;
      const isOwn = host === 'localhost' || host.startsWith('127.') || own.has(host);
      return isOwn ? [{ shown: `${host}:${port}`, port }] : [];
    });
  return [...new Map(targets.map((one) => [one.shown, one])).values()];
}
