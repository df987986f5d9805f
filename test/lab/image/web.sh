#!/bin/sh
# In the web image: nginx that answers with the host's own name.
set -eu
export DEBIAN_FRONTEND=noninteractive

apt-get install -qq -y --no-install-recommends nginx >/dev/null
cat >/etc/nginx/sites-available/default <<'CONF'
server {
  listen 80 default_server;
  default_type text/plain;
  location / { return 200 "$hostname\n"; }
  location = /healthz { return 200 "ok\n"; }
}
CONF
systemctl enable --quiet nginx
