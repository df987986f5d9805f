import { last } from '../../../keepalived/config/find.ts';
import type { NodeRule, Observation } from '../../rule.ts';
import { called, declaredOn, globalDefs, placeIn } from './declared.ts';

export const advertLeavesRoom: NodeRule = {
  id: 'VRRP041',
  severity: 'warning',
  scope: 'node',
  title: 'an advert_int below a second leaves room for a busy machine',
  why:
    'A backup that waits less than a few hundred milliseconds takes over whenever the master is not scheduled in time: a ' +
    'snapshot, a migration, a busy host. The VIP flaps and every connection is cut.',
  fix: 'advert_int 0.2 to 0.3, with vrrp_rt_priority 50 or max_auto_priority in global_defs',
  source: 'keepalived issues 2238 and 2066; keepalived.conf(5), vrrp_rt_priority',
  check(node) {
    const isUrgent = [...globalDefs(node)].some(({ keyword }) =>
      ['vrrp_rt_priority', 'max_auto_priority', 'vrrp_priority'].includes(keyword),
    );
    return declaredOn(node).flatMap((one): Observation[] => {
      const { version, advertMs } = one.instance;
      if (version !== 3 || last(one.body, 'advert_int') === undefined) return [];
      const at = placeIn(one, 'advert_int');
      if (advertMs < 100) {
        return [{ at, message: `${called(one)} advertises every ${advertMs} ms` }];
      }
      if (advertMs >= 1000 || isUrgent) return [];
      return [
        {
          at,
          message: `${called(one)} advertises every ${advertMs} ms, with no priority for the process`,
          severity: 'note',
        },
      ];
    });
  },
};
