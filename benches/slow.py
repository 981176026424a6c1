"""What others see while 500 connections are slow: `python3 benches/slow.py PORT HOST PATH`.

The service has to run, with this machine as a trusted proxy and `X-User` as its header. A
probe asks for a page 50 times a second for ten seconds, each time on a new connection: first alone,
then beside 500 connections of each of five kinds. Printed are the median and the 99th of 100, in
milliseconds.
"""

import socket
import sys
import threading
import time

PORT, HOST, PATH = int(sys.argv[1]), sys.argv[2], sys.argv[3]
WHO = f"Host: {HOST}\r\nX-User: probe\r\n"
# What is said at first, and what is said again each second.
KINDS = {
    "nobody": None,
    "silent": ("", ""),
    "half a head": (f"GET / HTTP/1.1\r\n{WHO}", ""),
    "a head in drops": (f"GET / HTTP/1.1\r\n{WHO}", "X-A: b\r\n"),
    "a body in drops": (
        f"POST /acknowledgements/give HTTP/1.1\r\n{WHO}Sec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n",
        "a",
    ),
    "answers not taken": (f"GET {PATH} HTTP/1.1\r\n{WHO}\r\n" * 40, ""),
}


def connect():
    stream = socket.socket()
    stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stream.connect(("127.0.0.1", PORT))
    stream.setblocking(False)
    return stream


def say(stream, text):
    try:
        stream.send(text.encode())
        return True
    except BlockingIOError:
        return True
    except OSError:
        return False


def keep_slow(first, again, ends):
    """Holds 500 connections open; one that was closed is made anew."""
    streams = []
    while not ends.is_set():
        while len(streams) < 500:
            streams.append(connect())
            say(streams[-1], first)
        began = time.monotonic()
        kept = []
        for stream in streams:
            try:
                # Of an answer nothing is read but whether it has ended, now and then.
                is_open = again == "" or stream.recv(64) != b""
            except BlockingIOError:
                is_open = True
            except OSError:
                is_open = False
            if is_open and say(stream, again or ""):
                kept.append(stream)
            else:
                stream.close()
        streams = kept
        ends.wait(max(0, 1 - (time.monotonic() - began)))
    for stream in streams:
        stream.close()


def probe():
    times = []
    begins = time.monotonic()
    for turn in range(500):
        time.sleep(max(0, begins + turn / 50 - time.monotonic()))
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", PORT), timeout=10) as stream:
            stream.sendall(f"GET {PATH} HTTP/1.1\r\n{WHO}Connection: close\r\n\r\n".encode())
            answer = b""
            while part := stream.recv(65536):
                answer += part
        if not answer.startswith(b"HTTP/1.1 200"):
            sys.exit(f"answered {answer[:60]!r}")
        times.append((time.monotonic() - began) * 1000)
    times.sort()
    return times[250], times[495]


for kind, words in KINDS.items():
    ends = threading.Event()
    slow = threading.Thread(target=keep_slow, args=(*words, ends)) if words else None
    if slow:
        slow.start()
        time.sleep(3)
    median, high = probe()
    print(f"{kind:20} median {median:6.1f} ms, 99 of 100 within {high:6.1f} ms", flush=True)
    if slow:
        ends.set()
        slow.join()
        time.sleep(1)
