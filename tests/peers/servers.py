# SPDX-License-Identifier: Apache-2.0
"""TLS servers that others wrote, on loopback: each presents leaf, intermediate and root, and
demands a client certificate. What became of that demand is a fact about the server, kept here."""
import dataclasses
import os
import pathlib
import shutil
import socket
import subprocess
import time

NGINX = """daemon off; master_process off; pid {d}/nginx.pid; error_log {d}/nginx.err;
events {{}}
http {{
  access_log off; client_body_temp_path {d}/n1; proxy_temp_path {d}/n2; fastcgi_temp_path {d}/n3;
  uwsgi_temp_path {d}/n4; scgi_temp_path {d}/n5;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {d}/server-full.pem; ssl_certificate_key {d}/server.key;
    ssl_client_certificate {d}/root.pem; ssl_verify_client on; ssl_verify_depth 3;
    ssl_protocols TLSv1.2 TLSv1.3;
    location / {{ return 200 "nginx\\n"; }}
  }}
}}
"""
HAPROXY = """global
  maxconn 256
defaults
  mode http
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend peer
  bind 127.0.0.1:{port} ssl crt {d}/server-bundle.pem ca-file {d}/root.pem verify required
  http-request return status 200
"""
REFUSED = "refused"
ACCEPTED = "accepted"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a server does with a client certificate: the word, and the alerts it may send."""
    word: str
    alerts: frozenset = frozenset()


def refused(*alerts):
    """An outcome: an alert, one of these numbers (versions of one server differ)."""
    return Outcome(REFUSED, frozenset(alerts))


ASKS_LATER = Outcome(ACCEPTED)  # nginx: the handshake goes on, HTTP 400 follows


@dataclasses.dataclass(frozen=True)
class Kind:
    """A server: its command, and its outcomes without a client certificate (TLS 1.2, TLS 1.3) and
    with one of a root it does not know."""
    name: str
    command: object
    none: dict
    rogue: Outcome
    presented: tuple = ("server", "int", "root")
    strict_alpn: bool = False  # refuses a client that offers no protocol it knows


def nginx(pki, port):
    """nginx reads its log from the command line before its configuration."""
    (pki.folder / "nginx.conf").write_text(NGINX.format(d=pki.folder, port=port))
    return ["nginx", "-e", pki.path("nginx.err"), "-c", pki.path("nginx.conf")]


def haproxy(pki, port):
    """haproxy wants chain and key in one file."""
    (pki.folder / "haproxy.cfg").write_text(HAPROXY.format(d=pki.folder, port=port))
    return ["haproxy", "-db", "-f", pki.path("haproxy.cfg")]


def gnutls(pki, port):
    """gnutls-serv of gnutls-bin."""
    return ["gnutls-serv", "--port", str(port), "--http",
            "--x509certfile", pki.path("server-full.pem"), "--x509keyfile", pki.path("server.key"),
            "--x509cafile", pki.path("root.pem"), "--require-client-cert", "--verify-client-cert"]


GO_SERVER = pathlib.Path(__file__).resolve().with_name("server.go")
GO_CACHE = GO_SERVER.parents[2] / "build/go-cache"  # Go's own library takes half a minute to compile


def go_binary(pki, source=GO_SERVER):
    """Builds a Go program of one file once, without touching the caller's Go folders."""
    binary = pki.path(f"go-{source.stem}")
    if not os.path.exists(binary):
        subprocess.run(["go", "build", "-o", binary, source], check=True, env={
            **os.environ, "GO111MODULE": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local",
            "GOCACHE": str(GO_CACHE), "GOPATH": pki.path("go-path")})
    return binary


def golang(pki, port):
    """Go's crypto/tls."""
    return [go_binary(pki), "-listen", f"127.0.0.1:{port}", "-chain", pki.path("server-full.pem"),
            "-key", pki.path("server.key"), "-client-roots", pki.path("root.pem"), "-quiet"]


def s_server(chain):
    """openssl s_server with these certificates behind the leaf."""
    def command(pki, port):
        return ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert",
                pki.path("server.pem"), "-key", pki.path("server.key"), "-cert_chain",
                pki.path(f"{chain}.pem"), "-CAfile", pki.path("root.pem"), "-Verify", "3",
                "-verify_return_error", "-www"]
    return command


OPENSSL_NONE = {"1.2": refused(40), "1.3": refused(116)}
KINDS = (
    Kind("nginx", nginx, {"1.2": ASKS_LATER, "1.3": ASKS_LATER}, ASKS_LATER, strict_alpn=True),
    Kind("haproxy", haproxy, OPENSSL_NONE, refused(48)),
    Kind("gnutls-serv", gnutls, {"1.2": refused(50), "1.3": refused(116)}, refused(49)),
    Kind("go", golang, {"1.2": refused(42, 40), "1.3": refused(42, 116)}, refused(42, 48)),
    Kind("s_server", s_server("chain"), OPENSSL_NONE, refused(48)),
    Kind("s_server-istio", s_server("chain-doubled"), OPENSSL_NONE, refused(48),
         presented=("server", "int", "root", "root")),
)


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running server; stopped on leaving the context."""

    def __init__(self, kind, pki):
        self.kind = kind
        self.port = free_port()
        self.log = pki.path(f"{kind.name}.log")
        command = kind.command(pki, self.port)
        program = shutil.which(command[0], path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if program is None:
            raise RuntimeError(f"{command[0]} is not installed")
        with open(self.log, "wb") as log:
            # pylint: disable-next=consider-using-with
            self.process = subprocess.Popen([program, *command[1:]], stdin=subprocess.PIPE,
                                            stdout=log, stderr=log)
        self._wait()

    @property
    def target(self):
        """The target as mtlschain and s_client write it."""
        return f"127.0.0.1:{self.port}"

    def _wait(self):
        for _ in range(200):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        with open(self.log, encoding="utf-8", errors="replace") as log:
            raise RuntimeError(f"{self.kind.name} did not start: {log.read()[-500:]}")

    def stop(self):
        """Ends the process."""
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
