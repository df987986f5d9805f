# shellcheck shell=sh
# HAProxy is killed, master and workers. Where systemd restarts it, that is part of the truth.

needs() { need_active haproxy.service; }
before_fault() { save_unit haproxy.service; }
fault() { kill_unit haproxy.service; }
undo() { restore_unit haproxy.service; }
