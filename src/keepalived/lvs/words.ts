/** Schedulers of the kernel, ip_vs_NAME each. */
export const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'lblcr',
  'dh',
  'sh',
  'mh',
  'sed',
  'nq',
  'fo',
  'ovf',
  'twos',
] as const;

/** keepalived takes small letters for a mistake, and NAT instead. */
export const methods = ['DR', 'NAT', 'TUN'] as const;

export const protocols = ['TCP', 'UDP', 'SCTP'] as const;
