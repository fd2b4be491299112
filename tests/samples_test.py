#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Istio's own sample files: each workload under each root file at each time, as openssl verify.

For `cert-chain*.pem` the verdict on the files counts besides the path.
"""
import itertools
import sys

import binary
from openssl_verdict import openssl_verdict  # found by way of binary

SAMPLES = binary.ROOT / "testdata/istio-samples"
WORKLOADS = ["workload-foo-cert.pem", "leaf-workload-foo-cert.pem"]
ROOTS = ["root-cert.pem", "root-cert-alt.pem", "root-cert-combined.pem", "ca-cert.pem",
         "ca-cert-alt.pem", "cert-chain.pem", "cert-chain-alt.pem"]
# Inside the leaf's life; before it; behind it; behind the alternative root's.
TIMES = ["2026-06-01T00:00:00Z", "2022-06-01T00:00:00Z", "2033-06-01T00:00:00Z",
         "2034-01-01T00:00:00Z"]
# Workload, options besides the root: verdict, sequence, headline.
WITH_FILES = [
    ("workload-foo-cert.pem", ["--chain", "cert-chain.pem"], ("verified", "chain_only", None)),
    ("workload-foo-cert.pem", ["--chain", "cert-chain.pem", "--ca", "ca-cert.pem"],
     ("verified", "chain_only", None)),
    ("workload-foo-cert.pem", ["--chain", "cert-chain-alt.pem"],
     ("rejected", "foreign", "other-intermediate")),
    ("leaf-workload-foo-cert.pem", ["--ca", "ca-cert.pem"],
     ("rejected", "not_judged", "missing-intermediate")),
    ("workload-foo-cert.pem", ["--expect-spiffe", "spiffe://trust-domain-foo/ns/*/sa/foo"],
     ("verified", "not_judged", None)),
    ("workload-foo-cert.pem", ["--trust-domain", "cluster.local"],
     ("rejected", "not_judged", "wrong-trust-domain")),
]


def report(workload, root, at, *options):
    words = [SAMPLES / word if word.endswith(".pem") else word for word in options]
    return binary.report(f"file:{SAMPLES / workload}", "--root", SAMPLES / root, "--at", at, *words)


def compare(workload, root, at):
    """What mtlschain says otherwise than openssl verify."""
    expected = openssl_verdict(SAMPLES, {"at": at}, workload, root)
    said = report(workload, root, at)
    if binary.first_error(said) != expected:
        yield f"openssl is {binary.first_error(said)}, not {expected}"
    if (said["verdict"] == "verified") != (expected == "0"):
        yield f"verdict {said['verdict']} where openssl says {expected}"


def with_files(workload, options, expected):
    """What mtlschain says otherwise than the table."""
    said = report(workload, "root-cert.pem", TIMES[0], *options)
    got = (said["verdict"], said["sequence"],
           said["headline"] if said["verdict"] == "rejected" else None)
    if got != expected:
        yield f"{got}, not {expected}"


def guarded(check, *words):
    """All that a check says; a missing report is a failure too."""
    try:
        return list(check(*words))
    except binary.NoReport as error:
        return [str(error)]


def main():
    binary.require()
    results = [(" ".join(words), guarded(compare, *words))
               for words in itertools.product(WORKLOADS, ROOTS, TIMES)]
    results += [(f"{row[0]} {' '.join(row[1])}", guarded(with_files, *row)) for row in WITH_FILES]
    return binary.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
