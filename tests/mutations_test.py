#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mutations of a good chain, made with the openssl command: mtlschain against openssl verify.

Number, depth and verdict have to agree. mutations_test.py [FIRST] [COUNT] [FOLDER]: other seeds
than 1 to 300; with a folder the chains stay there to be looked at.
"""
import concurrent.futures
import os
import pathlib
import sys
import tempfile

import binary
from fixtures_forge import Forge, Spec  # found by way of binary
from mutations import Mutant
from openssl_verdict import openssl_verdict

TESTDATA = binary.ROOT / "testdata"
# Seeds whose verdict is another one than openssl's on purpose; they run besides the others.
DIFFERS = {
    584: "the first intermediate of the name may not sign, its twin further behind may",
    898: "the leaf itself is plugged besides a root that is not yet valid",
}


def make(spec, seed, top):
    """The folder of one mutant, as a case folder."""
    mutant, folder, work = Mutant(spec, seed), top / str(seed), top / f"{seed}-work"
    folder.mkdir(parents=True)
    work.mkdir()
    forge = Forge(mutant, TESTDATA / "keys", work)
    for file, names in (("presented.pem", mutant.presented), ("root-cert.pem", mutant.root)):
        (folder / file).write_bytes(b"".join(forge.certificate(name).read_bytes()
                                             for name in names))
    return mutant, folder


def compare(spec, seed, top):
    """What mtlschain says otherwise than openssl verify."""
    mutant, folder = make(spec, seed, top)
    expected = openssl_verdict(folder, mutant.case)
    said = binary.report(f"file:{folder / 'presented.pem'}", "--root", folder / "root-cert.pem",
                         "--at", mutant.case["at"], "--purpose", mutant.case["purpose"])
    if binary.first_error(said) != expected:
        yield f"openssl is {binary.first_error(said)}, not {expected}"
    differs = (said["verdict"] == "verified") != (expected == "0")
    if differs and seed not in DIFFERS:
        yield (f"verdict {said['verdict']} ({said['headline']}) where openssl says {expected}: "
               f"{'; '.join(mutant.changes)}: {mutant.presented} under {mutant.root}")
    if seed in DIFFERS and not differs:
        yield f"no longer differs: {DIFFERS[seed]}"


def check(spec, seed, top):
    """All that is wrong with one seed; a missing report is a failure too."""
    try:
        return str(seed), list(compare(spec, seed, top))
    except binary.NoReport as error:
        return str(seed), [str(error)]


def main(first=1, count=300, folder=None):
    binary.require()
    spec = Spec(TESTDATA / "fixtures.conf")
    seeds = sorted({*range(int(first), int(first) + int(count)), *DIFFERS})
    with tempfile.TemporaryDirectory() as name, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        top = pathlib.Path(folder or name)
        return binary.conclude(list(pool.map(lambda seed: check(spec, seed, top), seeds)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
