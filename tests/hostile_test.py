#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files that are hostile, broken or simply the wrong ones, given to the built binary.

Each has to end with the right exit code, in bounded time and memory, with a message that names the
file and, where there is one, the line; and nothing of a private key is ever printed.
"""
import base64
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

import binary
import fixtures_der as der  # found by way of binary

HEALTHY = binary.CASES / "healthy-sidecar"
KEY = binary.ROOT / "testdata/keys/leaf.pem"
AT = "2026-06-01T00:00:00Z"
SECONDS, PEAK_KIB = 2.0, 64 * 1024
DOCUMENT_PEAK_KIB = 128 * 1024  # 400,000 values
BEGIN, END = b"-----BEGIN CERTIFICATE-----\n", b"-----END CERTIFICATE-----\n"
GOOD = (HEALTHY / "root-cert.pem").read_bytes()
SMALL = der.pem(der.blocks((binary.CASES / "chain-too-long/presented.pem").read_bytes())[1]).encode()


def repeated(path, piece, times):
    """Writes in pieces: a parent that has grown counts for the child's peak memory."""
    with path.open("wb") as file:
        for _ in range(times):
            file.write(piece)


def block(content):
    return BEGIN + base64.encodebytes(content) + END


def feed_pipe(path, content):
    """A named pipe with a writer."""
    os.mkfifo(path)
    threading.Thread(target=lambda: path.write_bytes(content), daemon=True).start()


def look_alikes(path):
    """A leaf and thousands of different certificates with its issuer's name, none the right one."""
    case = binary.CASES / "look-alikes-only/presented.pem"
    leaf, issuer, *_ = der.blocks(case.read_bytes())
    with path.open("w") as file:
        file.write(der.pem(leaf))
        for number in range(3000):
            file.write(der.pem(der.patch(issuer, f"serial {number + 0x10000000:08x}",
                                         lambda signed: bytes(256))))


# name, how to make it, exit code as --root, exit code as target, what the message has to hold
FILES = [
    ("missing", lambda path: None, 2, 2, "No such file"),
    ("empty", lambda path: path.touch(), 2, 2, "empty"),
    ("directory", lambda path: path.mkdir(), 2, 2, "(?i)directory"),
    ("private-key", lambda path: path.write_bytes(KEY.read_bytes()), 2, 2, "private key"),
    ("crl", lambda path: path.write_bytes((binary.CASES / "crl-good/ca-crl.pem").read_bytes()),
     2, 2, "CRL"),
    ("prose", lambda path: path.write_bytes(b"root certificate goes here\n"), 2, 2, ""),
    ("rubbish", lambda path: repeated(path, bytes(range(256)), 4096), 2, 2, ""),
    ("nuls", lambda path: repeated(path, bytes(4096), 256), 2, 2, ""),
    ("one-long-line", lambda path: repeated(path, b"A" * 4096, 1800), 2, 2, ""),
    ("too-large", lambda path: repeated(path, GOOD, 16000), 2, 2, "larger"),
    ("too-large-prose", lambda path: repeated(path, b"x" * 79 + b"\n", 256000), 2, 2, "larger"),
    ("endless", lambda path: path.symlink_to("/dev/zero"), 2, 2, ""),
    ("many-begins", lambda path: repeated(path, BEGIN, 290000), 2, None, ""),
    ("many-begin-prefixes", lambda path: repeated(path, b"-----BEGIN ", 700000), 2, None, ""),
    ("many-dashes", lambda path: repeated(path, b"-" * 4096, 2000), 2, 2, ""),
    ("no-end", lambda path: path.write_bytes(GOOD.replace(END, b"")), 2, None, "line 1"),
    ("bad-base64", lambda path: path.write_bytes(b"# top\n\n" + BEGIN + b"MII*=\n" + END), 2, 4,
     "line [34]"),
    ("cut-der", lambda path: path.write_bytes(der.blocks(GOOD)[0][:500]), 2, None, ""),
    ("length-bomb", lambda path: path.write_bytes(b"\x30\x84\xff\xff\xff\xff" + b"A" * 64), 2, None,
     ""),
    ("length-bomb-block", lambda path: path.write_bytes(block(b"\x30\x84\xff\xff\xff\xff")), 2, 4,
     "line 1"),
    ("nested", lambda path: path.write_bytes(block(b"\x30\x80" * 300000)), 2, 4, "line 1"),
    ("trailing-bytes", lambda path: path.write_bytes(block(der.blocks(GOOD)[0] + b"\0\0")), 2, 4,
     "line 1"),
    ("too-many-blocks", lambda path: repeated(path, SMALL, 10001), 2, None, ""),
    ("many-blocks", lambda path: repeated(path, SMALL, 9999), 1, None, ""),
    ("look-alikes", look_alikes, 1, 1, ""),
    ("many-empty-blocks", lambda path: repeated(path, BEGIN + END, 9999), 2, 4, ""),
]


def costs(run, scale, peak_kib=PEAK_KIB):
    """Processor time, not time on the clock: the machine may be busy."""
    if run.cpu_seconds > SECONDS * scale:
        yield f"took {run.cpu_seconds:.2f} s of processor time"
    if run.peak_kib > peak_kib * scale:
        yield f"took {run.peak_kib} KiB"


def complaints(run, code, words, path, peak_kib=PEAK_KIB):
    """What is wrong with one run."""
    said = run.out.decode(errors="replace") + run.err.decode(errors="replace")
    if run.code != code:
        yield f"exit {run.code}, not {code}: {said[:300]!r}"
    if code == 2 and path.name not in said:
        yield f"does not name the file: {said[:300]!r}"
    if words and not re.search(words, " ".join(said.split())):  # text is wrapped
        yield f"does not say {words!r}: {said[:300]!r}"
    yield from costs(run, binary.slowness(), peak_kib)
    if any(line in said for line in KEY.read_text().splitlines()[1:-1]):
        yield "prints a private key"


def as_root(path):
    return binary.run("verify", f"file:{HEALTHY / 'presented.pem'}", "--root", path, "--at", AT)


def as_target(path):
    return binary.run("verify", f"file:{path}", "--root", HEALTHY / "root-cert.pem", "--at", AT)


def hostile_files(folder):
    """Each file as trust anchors and as target."""
    for name, make, root_code, target_code, words in FILES:
        path = folder / f"{name}.pem"
        make(path)
        yield f"{name} as root", list(complaints(as_root(path), root_code, words, path))
        run = as_target(path)
        code = run.code if target_code is None and run.code in (0, 1, 2, 4) else target_code
        yield f"{name} as target", list(complaints(run, code, words, path))


def bounds(folder):
    """A search that meets a bound says so."""
    path = folder / "bounded.pem"
    look_alikes(path)
    yield "look-alikes are too many", list(complaints(as_target(path), 1, "stopped at its bound",
                                                      path))


def write(path, *pieces):
    """Writes (bytes, how often) one after the other, and holds none of it."""
    with path.open("wb") as file:
        for piece, times in pieces:
            for _ in range(times):
                file.write(piece)


def write_secret(path, piece, times):
    """A Secret with a private key, and a certificate whose base64 is this."""
    write(path, (b'{"apiVersion":"v1","kind":"Secret","data":{"ca-key.pem":"', 1),
          (base64.b64encode(KEY.read_bytes()), 1), (b'","ca-cert.pem":"', 1), (piece, times),
          (b'"}}', 1))


ROW = base64.b64encode(GOOD + b"\n" * (-len(GOOD) % 3))  # may be repeated: it has no padding

# name, how to make it, exit code (None: any), what the message has to hold
DOCUMENTS = [
    ("deep.json", lambda path: write(path, (b'{"configs":', 1), (b"[", 200), (b"]", 200), (b"}", 1)),
     2, "line 1: nested deeper"),
    ("deepest.json", lambda path: write(path, (b"[" * 1000, 1000)), 2, "line 1: nested deeper"),
    ("values.json", lambda path: write(path, (b"[", 1), (b"0," * 1000, 2000), (b"0]", 1)), 2,
     "more than 400000 values"),
    ("key-twice.json", lambda path: write(path, (b'{\n"a": 1,\n"a": 2}', 1)), 2, "line 3"),
    ("cut.json", lambda path: path.write_bytes(b'{"kind":"Secret","data":{"ca-cert.pem":"'), 2,
     "not valid JSON: line 1"),
    ("no-base64.json", lambda path: write_secret(path, b"%%%", 1), None, "base64"),
    ("base64-bomb.json", lambda path: write_secret(path, b"AAAA" * 1024, 1700), None, ""),
    ("pem-bomb.json", lambda path: write_secret(path, ROW, 3500), None, ""),
    ("too-large.json", lambda path: write_secret(path, b"AAAA" * 1024, 5000), 2, "larger"),
    ("alias.yaml", lambda path: write(path, (b"apiVersion: v1\na: &a [x]\nb: [*a,*a]\n", 1)), 2,
     "alias"),
    ("directives.yaml", lambda path: write(path, (b"%TAG !a! tag:x,2000:\n", 30000),
                                           (b"---\napiVersion: v1\n", 1)), 2, "begins with %"),
    ("control.yaml", lambda path: write(path, (b"apiVersion: v1\n", 1), (b"a: b\n", 19),
                                        (b"c: \x1b[31m\n", 1)), 2, "line 21"),
    ("lines.jsonl", lambda path: write(path, (b'{"schema":"mtlschain/report/1"}\n', 60000)), None,
     ""),
]


def documents(folder):
    """JSON and YAML as target, as trust anchors, and the Secrets through lint."""
    for name, make, code, words in DOCUMENTS:
        path = folder / name
        make(path)
        for role, run in (("target", as_target(path)), ("root", as_root(path)),
                          ("lint", binary.run("lint", path))):
            expected = code if code is not None and role != "lint" else run.code
            wrong = list(complaints(run, expected, words if role == "target" else "", path,
                                    DOCUMENT_PEAK_KIB))
            if run.code not in (0, 1, 2, 4):
                wrong.append(f"exit {run.code}")
            yield f"{name} as {role}", wrong


def name_bombs(folder):
    """Thousands of names in one certificate, and what it says of them."""
    config = folder / "names.cnf"
    for kind, value in (("URI", "spiffe://a/{}"), ("URI", "not a uri {}"), ("DNS", "a{}.example")):
        names = "".join(f"{kind}.{at} = {value.format(at)}\n" for at in range(20000))
        config.write_text(f"[req]\ndistinguished_name = d\n[d]\n[e]\n"
                          f"subjectAltName = @n\n[n]\n{names}")
        path = folder / "names.pem"
        subprocess.run(["openssl", "req", "-x509", "-new", "-key", KEY, "-subj", "/CN=x", "-config",
                        config, "-extensions", "e", "-out", path], check=True, capture_output=True)
        for extra in ([], ["--expect-spiffe", "spiffe://a/b"], ["--expect-host", "b.example"]):
            run = binary.run("verify", f"file:{path}", "--root", path, *extra, "-o", "json")
            wrong = list(costs(run, binary.slowness()))
            if len(run.out) > 2 << 20 or run.code not in (0, 1):
                wrong.append(f"exit {run.code}, {len(run.out)} bytes")
            yield f"{kind} {value} {extra}", wrong


def closed_descriptors(folder):
    """What the caller closed is no place for a report, and no reason to crash."""
    words = ["verify", f"file:{HEALTHY / 'presented.pem'}", "--root", HEALTHY / "root-cert.pem",
             "--at", AT]
    for closed, expected in (("<&-", 0), (">&-", 2), ("2>&-", 0), ("<&- >&- 2>&-", 2)):
        done = subprocess.run(["sh", "-c", f'exec "$@" {closed}', "sh", binary.MTLSCHAIN,
                               *map(str, words)], cwd=folder, capture_output=True, check=False)
        yield f"closed: {closed}", ([] if done.returncode == expected
                                   else [f"exit {done.returncode}: {done.stderr[:200]!r}"])


def pipes(folder):
    """Named pipes: one that delivers, one that nobody writes to."""
    path = folder / "pipe.pem"
    feed_pipe(path, GOOD)
    yield "pipe as root", list(complaints(as_root(path), 0, "", path))
    silent = folder / "silent.pem"
    os.mkfifo(silent)
    yield "silent pipe as root", list(complaints(as_root(silent), 2, "", silent))


def other_roles(folder):
    """The wrong file in the other places."""
    target = ("verify", f"file:{HEALTHY / 'presented.pem'}", "--at", AT)
    root = ("--root", HEALTHY / "root-cert.pem")
    unreadable = folder / "unreadable.pem"
    unreadable.write_bytes(GOOD)
    unreadable.chmod(0)
    if os.geteuid() != 0:
        yield "unreadable root", list(complaints(as_root(unreadable), 2, "denied", unreadable))
    for option in ("--chain", "--ca", "--crl"):
        run = binary.run(*target, *root, option, KEY)
        yield f"private key as {option}", list(complaints(run, 2, "", KEY))
    beside = folder / "beside.pem"
    beside.write_bytes(GOOD + KEY.read_bytes() + BEGIN + b"!!!!\n" + END)
    run = binary.run(*target, "--root", beside)
    line = (GOOD + KEY.read_bytes()).count(b"\n") + 1
    yield "one bad block beside a good one", list(complaints(run, 0, f"line {line}", beside))
    run = binary.run("verify", "-", *root, "--at", AT, data=KEY.read_bytes())
    yield "private key on standard input", list(complaints(run, 2, "private key", pathlib.Path("")))


def foreign_names(folder):
    """Certificates with hostile names through every command and form."""
    long = folder / "long.pem"
    subject = "/unstructuredName=" + "A\x1b[2J\u202e" * 12000 + "/CN=x"
    subprocess.run(["openssl", "req", "-x509", "-new", "-utf8", "-key", KEY, "-subj", subject,
                    "-out", long], check=True, capture_output=True)
    odd = [binary.CASES / name / "presented.pem" for name in
           ("odd-control-characters", "odd-bidi", "odd-utf8", "odd-long-name")]
    for path in [*odd, long]:
        for command in ("verify", "show"):
            for form in ("text", "s_client", "json", "jsonl"):
                extra = (["--root", HEALTHY / "root-cert.pem", "--at", AT]
                         if command == "verify" else [])
                run = binary.run(command, f"file:{path}", "-o", form, *extra)
                yield (f"{command} -o {form} {path.parent.name}/{path.name}",
                       list(unclean(run, form, path)))
    escape = folder / "a\x1b[31m\u202e\n.pem"
    run = as_root(escape)
    yield "escape sequence in a file's name", list(unclean(run, "text", escape)) + (
        [] if run.code == 2 else [f"exit {run.code}"])


def unclean(run, form, path):
    """Raw control characters, marks that turn text, JSON that is none, names that were not cut."""
    for stream in (run.out, run.err):
        text = stream.decode(errors="surrogateescape")
        for found in re.findall("[^\n\t\x20-\x7e\xa0-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
                                "|[\ud800-\udfff]", text)[:1]:
            yield f"raw character {found!a}: {text[:200]!a}"
    if form in ("json", "jsonl"):
        json.loads(run.out)
    if form == "text" and len(run.out) + len(run.err) > 16384:
        yield f"{len(run.out)} bytes of text"
    if run.code not in (0, 1, 2):
        yield f"exit {run.code}: {run.err[:200]!r}"
    yield from costs(run, binary.slowness())


def main():
    binary.require()
    results = []
    with tempfile.TemporaryDirectory() as name:
        for group in (hostile_files, bounds, documents, name_bombs, closed_descriptors, pipes,
                      other_roles, foreign_names):
            results += group(pathlib.Path(name))
    return binary.conclude(results)


if __name__ == "__main__":
    sys.exit(main())
