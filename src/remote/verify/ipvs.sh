# shellcheck shell=sh
# What the kernel forwards to whom, as ipvsadm would set it up again: no counters in it.
# Exit code: 2 ipvsadm is not installed, 3 the kernel has no IPVS.

command -v ipvsadm >/dev/null || exit 2
# ipvsadm would load the module: to look must change nothing.
[ -e /proc/net/ip_vs ] || exit 3
ipvsadm --save --numeric
