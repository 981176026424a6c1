#!/usr/bin/env python3
"""Checks an exported log of acknowledgements (`policybook log export FOLDER`), or a receipt,
with nothing but Python's standard library: a second opinion that shares no code with policybook.

    python3 verify_log.py FOLDER [PUBLIC_KEY]
    python3 verify_log.py receipt.json [PUBLIC_KEY]

It checks each record against its number, time and key, the Merkle tree (RFC 6962) at every
checkpoint, every checkpoint's Ed25519 signature (C2SP signed-note), and whom the records are
about. Exit status: 0 when all of it holds, 1 when something does not."""

import base64, hashlib, json, pathlib, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # RFC 8032, section 5.1
D = -121665 * pow(121666, P - 2, P) % P


def need(holds, what):
    if not holds:
        sys.exit(f"DOES NOT HOLD: {what}")


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, P - 2, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, P - 2, P) % P)


def times(n, point):
    total = (0, 1)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point(raw):
    y, sign = int.from_bytes(raw, "little") & (2**255 - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    need(len(raw) == 32 and y < P and (x * x - square) % P == 0, "not a point of the curve")
    return (P - x if x & 1 != sign else x, y)


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(public, message, signature):
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + public + message).digest(), "little") % L
    return len(signature) == 64 and s < L and times(s, BASE) == add(point(r), times(k, point(public)))


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def checkpoint(note, keys):
    """Returns size and root of a checkpoint that one of the keys signed, and that key."""
    text, _, signatures = note.partition("\n\n")
    for key in keys:
        name, key_hash, public = key.split("+", 2)
        raw = base64.b64decode(public)
        need(sha(name.encode(), b"\n", raw)[:4].hex() == key_hash and raw[0] == 1, f"{key} is no key")
        for line in signatures.splitlines():
            signer, _, blob = line.removeprefix("\u2014 ").rpartition(" ")
            blob = base64.b64decode(blob)
            if signer == name and blob[:4].hex() == key_hash and is_signed(raw[1:], (text + "\n").encode(), blob[4:]):
                _, size, root = text.split("\n")[:3]
                return int(size), base64.b64decode(root), key
    need(False, f"no key of the log signed the checkpoint {text.splitlines()[:2]}")


def check_record(body, seq):
    record = json.loads(body)
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    need(canonical.encode() == body, f"record {seq} is not in canonical form")
    need(record["seq"] == seq, f"record {seq} says that it is number {record['seq']}")
    if "ack_key" in record:
        names = ["subject", "doc", "lang", "content_hash", "cycle", "kind", "after_withdrawal"]
        parts = [b"pb-ack\0"] + [record.get(name, "").encode() + b"\0" for name in names]
        need(sha(*parts).hex() == record["ack_key"], f"the key of record {seq} is not its own")
    return record


def check_person(person):
    salt = bytes.fromhex(person["salt"])
    found = sha(b"pb-subj\0", salt, person["issuer"].encode(), b"\0", person["id"].encode()).hex()
    need(found == person["subject"], f"{person['id']} is not whom the records are about")


def fold(stack):
    root = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        root = sha(b"\1", left, root)
    return root


def check_export(folder, trusted):
    lines = (folder / "records.ndjson").read_bytes().split(b"\n")[:-1]
    keys = [trusted] if trusted else (folder / "keys.txt").read_text().split()[:1]
    pieces = (folder / "checkpoints.txt").read_text().split("\n\n")
    notes = [f"{text}\n\n{signatures}" for text, signatures in zip(pieces[0::2], pieces[1::2])]
    sizes, stack, kinds, subjects, last = {}, [], {}, set(), ""
    records = []
    for seq, body in enumerate(lines, 1):
        record = check_record(body, seq)
        need(record["recorded_at"] >= last, f"the time of record {seq} is before that of the one before")
        last = record["recorded_at"]
        stack.append((1, sha(b"\0", body)))
        while len(stack) > 1 and stack[-1][0] == stack[-2][0]:
            (count, right), (_, left) = stack.pop(), stack.pop()
            stack.append((2 * count, sha(b"\1", left, right)))
        sizes[seq] = fold(stack)
        kinds[record["kind"]] = kinds.get(record["kind"], 0) + 1
        subjects |= {record[name] for name in ("subject", "actor") if name in record}
        if record["kind"] == "key":
            need(seq > 1 or record["key"] == keys[0], "the log does not begin with the key that is expected")
        records.append(record)
    largest = 0
    for note in notes:
        # Only the key that was named last signs, but for the record that names a new one.
        size, root, _ = checkpoint(note, [signer(records, int(note.split("\n")[1]))])
        need(sizes.get(size) == root, f"the root of {size} records is not the one of the checkpoint")
        largest = max(largest, size)
    need(largest == len(lines), f"the newest checkpoint is of {largest} records, and there are {len(lines)}")
    people = json.loads((folder / "people.json").read_text())
    for person in people:
        if not person.get("erased"):
            check_person(person)
    need(subjects <= {person["subject"] for person in people}, "a record is about somebody who is not there")
    return f"{len(lines)} records, {len(notes)} checkpoints, {len(people)} people: all of it holds\n{kinds}"


def signer(records, size):
    named = [record["key"] for record in records[: size - 1] if record["kind"] == "key"]
    return named[-1] if named else records[0]["key"]


def check_receipt(path, trusted):
    receipt = json.loads(path.read_text())
    need(not trusted or trusted == receipt["key"], "the receipt is signed by another key")
    body = receipt["record"].encode()
    seq = json.loads(body)["seq"]
    record = check_record(body, seq)
    size, root, _ = checkpoint(receipt["checkpoint"], [receipt["key"]])
    index, last, found = seq - 1, size - 1, sha(b"\0", body)
    need(index <= last, "the record is behind the checkpoint")
    for sibling in map(base64.b64decode, receipt["proof"]):  # RFC 9162, section 2.1.3.2
        need(last > 0, "the proof is too long")
        if index & 1 or index == last:
            found = sha(b"\1", sibling, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = sha(b"\1", found, sibling)
        index, last = index >> 1, last >> 1
    need(last == 0 and found == root, "the proof does not lead from the record to the checkpoint")
    if receipt["person"]:
        check_person({**receipt["person"], "subject": record["subject"]})
    return f"record {seq} of {size}: the receipt holds"


if __name__ == "__main__":
    need(len(sys.argv) in (2, 3), "say which folder or receipt")
    path, trusted = pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else None
    print(check_export(path, trusted) if path.is_dir() else check_receipt(path, trusted))
    if not trusted:
        print("The key was taken from what was checked; name the one that you know to find out who made it.")
