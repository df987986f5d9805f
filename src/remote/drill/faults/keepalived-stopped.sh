# shellcheck shell=sh
# Keepalived is stopped in good order: it gives its VIPs up with a last advertisement of priority 0.

needs() { need_active keepalived.service; }
before_fault() { save_unit keepalived.service; }
fault() { timeout -k 5 25 systemctl stop keepalived.service; }
undo() { restore_unit keepalived.service; }
