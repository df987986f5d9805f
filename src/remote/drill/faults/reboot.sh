# shellcheck shell=sh
# The node reboots in good order.

alone=yes

needs() { need_own_kernel; }
fault() { systemctl reboot; }
undo() { :; }
