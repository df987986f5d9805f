import { nothingPending, type Facts } from '../../../src/core/facts.ts';

/** A Debian host on which nothing is known of anything. */
export function factsOf(over: Partial<Facts> = {}): Facts {
  return {
    system: {
      hostname: 'lb01',
      distro: 'debian',
      distroVersion: '12',
      kernel: '6.1.0',
      bootId: '00000000-0000-0000-0000-000000000000',
      packageManager: 'apt',
      systemd: true,
      clock: 1_700_000_000.5,
    },
    addresses: [],
    files: {},
    units: {},
    packages: {},
    sysctls: {},
    guards: {},
    transactions: [],
    lease: null,
    pending: nothingPending,
    ...over,
  };
}
