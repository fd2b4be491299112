#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the seeds of each fuzz target into FOLDER/TARGET, taken out of testdata.

usage: fuzz_seeds.py FOLDER
"""
import base64
import json
import pathlib
import shutil
import sys

import fixtures_der as der

TESTDATA = pathlib.Path(__file__).resolve().parent.parent / "testdata"
IDS = ["spiffe://cluster.local/ns/istio-demo/sa/httpbin", "spiffe://td", "spiffe://a.b_c-1/x/*/y",
       "cluster.local", "spiffe://td/..", "spiffe://td/a//b", "spiffe://td/%41", "spiffe://td:1/a",
       "spiffe://" + "t" * 255 + "/" + "p" * 1700]
TARGETS = ["httpbin.istio-demo:8000", "[::1]:15012", "[fe80::1%eth0]:443", "unix:/run/sock",
           "unix:@abstract", "file:/tmp/chain.pem", "-", "10.0.0.7:65535", "host", ":1", "a:0"]
# Scripts of tests/fuzz/server/scripted_server.hpp: healthy servers first, then such as have only the
# public chain, then such as send what nobody asked for.
CONVERSATIONS = [
    "SAECrstVroFo", "SBECefgVeoFo", "SBYLCrstVroFoWT", "+SAEQCrstVroFoWT", "SAJECrstVroFoJU1Px",
    "SECrstKroDWYFo", "SFCrstKroQDWYFo", "SGCefgKeoDWYFo", "SRCrstDWYFo", "+SSCrstQDWYFoH",
    "SAEQCrstA2(", "+SAEQCrstA2t", "SAEQCrstA1p", "SAECrstVxoFo", "SAEQCrstVrgFoA20",
    "SAECrstFo", "SAECxrstVxoFo", "SAECrxVxoFo", "SAECqVroFo", "SAECz0VroFo", "SAEC",
    "SRCrstQDA2(", "SRCrstQDWA2*", "GSRCrstDWYFo", "SECrstKxoDWYFo", "SECrstQDA2(", "SECrstKruDWYFo",
    "SRCrstQDWYFwA2(", "SRCxDWYFo", "HSAHECrstVroFoU0H", "SAECrstCxVxoFo", "SAECrstVro!FoIFo",
    "SAECrst~@\1VroFo", "SAECrst^@\1VroFo", "/\x10SAECrstVroFo", "M\x02\x04\x03\x03ssSAE",
    "SAEN\x16\x04\x0b\0\0\0", "R\x15\x02\x02\x28", "BzHTTP/1.1 400 Bad Request\r\n\r\n", "A2x"]
MOMENTS = ["2026-11-23T10:00:00Z", "2026-11-23 10:00:00", "2026-11-23", "1700000000", "@1700000000",
           "500ms", "1m30s", "7d", "2h", "5", "-1s", "1.5s", "99999999999999999999d"]


def vector(length_bytes, content):
    return len(content).to_bytes(length_bytes, "big") + content


def messages(blocks):
    """The body of the Certificate message of TLS 1.3 and of TLS 1.2."""
    yield vector(1, b"") + vector(3, b"".join(vector(3, block) + vector(2, b"") for block in blocks))
    yield vector(3, b"".join(vector(3, block) for block in blocks))


def report(block):
    """A report of ours, cut down to what is read again."""
    seen = {"handshake": {"completed": True, "version": "TLSv1.3", "alpn_offered": ["istio"]},
            "client_certificate": {"requested": True, "outcome": "refused"},
            "alerts": [{"received": True, "number": 116}], "elapsed_ms": 1.5, "remarks": ["seen"],
            "failure": {"stage": "handshake", "kind": "alert", "message": "m", "hint": "h"}}
    return json.dumps({"schema": "mtlschain/report/1", "reports": [
        {"target": "httpbin:8000", "observed_at": "2026-06-01T00:00:00Z", "observation": seen,
         "unparsed": [{"position": 1, "line": 9, "reason": "r"}],
         "presented": [{"pem": der.pem(block)}]}]}).encode()


def section(name, content):
    """One file of an input that holds several (tests/fuzz/sections.hpp)."""
    return f"%% {name}\n".encode() + content


def folder(path):
    """The plugged files of a folder of testdata/lint."""
    return b"".join(section(file.name, file.read_bytes()) for file in sorted(path.iterdir())
                    if file.name != "case.txt")


def secret(path):
    """The same as a Secret."""
    data = {file.name: base64.b64encode(file.read_bytes()).decode()
            for file in sorted(path.iterdir()) if file.name != "case.txt"}
    return json.dumps({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cacerts"},
                       "data": data}).encode()


def keys():
    """Private keys as they are, and as DER behind the number of their label."""
    labels = {b"PRIVATE KEY": b"\0", b"RSA PRIVATE KEY": b"\1", b"EC PRIVATE KEY": b"\2",
              b"ENCRYPTED PRIVATE KEY": b"\3"}
    for path in sorted([*TESTDATA.glob("keys/*.pem"), *TESTDATA.glob("lint/*/ca-key.pem")]):
        name, text = f"{path.parent.name}-{path.name}", path.read_bytes()
        yield name, text
        for label, body in der.BLOCK.findall(text):
            yield f"{name}-der", labels.get(label, b"\0") + base64.b64decode(body)


def pairs():
    """Two sides, next to each other by name."""
    sides = [(path.stem, path.read_bytes()) for path in sorted(TESTDATA.glob("compare/*.pem"))]
    for (a, first), (b, second) in zip(sides, sides[1:] + sides[:1]):
        yield f"{a}-{b}", section(a, first) + section(b, second)


def words(texts):
    return {f"{number}": text.encode() for number, text in enumerate(texts)}


def seeds():
    """Target: name: bytes."""
    chains = {path.parent.name: path.read_bytes()
              for path in sorted(TESTDATA.glob("cases/*/presented.pem"))}
    blocks = {name: der.blocks(pem) for name, pem in chains.items()}
    transcripts = {path.name: path.read_bytes()
                   for path in sorted(TESTDATA.glob("transcripts/*.txt"))}
    crls = {f"crl-{path.parent.name}": path.read_bytes()
            for path in sorted(TESTDATA.glob("cases/*/ca-crl.pem"))}
    documents = {f"{path.parent.name}-{path.name}": path.read_bytes()
                 for folder in ("documents", "templates")
                 for path in sorted((TESTDATA / folder).iterdir())}
    lint_folders = [path for path in sorted((TESTDATA / "lint").iterdir()) if path.is_dir()]
    return {
        "document": {**documents, "report.json": report(blocks["healthy-sidecar"][0])},
        "trust_bundle": {"bundle.jwks": documents["documents-bundle.jwks"]},
        "material": {**chains, **transcripts, **crls,
                     **{f"der-{name}": parts[0] for name, parts in blocks.items() if parts}},
        "certificate": {name: b"".join(parts) for name, parts in blocks.items()},
        "certificate_message": {f"{name}-{version}": body for name, parts in blocks.items()
                                for version, body in enumerate(messages(parts))},
        "crl": {name: b"".join(der.blocks(text)) for name, text in crls.items()},
        "private_key": dict(keys()),
        "lint_secret": {path.name: secret(path) for path in lint_folders},
        "lint_directory": {path.name: folder(path) for path in lint_folders},
        "compare": dict(pairs()),
        "target_list": {"list": "\n".join(["# targets", "", *TARGETS[:8]]).encode()},
        "spiffe_id": words(IDS),
        "target": words(TARGETS),
        "moment": words(MOMENTS),
        "conversation": words(CONVERSATIONS),
    }


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for target, inputs in seeds().items():
        folder = pathlib.Path(sys.argv[1]) / target
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in inputs.items():
            (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
