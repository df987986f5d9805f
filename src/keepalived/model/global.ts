import { argument, last } from '../config/find.ts';
import { isOn, millisecondsIn, numberIn } from '../config/values.ts';
import type { Statement } from '../config/tree.ts';
import type { GarpModel, GlobalModel } from './types.ts';

/** What `global_defs` says, all its blocks taken together. */
export function globalModelOf(defs: readonly Statement[]): GlobalModel {
  const version = numberIn(last(defs, 'vrrp_version'), 0);
  const priority = last(defs, 'vrrp_rt_priority');
  return {
    routerId: argument(last(defs, 'router_id', 'lvs_id')),
    vrrpVersion: version === 2 || version === 3 ? version : null,
    strict: isOn(last(defs, 'vrrp_strict')),
    scriptUser: argument(last(defs, 'script_user')),
    scriptSecurity: isOn(last(defs, 'enable_script_security')),
    downAdverts: Math.max(1, numberIn(last(defs, 'vrrp_down_timer_adverts'), 3)),
    startupDelayMs: millisecondsIn(last(defs, 'vrrp_startup_delay'), 0),
    rtPriority: priority ? numberIn(priority, 0) : null,
    checkUnicastSource: isOn(last(defs, 'vrrp_check_unicast_src')),
    garp: garpModelOf(defs, 'vrrp_', { delayMs: 5000, repeat: 5, refreshMs: 0 }),
  };
}

/** Settings of gratuitous ARP: `vrrp_garp_…` in `global_defs`, `garp_…` in an instance. */
export function garpModelOf(
  statements: readonly Statement[],
  prefix: '' | 'vrrp_',
  inherited: Omit<GarpModel, 'higherPrioSendAdvert'> & { higherPrioSendAdvert?: boolean },
): GarpModel {
  const of = (keyword: string) => last(statements, `${prefix}${keyword}`);
  return {
    delayMs: millisecondsIn(of('garp_master_delay'), inherited.delayMs),
    repeat: numberIn(of('garp_master_repeat'), inherited.repeat),
    refreshMs: millisecondsIn(of('garp_master_refresh'), inherited.refreshMs),
    higherPrioSendAdvert: isOn(of('higher_prio_send_advert'), inherited.higherPrioSendAdvert),
  };
}
