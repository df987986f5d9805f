import { finding } from '../finding.ts';
import { iptablesFilters, nftFilters } from '../firewall/filters.ts';
import { outputOf, type Check } from '../view.ts';

/** SYS011: who can reach a node can send it advertisements, and everything that listens there is open. It may be filtered elsewhere. */
export const packetFilter: Check = {
  id: 'packet-filter',
  needs: ['firewall'],
  check: ({ nodes }) =>
    nodes.flatMap(({ host, facts }) => {
      const output = outputOf(facts, 'firewall');
      if (output === null || output.code === 3) return [];
      const end = output.text.indexOf('\n\n');
      const [nft, iptables] =
        end < 0 ? [output.text, ''] : [output.text.slice(0, end), output.text.slice(end)];
      const by = [
        ...(nftFilters(nft) ? ['nftables'] : []),
        ...(iptablesFilters(iptables) ? ['iptables'] : []),
      ];
      return [
        finding({
          id: 'packet-filter',
          host: host.name,
          title: 'a packet filter looks at what comes in',
          problems: [],
          warnings:
            by.length > 0
              ? []
              : ['nothing is filtered here: every port is open, and VRRP from anybody'],
          detail: by.length > 0 ? `${by.join(' and ')} with rules for input` : '',
          advice:
            'allow what is served, SSH, and protocol 112 from the other node only; drop the rest, unless a firewall before the nodes does',
        }),
      ];
    }),
};
