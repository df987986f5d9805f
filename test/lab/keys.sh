# shellcheck shell=bash
# Keys, pins and the password of one lab run; tests read them from test/lab/run/.

keys_make() {
  # its content: in a site it is a mount point
  rm -rf "${LAB_RUN:?}"/*
  (umask 077 && mkdir -p "$LAB_RUN/hostkeys")
  key_make "$LAB_RUN/id_ed25519" hadeploy-lab
  key_make "$LAB_RUN/id_wrong" hadeploy-lab-unauthorised
  (umask 077 && od -An -N 12 -tx1 /dev/urandom | tr -d ' \n' >"$LAB_RUN/opspw.password")
  keys_complete
}

# For every host that the table knows; what is there stays, so that it may be repeated in a lab that is in use.
keys_complete() {
  local host
  for host in $(all_hosts); do
    [ -f "$LAB_RUN/hostkeys/$host.pub" ] || key_make "$LAB_RUN/hostkeys/$host" "$host"
  done
  known_hosts | replace "$LAB_RUN/known_hosts"
  ssh_config | replace "$LAB_RUN/ssh_config"
  lab_env | replace "$LAB_RUN/lab.env"
}

replace() { cat >"$1.new" && mv "$1.new" "$1"; }

key_make() { ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"; }

known_hosts() {
  local host
  for host in $(all_hosts); do
    printf '%s,%s %s\n' "$(host_ip "$host")" "$host" "$(cut -d ' ' -f 1,2 "$LAB_RUN/hostkeys/$host.pub")"
  done
}

lab_env() {
  host_table | awk -v net="$LAB_NET" '{ print toupper($1) "=" net "." $2 }'
  printf 'LAB_NET=%s\nVIP1=%s.100\nVIP2=%s.200\n' "$LAB_NET" "$LAB_NET" "$LAB_NET"
  printf '%s\n' 'P1 1' 'P2 2' 'P3 3' 'P4 4' 'P5 5' 'P6 6' 'U1 7' 'U2 8' |
    awk -v net="$LAB_NET" '{ print $1 "_VIP1=" net ".10" $2 "\n" $1 "_VIP2=" net ".20" $2 }'
}

ssh_config() {
  local host
  for host in $(all_hosts); do printf 'Host %s\n  HostName %s\n' "$host" "$(host_ip "$host")"; done
  cat <<CONFIG
Host *
  User ops
  IdentityFile $LAB_RUN/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $LAB_RUN/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 3
  LogLevel ERROR
CONFIG
}

# seed HOST: a host's identity and its users' key as a tar, to be unpacked before its first start.
seed() {
  local stage etc
  stage=$(mktemp -d)
  etc=$stage/etc
  mkdir -p "$etc/ssh"
  install -m 0600 "$LAB_RUN/hostkeys/$1" "$etc/ssh/ssh_host_ed25519_key"
  install -m 0644 "$LAB_RUN/hostkeys/$1.pub" "$etc/ssh/ssh_host_ed25519_key.pub"
  install -m 0644 "$LAB_RUN/id_ed25519.pub" "$etc/ssh/lab_authorized_keys"
  (umask 077 && printf 'opspw:%s\n' "$(cat "$LAB_RUN/opspw.password")" >"$etc/lab-passwords")
  ! is_uml "$1" || seed_address "$1" "$etc"
  # files only: a directory entry would change the mode of the host's own
  (cd "$stage" && find etc -type f | tar --owner=0 --group=0 -cf - -T -)
  local status=$?
  rm -rf "$stage"
  return "$status"
}

# what an engine tells its containers by itself
seed_address() {
  printf '%s/24 %s.1\n' "$(host_ip "$1")" "$LAB_NET" >"$2/lab-address"
  printf '%s\n' "$1" >"$2/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "$(host_ip "$1")" "$1" >"$2/hosts"
}
