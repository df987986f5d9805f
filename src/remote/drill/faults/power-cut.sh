# shellcheck shell=sh
# The node loses power: no sync, no shutdown. The kernel starts again at once (sysrq b).

alone=yes

needs() {
	need_own_kernel
	[ -w /proc/sysrq-trigger ] || echo 'there is no /proc/sysrq-trigger'
}

fault() { echo b >/proc/sysrq-trigger; }
undo() { :; }
