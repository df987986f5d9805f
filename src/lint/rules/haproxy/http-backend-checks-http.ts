import { optionOf } from '../../../haproxy/model/proxy.ts';
import type { NodeRule } from '../../rule.ts';
import { backendsIn } from './proxies.ts';
import { checkOptions } from './servers-are-checked.ts';

export const httpBackendChecksHttp: NodeRule = {
  id: 'HAP006',
  severity: 'note',
  scope: 'node',
  title: 'an HTTP backend is checked by a request',
  why:
    'The default check only opens a connection. A server that accepts connections and answers 500, or nothing, counts ' +
    'as up.',
  fix: 'option httpchk GET /healthz, and http-check expect status 200',
  source: 'haproxy configuration manual, 4.2, option httpchk',
  check: (node) =>
    backendsIn(node)
      .filter(
        (proxy) =>
          proxy.model.mode === 'http' &&
          proxy.servers.some(({ check }) => check) &&
          checkOptions.every((option) => optionOf(proxy, option) === null),
      )
      .map(({ section, title }) => ({
        at: section,
        message: `${title} is checked by a connection only: a server that answers with errors stays in`,
      })),
};
