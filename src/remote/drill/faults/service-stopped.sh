# shellcheck shell=sh
# A service is stopped in good order: whoever looks at it (a check script, a balancer) must see it.

needs() { need_service; }
before_fault() { save_service; }
fault() { timeout -k 5 25 systemctl stop "$(saved_service)"; }
undo() { restore_service; }
