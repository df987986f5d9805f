# shellcheck shell=sh
# HAProxy is stopped in good order: the check script must see it, and the VIP must move.

needs() { need_active haproxy.service; }
before_fault() { save_unit haproxy.service; }
fault() { timeout -k 5 25 systemctl stop haproxy.service; }
undo() { restore_unit haproxy.service; }
