#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a core of mtlschain would show of private keys, read from the memory of a living process.

Looked at are a client key while a handshake waits, keys in files that only trust is taken from,
and keys in what was judged offline, where the output has no reader. Allowed is nothing but what the
one key object in use is made of.
"""
import base64
import contextlib
import dataclasses
import fcntl
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

import binary

PIECE = 16  # bytes of a number, characters of a line: as much as that is there only by the key
SECONDS = 20
NOBODY = 65534
# libcrypto's object has each number twice, low words first: as it was read, and as its provider
# works with it.
IN_USE = 2
KEYS = {"rsa": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "ec": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"]}
NUMBERS = {"rsa": ["privateExponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"],
           "ec": ["priv"]}


@dataclasses.dataclass
class Key:
    """A fresh key with its own certificate, and the numbers in it, high byte first."""
    pem: bytes
    certificate: bytes
    numbers: dict
    public: bytes


def openssl(*words, data=None):
    done = subprocess.run(["openssl", *map(str, words)], input=data, check=True,
                          capture_output=True)
    return done.stdout


def number(text, name):
    """One number of what `openssl pkey -text` prints."""
    found = re.search(rf"^{name}:.*\n((?: +[0-9a-f:]+\n)+)", text, re.M)
    return bytes.fromhex(re.sub(r"[\s:]", "", found[1])).lstrip(b"\0")


def make_key(folder, kind):
    path = folder / f"{kind}-key.pem"
    path.write_bytes(openssl("genpkey", "-algorithm", *KEYS[kind]))
    text = openssl("pkey", "-in", path, "-text", "-noout").decode()
    certificate = openssl("req", "-x509", "-new", "-key", path, "-subj", "/O=core test", "-days",
                          "2", "-addext", "keyUsage=critical,digitalSignature,keyCertSign")
    return Key(path.read_bytes(), certificate,
               {name: number(text, name) for name in NUMBERS[kind]},
               number(text, "modulus" if kind == "rsa" else "pub"))


def pieces(text):
    return {text[at:at + PIECE] for at in range(0, len(text) - PIECE + 1, PIECE)}


def texts_of(key):
    """The key as text: its lines, and the whole in base64, as a Secret has it, at each shift."""
    lines = key.pem.splitlines()[1:-1]
    texts = set().union(*map(pieces, lines))
    for shift in range(3):
        inside = base64.b64encode(b"\n" * shift + key.pem)
        begin = len(base64.b64encode(b"\n" * shift + key.pem.splitlines()[0]))
        texts |= pieces(inside[begin + 4:-44])
    return texts


def memory_of(pid):
    """All memory that a process may have written."""
    blocks = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            where, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            begin, end = (int(word, 16) for word in where.split("-"))
            memory.seek(begin)
            blocks.append(memory.read(end - begin))
    return b"\0".join(blocks)


def traces(memory, key, in_use):
    """What is there of a key, beyond the object in use."""
    if key.public[:PIECE] not in memory and key.public[::-1][:PIECE] not in memory:
        yield "the search finds not even the public key"
    there = sum(text in memory for text in texts_of(key))
    if there:
        yield f"{there} pieces of its text"
    for name, value in key.numbers.items():
        big = max(memory.count(piece) for piece in pieces(value))
        little = max(memory.count(piece) for piece in pieces(value[::-1]))
        if big or little > (IN_USE if in_use else 0):
            yield f"{name}: {big} times as in a file, {little} times as a number"


def wait_asleep(child):
    """Waits until the process has nothing to do but wait."""
    before, calm = None, 0
    for _ in range(int(SECONDS / 0.1)):
        with open(f"/proc/{child.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        calm = calm + 1 if (fields[0], fields[11:13]) == before and fields[0] == "S" else 0
        if calm == 3:
            return
        before = fields[0], fields[11:13]
        time.sleep(0.1)
    raise TimeoutError("it does not come to rest")


@contextlib.contextmanager
def running(*words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, user=None):
    child = subprocess.Popen([binary.MTLSCHAIN, *map(str, words)], env=binary.environment(),
                             stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, user=user)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@contextlib.contextmanager
def in_handshake(*words, user=None):
    """The process while its peer has the ClientHello and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(SECONDS)
        port = server.getsockname()[1]
        with running(words[0], f"127.0.0.1:{port}", *words[1:], "--timeout", "60s",
                     user=user) as child:
            with server.accept()[0] as peer:
                peer.settimeout(SECONDS)
                peer.recv(1)
                wait_asleep(child)
                yield child


def full_pipe():
    """A pipe into which not one byte more goes."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.write(writer, bytes(fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ)))
    return reader, writer


@contextlib.contextmanager
def at_output(*words, data=b""):
    """The process when all is judged, and nobody reads its report."""
    reader, writer = full_pipe()
    with tempfile.TemporaryFile() as stdin:
        stdin.write(data)
        stdin.seek(0)
        with running(*words, stdin=stdin, stdout=writer) as child:
            wait_asleep(child)
            yield child
    os.close(reader)
    os.close(writer)


def secret(key, form):
    """A Secret as kubectl prints it, or as people write it."""
    files = {"ca-cert.pem": key.certificate, "ca-key.pem": key.pem,
             "root-cert.pem": key.certificate, "cert-chain.pem": key.certificate}
    if form == "text":
        block = "".join(f"  {name}: |\n" + "".join(f"    {line}\n" for line in
                                                    text.decode().splitlines())
                        for name, text in files.items())
        return f"apiVersion: v1\nkind: Secret\nstringData:\n{block}".encode()
    data = {name: base64.b64encode(text).decode() for name, text in files.items()}
    if form == "json":
        return json.dumps({"apiVersion": "v1", "kind": "Secret", "data": data}, indent=4).encode()
    return ("apiVersion: v1\nkind: Secret\ndata:\n"
            + "".join(f"  {name}: {text}\n" for name, text in data.items())).encode()


def dump(key):
    """An Envoy dump that was not redacted."""
    source = {name: {"inline_bytes": base64.b64encode(text).decode()} for name, text in
              (("certificate_chain", key.certificate), ("private_key", key.pem))}
    entry = {"name": "default", "secret": {"name": "default", "tls_certificate": source}}
    return json.dumps({"dynamic_active_secrets": [entry]}).encode()


def folder_of(folder, kind, key):
    """The files of a key: alone, in a directory of plugged files, and among others."""
    place = folder / kind
    place.mkdir()
    for name, content in (("ca-key.pem", key.pem), ("ca-cert.pem", key.certificate),
                          ("root-cert.pem", key.certificate), ("cert-chain.pem", key.certificate),
                          ("both.pem", key.certificate + key.pem),
                          ("secret.json", secret(key, "json")),
                          ("secret.yaml", secret(key, "yaml")),
                          ("secret-text.yaml", secret(key, "text")), ("dump.json", dump(key))):
        (place / name).write_bytes(content)
        (place / name).chmod(0o600)
    return place


def moments(place):
    """Name, whether the key is in use, the process at that moment."""
    root, key = place / "root-cert.pem", place / "ca-key.pem"
    yield "client key in a handshake", True, in_handshake("show", "--cert", root, "--key", key)
    yield ("client key from one file with its certificate", True,
           in_handshake("show", "--cert", place / "both.pem", "--key", place / "both.pem"))
    for name in ("both.pem", "secret.json", "secret.yaml", "secret-text.yaml"):
        yield (f"{name} as root in a handshake", False,
               in_handshake("verify", "--root", place / name))
    yield ("dump as first target, then a handshake", False,
           in_handshake("verify", f"file:{place / 'dump.json'}", "--root", root))
    yield "lint of a directory", False, at_output("lint", place)
    for name in ("secret.json", "secret.yaml", "secret-text.yaml"):
        yield f"lint of {name}", False, at_output("lint", "-", data=(place / name).read_bytes())
    for name in ("dump.json", "both.pem", "secret.json", "secret.yaml", "secret-text.yaml"):
        yield (f"verify of {name}", False, at_output("verify", "-", "--root", root,
                                                     data=(place / name).read_bytes()))
    yield "compare", False, at_output("compare", place / "secret.json", place / "both.pem")


def memories(folder):
    """No key but the one in use is in memory, at any of the moments."""
    for kind in KEYS:
        key = make_key(folder, kind)
        place = folder_of(folder, kind, key)
        for name, in_use, moment in moments(place):
            with moment as child:
                memory = memory_of(child.pid)
            yield f"{kind}: {name}", list(traces(memory, key, in_use))


def dumpable(child):
    """The kernel gives the files of a process that may not be dumped to root."""
    return os.stat(f"/proc/{child.pid}/mem").st_uid == NOBODY


def dumps(folder):
    """Whose memory its user may read: with a key nobody's, without one as ever."""
    place = folder_of(folder, "dumps", make_key(folder, "ec"))
    for path in (folder, place, *place.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    root, key = place / "root-cert.pem", place / "ca-key.pem"
    for name, words, expected in (
            ("with a client key", ("show", "--cert", root, "--key", key), False),
            ("without a key", ("show",), True),
            ("with a root from a Secret", ("verify", "--root", place / "secret.json"), True)):
        with in_handshake(*words, user=NOBODY) as child:
            said = dumpable(child)
        yield f"dumpable {name}", [] if said == expected else [f"{said}, not {expected}"]


def notes(folder):
    """Who else may read a key file is said, of --key and of what is linted; --quiet is quiet."""
    place = folder_of(folder, "notes", make_key(folder, "ec"))
    key = place / "ca-key.pem"
    for words in (("show", "127.0.0.1:1", "--cert", place / "root-cert.pem", "--key", key),
                  ("lint", place), ("lint", "--ca", place / "ca-cert.pem", "--ca-key", key)):
        for mode, extra, expected in ((0o600, [], False), (0o640, [], True), (0o604, [], True),
                                      (0o604, ["-q"], False)):
            key.chmod(mode)
            run = binary.run(*words, *extra)
            note = (f"mtlschain: note: {key} holds a private key, and others than its owner may "
                    f"read it (mode {mode:04o})\n")
            said = note.encode() in run.err
            yield (f"{words[0]} {words[1]} with a key of mode {mode:o} {extra}",
                   [] if said == expected else [f"{run.err!r}"])


def main():
    binary.require()
    if os.geteuid() != 0:
        print("SKIPPED core_test: only root can read the memory of another process")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if binary.slowness() == 1:  # a sanitizer keeps what was freed as it was
            results += memories(folder)
        results += [*dumps(folder), *notes(folder)]
    return binary.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
