# SPDX-License-Identifier: Apache-2.0
"""Folders of testdata/lint: plugged files as an administrator would put them into a secret."""
import datetime
import re
import subprocess

import fixtures_der as der
from fixtures_forge import openssl

ISTIO = {"ca": "ca-cert.pem", "chain": "cert-chain.pem", "root": "root-cert.pem",
         "crl": "ca-crl.pem", "key": "ca-key.pem"}
TLS = {"ca": "tls.crt", "root": "ca.crt", "key": "tls.key"}
STATED = ["at", "trust-domain", "verdict", "headline", "findings", "istiod", "log", "wire", "mended"]


def content(spec, forge, field, names):
    if field == "key":
        return forge.key(names).read_bytes()
    make = forge.crl if field == "crl" else forge.certificate
    return b"".join(make(name).read_bytes() for name in names.split())


def cut(path):
    """The file without its last newline."""
    path.write_bytes(path.read_bytes().rstrip(b"\n"))


def join(path):
    """END and BEGIN on one line, as `cat` of files without a last newline makes it."""
    path.write_bytes(re.sub(rb"(-----END [A-Z ]+-----)\n(-----BEGIN)", rb"\1\2", path.read_bytes()))


def blank(path):
    path.write_bytes(b"")


def junk(path):
    """What `openssl x509 -text` leaves before a block."""
    path.write_bytes(b"subject=O = Istio, CN = Root CA\n" + path.read_bytes())


def garble(path):
    """One more block that is no certificate."""
    path.write_bytes(path.read_bytes() + der.pem(b"\x30\x09" + b"\x02\x01\x01" * 3).encode())


def rubbish(path):
    path.write_bytes(b"not PEM at all\n")


def encrypt(path):
    path.write_bytes(openssl("pkcs8", "-topk8", "-in", path, "-passout", "pass:x", "-iter", "1"))


def parameters(path):
    """What `openssl ecparam -genkey` writes: EC PARAMETERS before the key."""
    key = openssl("ec", "-in", path, "-no_public")
    path.write_bytes(openssl("ecparam", "-name", "prime256v1") + key)


def traditional(path):
    path.write_bytes(openssl("rsa", "-in", path, "-traditional"))


EDITS = {edit.__name__: edit
         for edit in (cut, join, blank, junk, garble, rubbish, encrypt, parameters, traditional)}


def verify(case, files, purpose, subject):
    """Number and depth of the first error of `openssl verify`, for a certificate of the files."""
    at = int(datetime.datetime.fromisoformat(case["at"].replace("Z", "+00:00")).timestamp())
    words = ["openssl", "verify", "-attime", str(at), "-purpose", purpose, "-partial_chain",
             "-trusted", files["root"]]
    for field in ("ca", "chain"):
        if field in files and files[field].stat().st_size and files[field] != subject:
            words += ["-untrusted", files[field]]
    if "crl" in files and purpose != "any":
        words += ["-crl_check_all", "-CRLfile", files["crl"]]
    done = subprocess.run([*words, subject], capture_output=True, text=True, errors="replace")
    error = re.search(r"^error (\d+) at (\d+) depth lookup", done.stderr, re.M)
    if not error and done.returncode:
        return "unreadable"
    return f"{error[1]} {error[2]}" if error else "0"


LEAVES = {"leaf-server": ("sslserver", "URI:spiffe://cluster.local/ns/default/sa/default"),
          "leaf-client": ("sslclient", "URI:spiffe://cluster.local/ns/default/sa/default"),
          "leaf-istiod": ("sslserver", "DNS:istiod.istio-system.svc")}


def openssl_says(case, files, forge):
    """Of the signing certificate, and of leaves that are really issued under it."""
    if not {"ca", "root"} <= files.keys():
        return {}
    says = {"openssl": verify(case, files, "any", files["ca"])}
    for field, (purpose, alt_name) in LEAVES.items():
        leaf = forge.leaf_under(case["ca"].split()[0], alt_name)
        says[field] = verify(case, files, purpose, leaf)
    return says


def make_lint(spec, forge, name, top):
    """One folder, and case.txt with what openssl says of the signing certificate."""
    case, folder = spec.entry("lint", name), top / name
    folder.mkdir(parents=True)
    files = {}
    for names in {"istio": [ISTIO], "tls": [TLS], "both": [ISTIO, TLS]}[case["names"]]:
        for field, file in names.items():
            if case.get(field):
                (folder / file).write_bytes(content(spec, forge, field, case[field]))
                files[field] = folder / file
    for line in case.get("edit", "").split("\n"):
        if line:
            edit, file = line.split()
            EDITS[edit](folder / file)
    if "mark" in case:
        (folder / case["mark"]).write_bytes(b"")
    case.update(openssl_says(case, files, forge))
    lines = [f"# {' '.join(case['about'].split())}"]
    lines += [f"{field}: {case[field]}" for field in [*STATED, "openssl", *LEAVES] if case.get(field)]
    (folder / "case.txt").write_text("\n".join(lines) + "\n")
