# shellcheck shell=sh
# network.sh PROGRAM INTERFACE,ADDRESS,... [INTERFACE,ADDRESS,...]...: the interfaces, the addresses that answer ARP,
# and the neighbours this node knows. PROGRAM is arp.pl: Debian and Ubuntu have perl, but no arping, on every node.
#   link INDEX NAME MTU MAC | arp INTERFACE ADDRESS MAC | arp-by PROGRAM | neighbour INTERFACE ADDRESS MAC

program=$1
shift
ip -o link show | while read -r _ name _ rest; do
	mtu=${rest#*mtu } mac=${rest#*link/ether }
	[ "$mac" = "$rest" ] && mac='-'
	name=${name%:}
	printf 'link %s %s %s\n' "${name%%@*}" "${mtu%% *}" "${mac%% *}"
done
if command -v perl >/dev/null; then
	perl -e "$program" "$@" && echo 'arp-by perl'
elif command -v arping >/dev/null; then
	for group in "$@"; do
		interface=${group%%,*} addresses=${group#*,}
		for address in $(printf '%s' "$addresses" | tr ',' ' '); do
			# Of iputils; MACs stand in brackets: "Unicast reply from 192.0.2.1 [02:42:C0:00:02:01]  0.6ms"
			arping -b -D -c 2 -w 1 -I "$interface" "$address" 2>/dev/null |
				sed -n "s/.*\\[\\([0-9A-Fa-f:]*\\)\\].*/arp $interface $address \\1/p" | sort -u
		done
	done
	echo 'arp-by arping'
fi
ip neigh show | while read -r address _ interface word mac _; do
	[ "$word" = lladdr ] && printf 'neighbour %s %s %s\n' "$interface" "$address" "$mac"
done
:
