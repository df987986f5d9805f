# shellcheck shell=sh
# What can be seen of the machine below this node, as NAME=VALUE.

read -r boot_id </proc/sys/kernel/random/boot_id
printf 'boot_id=%s\n' "$boot_id"
if command -v systemd-detect-virt >/dev/null; then
	printf 'container=%s\n' "$(systemd-detect-virt --container)"
	printf 'vm=%s\n' "$(systemd-detect-virt --vm)"
fi
for field in sys_vendor product_name product_serial chassis_asset_tag; do
	if value=$(cat "/sys/class/dmi/id/$field" 2>/dev/null); then printf '%s=%s\n' "$field" "$value"; fi
done
# Hyper-V tells its guests the host's name: pool 3, pairs of 512 bytes key and 2048 bytes value.
if [ -r /var/lib/hyperv/.kvp_pool_3 ]; then
	printf 'hypervisor=%s\n' "$(tr -s '\0' '\n' </var/lib/hyperv/.kvp_pool_3 | sed -n '/^PhysicalHostName$/{n;p;}')"
elif command -v vmware-rpctool >/dev/null; then
	printf 'hypervisor=%s\n' "$(vmware-rpctool 'info-get guestinfo.hypervisor.hostname' 2>/dev/null)"
fi
