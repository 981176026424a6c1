"""A server with the certificate of this folder, on a port of its choice, which it prints first.

    serve.py https FILE     answers every request with the file
    serve.py smtps          takes mails, and prints each command and each mail
    serve.py starttls       the same at 127.0.0.2, beginning unprotected
    serve.py elsewhere      the same at 127.0.0.2, without a certificate
    serve.py plain          the same at 127.0.0.1
"""

import http.server
import pathlib
import socketserver
import ssl
import sys

HERE = pathlib.Path(__file__).parent
MODE = sys.argv[1]
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
CONTEXT.load_cert_chain(HERE / "cert.pem", HERE / "key.pem")


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = pathlib.Path(sys.argv[2]).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Mail(socketserver.BaseRequestHandler):
    def handle(self):
        self.way = CONTEXT.wrap_socket(self.request, server_side=True) if MODE == "smtps" else self.request
        self.open()
        self.say("220 test")
        is_protected = MODE == "smtps"
        while line := self.lines.readline():
            words = line.decode().strip()
            print(words, flush=True)
            verb = words.split(" ")[0].upper()
            if verb == "EHLO":
                more = [] if is_protected or MODE in ("plain", "elsewhere") else ["250-STARTTLS"]
                for one in ["250-test", *more, "250-AUTH PLAIN", "250 SMTPUTF8"]:
                    self.say(one)
            elif verb == "STARTTLS":
                self.say("220 go on")
                self.way = CONTEXT.wrap_socket(self.way, server_side=True)
                is_protected = True
                self.open()
            elif verb == "AUTH":
                self.say("235 welcome")
            elif verb == "RCPT" and "bob@" in words:
                self.say("550 no such mailbox")
            elif verb == "DATA":
                self.say("354 go on")
                while (text := self.lines.readline()) != b".\r\n":
                    print("| " + text.decode().rstrip("\r\n"), flush=True)
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def open(self):
        self.lines = self.way.makefile("rb")

    def say(self, line):
        self.way.sendall(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


handler = Answer if MODE == "https" else Mail
server = Server(("127.0.0.2" if MODE in ("starttls", "elsewhere") else "127.0.0.1", 0), handler)
if MODE == "https":
    server.socket = CONTEXT.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
