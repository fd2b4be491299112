#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`compare`: does the leaf of A verify under the anchors of B? Against `openssl verify`.

Every chain of testdata/compare against every bundle there, in both places. MTLSCHAIN names the
binary.
"""
import json
import sys

import binary
from openssl_verdict import openssl_verdict  # found by way of binary

FOLDER = binary.ROOT / "testdata/compare"
AT = "2026-06-01T00:00:00Z"
LEAF_EXPIRED = "10 0"  # which compare tells apart: the question is about trust
NOT_LEAF_FIRST = {"chain-in-disorder"}


def answer(direction):
    """The answer for the one leaf of a direction."""
    (trust,) = [trust for trust in direction["trusts"] if trust["is_leaf"]]
    return trust["answer"]


def compare(a, b):
    """What the binary says of two files."""
    done = binary.run("compare", FOLDER / f"{a}.pem", FOLDER / f"{b}.pem", "--at", AT, "-o", "json")
    if done.code not in (0, 1):
        raise binary.NoReport(f"exit {done.code}: {done.err[:300]!r}")
    return json.loads(done.out)


def wrong_with(chain, bundle):
    """What is said otherwise than by openssl verify."""
    said = openssl_verdict(FOLDER, {"at": AT}, f"{chain}.pem", f"{bundle}.pem")
    expected = "yes" if said in ("0", LEAF_EXPIRED) else "no"
    answers = [answer(compare(chain, bundle)["a_under_b"]),
               answer(compare(bundle, chain)["b_under_a"])]
    if answers != [expected] * 2:
        yield f"{answers} where openssl says {said}"


def main():
    binary.require()
    names = sorted(path.stem for path in FOLDER.glob("*.pem"))
    chains = [name for name in names if name.startswith("chain") and name not in NOT_LEAF_FIRST]
    bundles = [name for name in names if not name.startswith("chain")]
    return binary.conclude([(f"{chain} under {bundle}", list(wrong_with(chain, bundle)))
                            for chain in chains for bundle in bundles])


if __name__ == "__main__":
    sys.exit(main())
