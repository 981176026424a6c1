#!/usr/bin/env python3
"""Measures how long the preview takes from the end of an edit to a new build.

    python3 benches/serve.py BOOK

Starts `policybook serve` in BOOK, edits one document a dozen times, and prints in
milliseconds, sorted, how long it took until the preview had a new build number.
The open page asks for that number every 80 ms; add that for what a person sees.
"""
import os
import re
import subprocess
import sys
import time
import urllib.request

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "target", "release", "policybook")


def main(book):
    server = subprocess.Popen([PROGRAM, "serve", "--port", "0", "--quiet"], cwd=book, stderr=subprocess.PIPE, text=True)
    port = None
    while port is None:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", server.stderr.readline())
        port = found and found[1]

    def build_number():
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/__policybook/build").read()

    documents = (os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(book, "content")) for name in sorted(names))
    document = next(path for path in documents if path.endswith(".md"))
    with open(document, encoding="utf-8") as file:
        text = file.read()
    times = []
    try:
        for edit in range(12):
            before = build_number()
            time.sleep(0.5)
            started = time.monotonic()
            with open(document, "w", encoding="utf-8") as file:
                file.write(f"{text}\nEdit {edit}.\n")
            while build_number() == before:
                time.sleep(0.002)
            times.append(round((time.monotonic() - started) * 1000))
    finally:
        with open(document, "w", encoding="utf-8") as file:
            file.write(text)
        server.kill()
    print(sorted(times))


if __name__ == "__main__":
    main(sys.argv[1])
