#!/usr/bin/env bash
# How many pages a second `policybook host` serves beside nginx and Caddy, and how long
# 10,000 people wait who acknowledge at once, and what others see of 500 slow connections. Needs wrk, nginx, caddy and Python.
#
#   benches/host.sh [SECONDS]
#
# The three serve the same page of the same site, one after the other in one run: compare the
# ratios, not the rates. The acknowledgements go to a fresh log in a file.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
program=$PWD/target/release/policybook
slow=$PWD/benches/slow.py
work=$(mktemp -d)
chmod 755 "$work"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

git clone --quiet . "$work/book"
cd "$work/book"
"$program" build --quiet --dest-dir "$work/site"
chmod -R a+rX "$work/site"
cat > book.toml <<T
[book]
title = "Bench"
[host]
listen = "127.0.0.1:7001"
public-url = "http://127.0.0.1:7001/"
site = "$work/site"
everyone = ["all-staff"]
[host.identity]
mode = "header"
issuer = "bench"
user-header = "X-User"
trusted-proxies = ["127.0.0.1"]
T
"$program" log init --quiet > /dev/null
"$program" host --quiet 2> "$work/host.log" & pids+=($!)
cat > "$work/nginx.conf" <<T
worker_processes auto; daemon off; pid $work/nginx.pid; error_log /dev/null;
events { worker_connections 1024; }
http { access_log off; include /etc/nginx/mime.types; sendfile on; tcp_nopush on;
  server { listen 127.0.0.1:7002; root $work/site; index index.html; keepalive_requests 1000000; } }
T
nginx -c "$work/nginx.conf" 2> /dev/null & pids+=($!)
cat > "$work/Caddyfile" <<T
{
  admin off
  auto_https off
}
http://127.0.0.1:7003 {
  root * $work/site
  file_server
}
T
HOME=$work caddy run --config "$work/Caddyfile" 2> /dev/null & pids+=($!)
page=policies/access-control/index.html
for port in 7001 7002 7003; do
  for _ in $(seq 100); do curl -fsS -H "X-User: a" "http://127.0.0.1:$port/$page" -o /dev/null 2> /dev/null && break; sleep 0.1; done
done
for round in 1 2; do
  for server in "policybook 7001" "nginx 7002" "caddy 7003"; do
    set -- $server
    rate=$(wrk -t1 -c32 -d"${seconds}s" -H "X-User: a" "http://127.0.0.1:$2/$page" | awk '/Requests\/sec/ { print $2 }')
    echo "static, round $round: $1 $rate requests/s"
  done
done
python3 - <<'P' > "$work/wish.json"
import json, urllib.request
request = urllib.request.Request("http://127.0.0.1:7001/api/v1/me", headers={"X-User": "a"})
row = json.load(urllib.request.urlopen(request))["documents"][0]
print(json.dumps({name: row[name] for name in ("doc", "version", "lang", "content_hash", "statement_hash", "cycle")}), end="")
P
cat > "$work/ack.lua" <<T
local file = io.open("$work/wish.json"); local body = file:read("*a"); file:close()
local person = 0
request = function()
  person = person + 1
  return wrk.format("POST", "/api/v1/acks", { ["X-User"] = "person-" .. person, ["Origin"] = "http://127.0.0.1:7001",
    ["Content-Type"] = "application/json" }, body)
end
T
# Many more people at a time than minutes of a working day would bring.
wrk -t1 -c64 -d"${seconds}s" --latency -s "$work/ack.lua" http://127.0.0.1:7001/ | grep -E "50%|99%|Requests/sec|Non-2xx|requests in" | sed 's/^ */acknowledge: /'
"$program" log verify --json | grep -E '"(size|sound)"'
python3 "$slow" 7001 127.0.0.1:7001 "/$page" | sed 's/^/slow connections: /'
