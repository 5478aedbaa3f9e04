#!/usr/bin/env python3
"""Check the register of moderation of a Parvis site, with nothing but its export and Python.

    python3 verify_register.py register.json
    python3 verify_register.py register.json --head 12:9f86d081884c7d65...
    curl -s https://.../register.json | python3 verify_register.py -

Each entry bears the hash of the one before. So whatever is changed, removed, inserted or put in
another order shows, and the head (the number and the hash of the newest entry, in the foot of the
pages and in the feed) vouches for all that came before it. Who rewrites everything up to the end
cannot rewrite the heads that others have noted: give them with --head.

Exit codes: 0 the register is sound, 1 it is not, 2 it could not be checked.
docs/register.md describes the form.
"""

import argparse
import hashlib
import json
import re
import sys

FORMAT = 1
NOTHING_BEFORE = "0" * 64


def faults(entries, consultation, head, published=()):
    """Yield what is wrong: one sentence for each place where the register does not hold."""
    hashes, expected, before = {}, 1, NOTHING_BEFORE
    for one in entries:
        one = one if isinstance(one, dict) else {}
        body, stated = one.get("body"), one.get("hash")
        problem = unreadable(body, stated, consultation, expected)
        if problem:
            yield problem
            expected, before = expected + 1, stated
            continue
        number = body["number"]
        if number > expected:
            yield f"entry {expected} is missing: entry {number} stands in its place"
        elif number < expected:
            yield f"entry {number} stands where entry {expected} belongs"
        elif body["previous"] != before:
            yield unbound(number)
        if digest(body) != stated:
            yield f"entry {number} was changed: its hash is not that of its words"
        hashes.setdefault(number, stated)
        expected, before = max(expected, number + 1), stated
    yield from wrong_end(hashes, expected - 1, *head)
    for number, noted in published:
        yield from not_published(hashes, number, noted)


def unreadable(body, stated, consultation, expected):
    """Return why an entry cannot be checked at all, None where it can."""
    values = body.values() if isinstance(body, dict) else [b""]
    sound = all(value is None or isinstance(value, (str, int, bool)) for value in values)
    if not sound or not isinstance(stated, str) or not is_number(body.get("number")):
        return f"entry {expected} cannot be read"
    number = body["number"]
    if body.get("format") != FORMAT:
        return f"entry {number} is of a form that is not known here"
    if body.get("consultation") != consultation:
        return f"entry {number} is of another consultation"
    if not isinstance(body.get("previous"), str):
        return f"entry {number} bears no hash of the entry before"
    return None


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def unbound(number):
    if number == 1:
        return "entry 1 bears the hash of something before it"
    return (
        f"entry {number - 1} is not the one to which entry {number} is bound: one of the two was "
        "changed, together with its hash"
    )


def wrong_end(hashes, last, number, stated):
    """Yield what is wrong where the register ends."""
    if number > last:
        more = f", and all that follow to entry {number}" if number > last + 1 else ""
        yield f"entry {last + 1} is missing{more}: the head says that they are there"
    elif number < last:
        yield f"entry {number + 1} stands after the head"
    elif hashes.get(last, NOTHING_BEFORE) != stated:
        yield f"entry {last} is not the one that the head names"


def not_published(hashes, number, noted):
    """Yield a fault where the register does not hold a head that somebody has noted."""
    if noted == NOTHING_BEFORE and not number:
        return
    if number is None:
        if noted not in hashes.values():
            yield f"no entry bears the published hash {noted}"
    elif number not in hashes:
        yield f"entry {number} is missing: its hash was published"
    elif hashes[number] != noted:
        yield f"entry {number} is not the one whose hash was published"


def digest(body):
    """Return the SHA-256 (FIPS 180-4) of an entry in the canonical form of RFC 8785."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def published_head(text):
    """Return (number or None, hash) of what stands behind --head."""
    found = re.fullmatch(r"(?:([0-9]{1,18}):)?([0-9A-Fa-f]{64})", text.strip())
    if not found:
        raise argparse.ArgumentTypeError("a head is a hash of 64 signs, or NUMBER:HASH")
    return (int(found[1]) if found[1] else None, found[2].lower())


def no_doubles(pairs):
    """Return an object, None where a name stands in it twice: readers would not agree what it says."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else None


def read(name):
    """Return what an export says: its consultation, its head and its entries."""
    if name == "-":
        text = sys.stdin.buffer.read()
    else:
        with open(name, "rb") as file:
            text = file.read()
    export = json.loads(text.decode("utf-8-sig"), object_pairs_hook=no_doubles)
    head = export["head"]
    if not isinstance(export["entries"], list) or not isinstance(export["consultation"], str):
        raise TypeError
    if not is_number(head["number"]) or not isinstance(head["hash"], str):
        raise TypeError
    return export["consultation"], (head["number"], head["hash"]), export["entries"]


def main():
    parser = argparse.ArgumentParser(
        description="Check the register of moderation of a Parvis site from its JSON export.",
        epilog="Exit codes: 0 the register is sound, 1 it is not, 2 it could not be checked.",
    )
    parser.add_argument("file", help="the export, or - for standard input")
    parser.add_argument(
        "--head",
        action="append",
        default=[],
        type=published_head,
        metavar="[NUMBER:]HASH",
        help="a head that was published at some time; may be given several times",
    )
    options = parser.parse_args()
    try:
        consultation, head, entries = read(options.file)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        print(f"{options.file} cannot be read as the export of a register.", file=sys.stderr)
        return 2
    found = False
    for sentence in faults(entries, consultation, head, options.head):
        found = True
        print(f"{consultation}: {sentence}")
    if not found:
        print(f"{consultation}: sound, {head[0]} entries, head {head[0]}:{head[1]}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
