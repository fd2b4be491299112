#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""mtlschain against nginx, haproxy, gnutls-serv, Go and openssl s_server, in TLS 1.2 and 1.3.

MTLSCHAIN names the binary, PEER_RUNS how often each run is repeated (default 200). Arguments name
peers; none: all. Ends with `N passed, N failed`.
"""
import collections
import concurrent.futures
import fcntl
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time

from pki import Pki
from servers import ACCEPTED, KINDS, Outcome, Server

HERE = pathlib.Path(__file__).resolve().parent
MTLSCHAIN = os.environ.get("MTLSCHAIN", str(HERE.parent.parent / "build/release/mtlschain"))
RUNS = int(os.environ.get("PEER_RUNS", "200"))
VERSIONS = {"1.2": "-tls1_2", "1.3": "-tls1_3"}
PEM = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", re.S)
GOOD = ("--cert", "client-full.pem", "--key", "client.key")
ROGUE = ("--cert", "rogue-full.pem", "--key", "rogue.key")
NO_CERTIFICATE = ()


class Wrong(Exception):
    """What a case saw and did not expect."""


def expect(what, seen, wanted):
    """Ends the case unless the two are equal."""
    if seen != wanted:
        raise Wrong(f"{what}: {seen!r}, expected {wanted!r}")


class Talk:
    """One server spoken to in one TLS version."""

    def __init__(self, pki, server, version):
        self.pki, self.server, self.version = pki, server, version

    def mtlschain(self, command, *words):
        """Runs mtlschain in the folder of the files."""
        return subprocess.run(
            [MTLSCHAIN, command, self.server.target, "--tls-min", self.version, "--tls-max",
             self.version, "--timeout", "30s", *words], cwd=self.pki.folder,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)

    def verify(self, root, *words):
        """The exit code and the one report of `verify`."""
        done = self.mtlschain("verify", "--root", root, "-o", "json", *words)
        try:
            return done.returncode, json.loads(done.stdout)["reports"][0]
        except (ValueError, LookupError) as error:
            raise Wrong(f"exit {done.returncode}, no report: {done.stderr[:300]}") from error

    def s_client(self):
        """What the reference prints."""
        return subprocess.run(
            ["openssl", "s_client", "-showcerts", VERSIONS[self.version], "-connect",
             self.server.target], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=60, check=False)


def shows_the_chain(talk):
    """`show` prints the same PEM blocks as s_client, and the same verify errors."""
    shown, reference = talk.mtlschain("show"), talk.s_client()
    wanted = [talk.pki.text(f"{name}.pem") for name in talk.server.kind.presented]
    chain = PEM.findall(shown.stdout)
    reference_chain = PEM.findall(reference.stdout)
    expect("exit code", shown.returncode, 0)
    expect("blocks", len(chain), len(reference_chain))
    expect("chain", chain, reference_chain)
    expect("chain on disk", [block.split() for block in chain],
           [PEM.search(text)[0].split() for text in wanted])
    number = re.compile(r"verify error:num=(\d+)")
    expect("verify errors", number.findall(shown.stderr), number.findall(reference.stderr))


def verifies(talk):
    """`verify` with the right root: verified, the same certificates, the version asked for."""
    code, report = talk.verify("root.pem", "--chain", "chain.pem")
    expect("exit code", (code, report["verdict"]), (0, "verified"))
    expect("chain", [block["pem"] for block in report["presented"]],
           PEM.findall(talk.s_client().stdout))
    expect("version", report["observation"]["handshake"]["version"], f"TLSv{talk.version}")


def rejects(root, headline):
    """A case: `verify` with another root names the cause."""
    def case(talk):
        code, report = talk.verify(root)
        expect("exit code", (code, report["verdict"]), (1, "rejected"))
        expect("headline", report["headline"], headline)
    return case


def tells_outcome(credential, wanted_of):
    """A case: what became of the request for a client certificate."""
    def case(talk):
        wanted = wanted_of(talk)
        code, report = talk.verify("root.pem", *credential)
        seen = report["observation"]["client_certificate"]
        expect("exit code", code, 0)
        expect("requested, sent", (seen["requested"], seen["sent"]), (True, bool(credential)))
        expect("outcome", seen["outcome"], wanted.word)
        expect("issuers", len(seen["acceptable_issuers"]), 1)
        alerts = {alert["number"] for alert in report["observation"]["alerts"]
                  if alert["received"] and alert["number"] != 0}
        if not (len(alerts) == 1 and alerts <= wanted.alerts or alerts == wanted.alerts):
            raise Wrong(f"alerts {alerts}, expected one of {set(wanted.alerts)}")
    return case


def repeats(root, credential, code):
    """A case: RUNS runs give one exit code."""
    def case(talk):
        def once(_):
            return talk.mtlschain("verify", "--root", root, *credential).returncode
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            codes = collections.Counter(pool.map(once, range(RUNS)))
        expect("exit codes", dict(codes), {code: RUNS})
    return case


def runs_the_procedure(talk):
    """The Istio procedure's own commands say the same about `show` as about s_client."""
    outputs = []
    for done in (talk.mtlschain("show"), talk.s_client()):
        with tempfile.TemporaryDirectory() as folder:
            transcript = pathlib.Path(folder, "httpbin-proxy-cert.txt")
            transcript.write_text(done.stdout, encoding="utf-8")
            piped = subprocess.run(
                [HERE / "pipeline.sh", transcript.name, talk.pki.path("int.pem"),
                 talk.pki.path("root.pem")], cwd=folder, capture_output=True, text=True,
                timeout=60, check=False)
            outputs.append((piped.returncode, piped.stdout, piped.stderr))
    for told in ("are identical", "proxy-cert-1.pem: OK"):
        if told not in outputs[1][1]:
            raise Wrong(f"the procedure itself does not say '{told}': {outputs[1]}")
    expect("the procedure's output", outputs[0], outputs[1])


def refuses_unknown_protocol(talk):
    """A server that knows no protocol `istio` ends the handshake: alert 120, exit code 4."""
    code, report = talk.verify("root.pem", "--alpn", "istio")
    expect("exit code", (code, report["verdict"]), (4, "not_observed"))
    expect("alerts", [alert["number"] for alert in report["observation"]["alerts"]], [120])


def is_looked_at_again(talk):
    """Where nobody chose a protocol, that server is looked at a second time without any."""
    code, report = talk.verify("root.pem")
    expect("exit code", (code, report["verdict"]), (0, "verified"))
    expect("offered", report["observation"]["handshake"]["alpn_offered"], [])
    expect("remarks", ["looked again without" in text
                       for text in report["observation"]["remarks"]], [True])


CASES = {
    "shows the chain of s_client": shows_the_chain,
    "verified under its root": verifies,
    "rejected under another root": rejects("foreign-root.pem", "foreign-root"),
    "rejected under a root of the same name": rejects("namesake-root.pem", "same-name-root"),
    "outcome without a client certificate": tells_outcome(
        NO_CERTIFICATE, lambda talk: talk.server.kind.none[talk.version]),
    "outcome with a good client certificate": tells_outcome(GOOD, lambda _: Outcome(ACCEPTED)),
    "outcome with a foreign client certificate": tells_outcome(
        ROGUE, lambda talk: talk.server.kind.rogue),
    "one exit code, right root": repeats("root.pem", NO_CERTIFICATE, 0),
    "one exit code, another root": repeats("foreign-root.pem", NO_CERTIFICATE, 1),
    "one exit code, client certificate": repeats("root.pem", GOOD, 0),
    "the Istio procedure": runs_the_procedure,
}
STRICT_ALPN_CASES = {"no common protocol": refuses_unknown_protocol,
                     "no protocol chosen": is_looked_at_again}


def check(talk, name, case):
    """Runs one case; whether it passed."""
    try:
        case(talk)
    except (Wrong, OSError, LookupError, subprocess.SubprocessError) as error:
        print(f"FAILED {talk.server.kind.name} TLS {talk.version}, {name}: {str(error)[:800]}", flush=True)
        return False
    return True


def check_peer(pki, kind):
    """Runs all cases on one server; whether each passed."""
    cases = {**CASES, **(STRICT_ALPN_CASES if kind.strict_alpn else {})}
    try:
        with Server(kind, pki) as server:
            return [check(Talk(pki, server, version), name, case)
                    for version in VERSIONS for name, case in cases.items()]
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        print(f"FAILED {kind.name}: {error}", flush=True)
        return [False] * len(cases) * len(VERSIONS)


def enter_own_network():
    """Starts this program again in a network namespace of its own, where that is permitted."""
    if os.environ.get("PEER_NETWORK"):
        raise_loopback()
        return
    os.environ["PEER_NETWORK"] = "own"
    permitted = subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False)
    if permitted.returncode == 0:
        os.execvp("unshare", ["unshare", "-n", sys.executable, __file__, *sys.argv[1:]])


def raise_loopback():
    """`ip link set lo up`, without needing that program: SIOCSIFFLAGS with IFF_UP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sH14x", b"lo", 1))


def main():
    """Runs the peers named, or all."""
    enter_own_network()
    named = sys.argv[1:]
    results = []
    with tempfile.TemporaryDirectory(prefix="mtlschain-peers-") as folder:
        os.chmod(folder, 0o755)
        pki = Pki(folder)
        for kind in KINDS:
            if not named or kind.name in named:
                begin = time.monotonic()
                passed = check_peer(pki, kind)
                results += passed
                print(f"{kind.name}: {sum(passed)} of {len(passed)}, "
                      f"{time.monotonic() - begin:.0f} s", flush=True)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
