# shellcheck shell=sh
# A service is killed, with all its processes. Where systemd restarts it, that is part of the truth.

needs() { need_service; }
before_fault() { save_service; }
fault() { kill_unit "$(saved_service)"; }
undo() { restore_service; }
