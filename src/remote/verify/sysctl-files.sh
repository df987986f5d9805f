# shellcheck shell=sh
# sysctl-files.sh KEY...: where sysctl.d(5) sets these kernel parameters at boot: "FILE:LINE".

for key in "$@"; do
	pattern=$(printf '%s' "$key" | sed 's/[.]/[.\/]/g')
	grep -HE "^[[:blank:]]*-?${pattern}[[:blank:]]*=" /etc/sysctl.conf /etc/sysctl.d/*.conf /run/sysctl.d/*.conf \
		/usr/local/lib/sysctl.d/*.conf /usr/lib/sysctl.d/*.conf /lib/sysctl.d/*.conf 2>/dev/null
done
:
