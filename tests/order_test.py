#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No order in any input makes two runs of the binary differ.

Each case folder is judged as it is, then with the certificates of its files and behind its leaf
shuffled, and with the options in another order. The same options in another order give the same
bytes; shuffled files the same verdict, errors and path. MTLSCHAIN names the binary.
"""
import concurrent.futures
import json
import os
import pathlib
import random
import sys
import tempfile

import binary
import fixtures_der as der  # found by way of binary
from oracle_test import PLUGGED, read_case

SHUFFLES = 3
SHUFFLED = ("root-cert.pem", "cert-chain.pem")


def options(folder, case):
    """The options of one folder, each with its value."""
    pairs = [(option, str(folder / file)) for file, option in PLUGGED.items()
             if (folder / file).exists()]
    return pairs + [("--at", case["at"]), ("--purpose", case.get("purpose", "server"))]


def run(folder, pairs):
    """What the binary writes to standard output, without the time of the look."""
    words = [word for pair in pairs for word in pair]
    done = binary.run("verify", f"file:{folder / 'presented.pem'}", *words, "-o", "json")
    report = json.loads(done.out)
    for each in report["reports"]:
        del each["observed_at"]
    return done.code, report


def essence(outcome):
    """What no order may change."""
    code, document = outcome
    report = document["reports"][0]
    errors = sorted({row["code"] for row in report["findings"] if row["severity"] == "error"})
    return code, report["headline"], errors, [step["sha256"] for step in report["path"]]


def shuffle(folder, into, randomness):
    """A copy of the folder whose certificates stand in another order; the leaf stays first."""
    into.mkdir()
    for path in folder.iterdir():
        blocks = der.blocks(path.read_bytes()) if path.suffix == ".pem" else []
        kept = 1 if path.name == "presented.pem" else 0
        if kept or path.name in SHUFFLED:
            rest = blocks[kept:]
            randomness.shuffle(rest)
            (into / path.name).write_text("".join(map(der.pem, blocks[:kept] + rest)))
        else:
            (into / path.name).write_bytes(path.read_bytes())
    return into


def differences(folder, top):
    """What differs from the folder as it is."""
    case, randomness = read_case(folder), random.Random(folder.name)
    pairs = options(folder, case)
    straight = run(folder, pairs)
    if run(folder, pairs[::-1]) != straight:
        yield "other output where the options stand in another order"
    for number in range(SHUFFLES):
        other = shuffle(folder, top / f"{folder.name}-{number}", randomness)
        turned = essence(run(other, options(other, case)))
        if turned != essence(straight):
            yield f"{turned} instead of {essence(straight)}"


def main():
    folders = sorted(path.parent for path in binary.CASES.glob("*/case.txt"))
    binary.require()
    with tempfile.TemporaryDirectory() as name, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        top = pathlib.Path(name)
        return binary.conclude(list(pool.map(
            lambda folder: (folder.name, list(differences(folder, top))), folders)))


if __name__ == "__main__":
    sys.exit(main())
