#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes testdata/cases from testdata/fixtures.conf with the openssl command.

fixtures.py           makes every folder; what did not change in content keeps its bytes
fixtures.py --check   makes them in a temporary folder and compares: exit 1 where they differ
"""
import argparse
import datetime
import fnmatch
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import fixtures_der as der
from fixtures_forge import Forge, Spec

TESTDATA = pathlib.Path(__file__).resolve().parent.parent / "testdata"
FILES = {"presented": "presented.pem", "root": "root-cert.pem", "chain": "cert-chain.pem",
         "ca": "ca-cert.pem", "crl": "ca-crl.pem"}
PURPOSE = {"server": "sslserver", "client": "sslclient", "any": "any"}
# The lines of case.txt that are copied from the declaration, around the recorded openssl line.
EXPECTED = ["at", "purpose", "spiffe", "trust-domain", "host", "min-remaining"]
STATED = ["verdict", "headline", "findings", "sequence", "differs"]


def stock_verdict(folder, case):
    """Number and depth of the first error line of `openssl verify` on a folder, as text."""
    presented = [der.pem(block) for block in der.blocks((folder / "presented.pem").read_bytes())]
    at = datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00"))
    with tempfile.TemporaryDirectory() as name:
        leaf, rest = pathlib.Path(name, "leaf.pem"), pathlib.Path(name, "rest.pem")
        leaf.write_text(presented[0])
        rest.write_text("".join(presented[1:]))
        words = ["openssl", "verify", "-attime", str(int(at.timestamp())),
                 "-purpose", PURPOSE[case.get("purpose", "server")],
                 "-trusted", folder / "root-cert.pem", "-partial_chain"]
        if presented[1:]:
            words += ["-untrusted", rest]
        if (folder / "ca-crl.pem").exists():
            words += ["-crl_check_all", "-CRLfile", folder / "ca-crl.pem"]
        elif case.get("crl"):
            words += ["-crl_check_all"]
        done = subprocess.run([*words, leaf], capture_output=True, text=True, errors="replace")
    error = re.search(r"^error (\d+) at (\d+) depth lookup", done.stderr, re.M)
    if not error and done.returncode:
        return "unreadable"
    return f"{error[1]} {error[2]}" if error else "0"


def make_case(spec, forge, name, cases):
    """One folder: the bundles, and case.txt with what openssl says of them."""
    case, folder = spec.entry("case", name), cases / name
    folder.mkdir(parents=True)
    for field, file in FILES.items():
        if field in case:
            make = forge.crl if field == "crl" else forge.certificate
            words = [found for word in case[field].split()
                     for found in expand(word, spec.names("crl" if field == "crl" else "cert"))]
            (folder / file).write_bytes(b"".join(make(word).read_bytes() for word in words))
    recorded = {"openssl": stock_verdict(folder, case)}
    lines = [f"# {' '.join(case['about'].split())}"]
    lines += [f"{field}: {case[field]}" for field in EXPECTED if field in case]
    lines += ["crl: yes"] if "crl" in case else []
    lines += [f"{field}: {value}" for field in STATED[:3] + ["openssl"] + STATED[3:]
              if (value := {**case, **recorded}.get(field))]
    (folder / "case.txt").write_text("\n".join(lines) + "\n")


def expand(word, names):
    """look-alike-* stands for every declared name that it matches."""
    return sorted(fnmatch.filter(names, word)) if "*" in word else [word]


def content(path):
    """What has to be equal from one run to the next."""
    data = path.read_bytes()
    if path.suffix == ".pem":
        return [der.comparable(block) for block in der.blocks(data)]
    return data


def differences(made, kept):
    """Paths below both folders whose content differs, or that only one of them has."""
    paths = {path.relative_to(top) for top in (made, kept) for path in top.rglob("*.*")}
    for path in sorted(paths):
        if not ((made / path).exists() and (kept / path).exists()) \
                or content(made / path) != content(kept / path):
            yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    spec, kept = Spec(TESTDATA / "fixtures.conf"), TESTDATA / "cases"
    with tempfile.TemporaryDirectory() as name:
        work, made = pathlib.Path(name, "work"), pathlib.Path(name, "cases")
        work.mkdir()
        forge = Forge(spec, TESTDATA / "keys", work)
        for case in spec.names("case"):
            make_case(spec, forge, case, made)
        changed = list(differences(made, kept))
        for path in changed:
            print(f"{'differs' if check else 'made'}: {path}")
            if not check:
                update(made / path, kept / path)
    print(f"{len(spec.names('case'))} cases, {len(changed)} files differ")
    return 1 if check and changed else 0


def update(made, kept):
    """Takes over one file, or its absence."""
    kept.unlink(missing_ok=True)
    if made.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, kept)
    elif kept.parent.exists() and not any(kept.parent.iterdir()):
        kept.parent.rmdir()


if __name__ == "__main__":
    sys.exit(main())
