#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes testdata/cases, compare, documents and lint from testdata/fixtures.conf and
testdata/templates with the openssl command.

fixtures.py           makes every folder; what did not change in content keeps its bytes
fixtures.py --check   makes them in a temporary folder and compares: exit 1 where they differ
"""
import argparse
import fnmatch
import pathlib
import shutil
import sys
import tempfile

import fixtures_der as der
from fixtures_documents import make_document
from fixtures_forge import Forge, Spec
from fixtures_lint import make_lint
from openssl_verdict import openssl_verdict

TESTDATA = pathlib.Path(__file__).resolve().parent.parent / "testdata"
FILES = {"presented": "presented.pem", "root": "root-cert.pem", "chain": "cert-chain.pem",
         "ca": "ca-cert.pem", "crl": "ca-crl.pem", "trusted": "trust-bundle.pem",
         "distributed": "distributed-root.pem", "tls": "tls.crt",
         "tls-root": "ca.crt", "istiod": "istiod.pem"}
# The lines of case.txt that are copied from the declaration, around the recorded openssl line.
EXPECTED = ["at", "purpose", "profile", "spiffe", "trust-domain", "host", "min-remaining", "alpn",
            "version", "proved", "request", "sent", "outcome", "alert", "failure",
            "captured", "omitted"]
CLAIMS = ["headline", "shows"]  # what is gone once it is mended
STATED = ["verdict", "headline", "findings", "shows", "mended", "sequence", "differs"]


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
    recorded = {"openssl": openssl_verdict(folder, case)}
    lines = [f"# {' '.join(case['about'].split())}"]
    lines += [f"{field}: {case[field]}" for field in EXPECTED if case.get(field)]
    lines += ["crl: yes"] if "crl" in case else []
    lines += [f"{field}: {value}" for field in STATED[:5] + ["openssl"] + STATED[5:]
              if (value := {**case, **recorded}.get(field))
             and (field != "mended" or any(case.get(claim) for claim in CLAIMS))]
    (folder / "case.txt").write_text("\n".join(lines) + "\n")


def make_bundle(spec, forge, name, folder):
    """One file of certificates, each below a comment where the declaration has one."""
    bundle = spec.entry("bundle", name)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.pem").write_bytes(b"".join(
        (bundle.get("comment", "").replace("NAME", word) + "\n").encode() * ("comment" in bundle)
        + forge.certificate(word).read_bytes() for word in bundle["certs"].split()))


def expand(word, names):
    """look-alike-* stands for every declared name that it matches."""
    return sorted(fnmatch.filter(names, word)) if "*" in word else [word]


def content(path):
    """What has to be equal from one run to the next."""
    data = path.read_bytes()
    if b"ENCRYPTED PRIVATE KEY" in data:
        return b"encrypted with a random salt"
    if path.suffix in (".pem", ".crt") and b"PRIVATE KEY" not in data:
        return [der.comparable(block) for block in der.blocks(data)], der.BLOCK.sub(b"*", data)
    return data


def differences(made, kept):
    """Paths below both folders whose content differs, or that only one of them has."""
    paths = {path.relative_to(top) for top in (made, kept) for path in top.rglob("*")
             if path.is_file()}
    for path in sorted(paths):
        if not ((made / path).exists() and (kept / path).exists()) \
                or content(made / path) != content(kept / path):
            yield path


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    spec, changed = Spec(TESTDATA / "fixtures.conf"), []
    with tempfile.TemporaryDirectory() as name:
        work, made = pathlib.Path(name, "work"), pathlib.Path(name, "made")
        work.mkdir()
        made.mkdir()
        forge = Forge(spec, TESTDATA / "keys", work)
        for case in spec.names("case"):
            make_case(spec, forge, case, made / "cases")
        for bundle in spec.names("bundle"):
            make_bundle(spec, forge, bundle, made / "compare")
        for template in sorted((TESTDATA / "templates").iterdir()):
            make_document(template, forge, made / "documents")
        for lint in spec.names("lint"):
            make_lint(spec, forge, lint, made / "lint")
        for folder in ("cases", "compare", "documents", "lint"):
            changed += [(folder, path) for path in differences(made / folder, TESTDATA / folder)]
        for folder, path in changed:
            verb = "differs" if check else "made" if (made / folder / path).exists() else "removed"
            print(f"{verb}: {folder}/{path}")
            if not check:
                update(made / folder / path, TESTDATA / folder / path)
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
