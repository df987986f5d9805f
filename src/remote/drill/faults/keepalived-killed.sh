# shellcheck shell=sh
# Keepalived is killed, parent and children: nobody takes the VIPs away, and the peer takes them too.

needs() { need_active keepalived.service; }
before_fault() { save_unit keepalived.service; }
fault() { kill_unit keepalived.service; }
undo() { restore_unit keepalived.service; }
