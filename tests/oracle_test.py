#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every folder of testdata/cases against the openssl command, then mtlschain against both.

The record (`openssl:` in case.txt) has to be what `openssl verify` says today. mtlschain has to
reach the stated verdict, and to report openssl's number and depth; where its verdict is another one
than openssl's, the folder says why (`differs:`), and a reason without a difference fails too.
MTLSCHAIN names the binary; without one only the record is compared.
"""
import concurrent.futures
import json
import os
import sys

import binary
from openssl_verdict import openssl_verdict  # found by way of binary

OPTIONS = {"at": "--at", "purpose": "--purpose", "spiffe": "--expect-spiffe", "host": "--expect-host",
           "trust-domain": "--trust-domain", "min-remaining": "--min-remaining"}
PLUGGED = {"root-cert.pem": "--root", "cert-chain.pem": "--chain", "ca-cert.pem": "--ca",
           "ca-crl.pem": "--crl"}
EXIT = {"verified": 0, "rejected": 1}


def read_case(folder):
    """The `key: value` lines of case.txt."""
    lines = (folder / "case.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def report(folder, case):
    """mtlschain's exit code and its one report on a folder."""
    words = ["verify", f"file:{folder / 'presented.pem'}", "-o", "json"]
    for file, option in PLUGGED.items():
        if (folder / file).exists():
            words += [option, folder / file]
    for key, option in OPTIONS.items():
        if key in case:
            words += [option, case[key]]
    done = binary.run(*words)
    if done.code not in EXIT.values():
        raise RuntimeError(f"exit {done.code}: {done.err.decode(errors='replace')[:300]}")
    return done.code, json.loads(done.out)["reports"][0]


def disagreements(folder, case):
    """What mtlschain says otherwise than case.txt, as sentences."""
    code, said = report(folder, case)
    first = said["openssl"][0] if said["openssl"] else None
    got = {"verdict": said["verdict"], "sequence": said["sequence"], "headline": said["headline"],
           "openssl": f"{first['number']} {first['depth']}" if first else "0"}
    for key, value in got.items():
        if key in case and case[key] != value:
            yield f"{key} is {value}, not {case[key]}"
    if code != EXIT[said["verdict"]]:
        yield f"exit code {code} with verdict {said['verdict']}"
    differs = (got["verdict"] == "verified") != (case["openssl"] == "0")
    if differs and "differs" not in case:
        yield f"verdict {got['verdict']} where openssl says {case['openssl']}"
    if "differs" in case and not differs:
        yield f"differs: {case['differs']}: but the verdict is openssl's"


def check(folder):
    """All that is wrong with one folder."""
    case = read_case(folder)
    said = openssl_verdict(folder, case)
    wrong = [] if said == case["openssl"] else [f"openssl verify says {said}, not {case['openssl']}"]
    if binary.available():
        try:
            wrong += disagreements(folder, case)
        except (RuntimeError, ValueError, KeyError) as error:
            wrong.append(f"{type(error).__name__}: {error}")
    return folder.name, wrong


def main():
    folders = sorted(path.parent for path in binary.CASES.glob("*/case.txt"))
    if not binary.available():
        print(f"{binary.MTLSCHAIN} is not there: only the record is compared")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return binary.conclude(list(pool.map(check, folders)))


if __name__ == "__main__":
    sys.exit(main())
