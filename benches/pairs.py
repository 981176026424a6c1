"""Requests that two programs may read in two ways, sent through nginx and Caddy: `python3 benches/pairs.py`.

Needs `target/release/policybook`, nginx and Caddy. Both pass requests on over one connection that
stays open, so that what a proxy and the service understand differently would be answered to
somebody else: after each request three people ask who they are. Ends with 1 when one of them
hears of another.
"""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "target/release/policybook"
SERVICE, NGINX, CADDY = 7011, 7012, 7013
SITE = f"127.0.0.1:{NGINX}"
HEAD = f"Host: {SITE}\r\nX-Who: attacker\r\n"
BEHIND = f"GET /api/v1/me HTTP/1.1\r\nHost: {SITE}\r\nX-Who: attacker\r\nX-Forwarded-User: smuggled\r\n\r\n"
POST = f"POST /api/v1/acks HTTP/1.1\r\n{HEAD}"
REQUESTS = {
    "both lengths": f"{POST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths, the other first": f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "chunked, and a request behind": f"{POST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a chunk that is a request": f"{POST}Transfer-Encoding: chunked\r\n\r\n{len(BEHIND):x}\r\n{BEHIND}\r\n0\r\n\r\n",
    "an odd coding": f"{POST}Transfer-Encoding: xchunked\r\n\r\n",
    "a space before the colon": f"{POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "two lengths": f"{POST}Content-Length: 0\r\nContent-Length: {len(BEHIND)}\r\n\r\n",
    "the same length twice": f"{POST}Content-Length: 1\r\nContent-Length: 1\r\n\r\na",
    "a list of lengths": f"{POST}Content-Length: 1, 1\r\n\r\na",
    "a length with a sign": f"{POST}Content-Length: +1\r\n\r\na",
    "a folded header": f"GET / HTTP/1.1\r\n{HEAD}X-A: b\r\n c\r\n\r\n",
    "bare line feeds": f"GET / HTTP/1.1\n{HEAD}\n",
    "GET with a body": f"GET / HTTP/1.1\r\n{HEAD}Content-Length: {len(BEHIND)}\r\n\r\n",
    "an upgrade": f"GET / HTTP/1.1\r\n{HEAD}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
    "an absolute address": f"GET http://{SITE}/api/v1/me HTTP/1.1\r\n{HEAD}\r\n",
    "a body that is waited for": f"{POST}Expect: 100-continue\r\nContent-Length: {len(BEHIND)}\r\n\r\n",
    "an answer before the body": f"POST /nowhere HTTP/1.1\r\n{HEAD}Content-Length: {len(BEHIND)}\r\n\r\n",
    "no version": "GET /api/v1/me\r\n\r\n",
}


def send(port, text):
    with socket.create_connection(("127.0.0.1", port)) as stream:
        stream.settimeout(1)
        stream.sendall(text.encode())
        answer = b""
        try:
            while part := stream.recv(65536):
                answer += part
        except TimeoutError:
            pass
        return answer.decode("latin-1")


def write(folder):
    files = {
        "content/rules.md": "---\nid: POL-1\ntitle: Rules\ntype: policy\nstatus: draft\nowner: IT\n---\n\nText.\n",
        "book.toml": f"""[book]
title = "Pairs"
[host]
listen = "127.0.0.1:{SERVICE}"
public-url = "http://{SITE}/"
[host.identity]
mode = "header"
issuer = "bench"
user-header = "X-Forwarded-User"
trusted-proxies = ["127.0.0.1"]
""",
        "nginx.conf": f"""worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log /dev/null;
events {{ worker_connections 64; }}
http {{ access_log off; upstream service {{ server 127.0.0.1:{SERVICE}; keepalive 1; }}
  server {{ listen 127.0.0.1:{NGINX}; location / {{ proxy_pass http://service; proxy_http_version 1.1;
    proxy_set_header Host {SITE}; proxy_set_header Connection ""; proxy_set_header X-Forwarded-User $http_x_who; }} }} }}
""",
        "Caddyfile": f"""{{
  admin off
  auto_https off
}}
http://127.0.0.1:{CADDY} {{
  reverse_proxy 127.0.0.1:{SERVICE} {{
    header_up Host {SITE}
    header_up X-Forwarded-User {{http.request.header.X-Who}}
    transport http {{
      keepalive_idle_conns_per_host 1
    }}
  }}
}}
""",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(folder)
        quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([PROGRAM, "build", "--quiet", "--fail-on", "never"], check=True, **quiet)
        subprocess.run([PROGRAM, "log", "init"], check=True, **quiet)
        commands = [[PROGRAM, "host"], ["nginx", "-c", folder / "nginx.conf"], ["caddy", "run", "--config", "Caddyfile"]]
        processes = [subprocess.Popen(command, env={**os.environ, "HOME": name}, **quiet) for command in commands]
        try:
            time.sleep(3)
            wrong = 0
            for proxy, port in {"nginx": NGINX, "Caddy": CADDY}.items():
                for what, request in REQUESTS.items():
                    answer = send(port, request + BEHIND)
                    heard = '"id":"smuggled"' in answer
                    for person in ("ann", "bob", "cleo"):
                        asks = f"GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nX-Who: {person}\r\nConnection: close\r\n\r\n"
                        heard |= f'"id":"{person}"' not in send(port, asks)
                    wrong += heard
                    lines = [line.split(" ")[1] for line in answer.split("\r\n") if line.startswith("HTTP/1.")]
                    print(f"{proxy}: {what}: {'MIXED UP' if heard else 'kept apart'} ({', '.join(lines) or 'no answer'})")
            return 1 if wrong else 0
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait()


sys.exit(main())
