#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every folder of testdata/cases against the openssl command, then mtlschain against both.

The record (`openssl:` in case.txt) has to be what `openssl verify` says today. mtlschain has to
reach the stated verdict, and to report openssl's number and depth; where its verdict is another one
than openssl's, the folder says why (`differs:`), and a reason without a difference fails too.
MTLSCHAIN names the binary.
"""
import concurrent.futures
import os
import sys

import binary
from openssl_verdict import openssl_verdict  # found by way of binary

OPTIONS = {"at": "--at", "purpose": "--purpose", "spiffe": "--expect-spiffe", "host": "--expect-host",
           "trust-domain": "--trust-domain", "min-remaining": "--min-remaining",
           "profile": "--profile"}
PLUGGED = {"root-cert.pem": "--root", "cert-chain.pem": "--chain", "ca-cert.pem": "--ca",
           "ca-crl.pem": "--crl"}
# What a chain in a file cannot show: without it verdict and headline may be others.
BESIDE = ("alpn", "version", "alert", "failure", "captured")


def read_case(folder):
    """The `key: value` lines of case.txt."""
    lines = (folder / "case.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if line and not line.startswith("#"))


def report(folder, case):
    """mtlschain's report on a folder."""
    words = [f"file:{folder / 'presented.pem'}"]
    if (folder / "tls.crt").exists():
        words += ["--ca-dir", folder]
    else:
        words += [word for file, option in PLUGGED.items() if (folder / file).exists()
                  for word in (option, folder / file)]
    if (folder / "istiod.pem").exists():
        words += ["--istiod", f"file:{folder / 'istiod.pem'}"]
    for key, option in OPTIONS.items():
        if key in case:
            words += [option, case[key]]
    return binary.report(*words)


def disagreements(folder, case):
    """What mtlschain says otherwise than case.txt, as sentences."""
    said = report(folder, case)
    got = {"verdict": said["verdict"], "sequence": said["sequence"], "headline": said["headline"],
           "openssl": binary.first_error(said)}
    if any(key in case for key in BESIDE):
        del got["headline"], got["verdict"]
    for key, value in got.items():
        if key in case and case[key] != value:
            yield f"{key} is {value}, not {case[key]}"
    if "verdict" not in got:
        return
    differs = (said["verdict"] == "verified") != (case["openssl"] == "0")
    if differs and "differs" not in case:
        yield f"verdict {got['verdict']} where openssl says {case['openssl']}"
    if "differs" in case and not differs:
        yield f"differs: {case['differs']}: but the verdict is openssl's"


def check(folder):
    """All that is wrong with one folder."""
    case = read_case(folder)
    said = openssl_verdict(folder, case)
    wrong = [] if said == case["openssl"] else [f"openssl verify says {said}, not {case['openssl']}"]
    try:
        wrong += disagreements(folder, case)
    except binary.NoReport as error:
        wrong.append(str(error))
    return folder.name, wrong


def main():
    folders = sorted(path.parent for path in binary.CASES.glob("*/case.txt"))
    binary.require()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return binary.conclude(list(pool.map(check, folders)))


if __name__ == "__main__":
    sys.exit(main())
