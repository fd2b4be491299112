# SPDX-License-Identifier: Apache-2.0
"""Honest servers behind the relay: libssl by way of Python's ssl module, and Go's crypto/tls.

Each names the record in which every message comes, so that a fault has a span: a test looks
whether that is still so.
"""
import asyncio
import dataclasses
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile

from identity import CHAIN_FILE, KEY_FILE, ROOT_FILE, binary

sys.path.insert(0, str(binary.ROOT / "tests/peers"))
from servers import go_binary  # noqa: E402  pylint: disable=wrong-import-position

HELLO, IDLE, EARLY, CERTIFICATE, PROOF, FINISH, ANSWER, AFTER = (
    "hello", "idle", "before certificate", "certificate", "proof", "finish", "answer", "after")
# ServerHello, ChangeCipherSpec, EncryptedExtensions, Certificate, CertificateVerify, Finished
TLS13 = (HELLO, IDLE, EARLY, CERTIFICATE, PROOF, FINISH)
# with CertificateRequest, and the ticket that answers the client's flight
TLS13_ASKED = (HELLO, IDLE, EARLY, EARLY, CERTIFICATE, PROOF, FINISH, ANSWER)
# ServerHello, Certificate, ServerKeyExchange, ServerHelloDone, ChangeCipherSpec, Finished
ECDHE = (HELLO, CERTIFICATE, PROOF, FINISH, FINISH, FINISH)
# ServerHello, Certificate, ServerHelloDone, ChangeCipherSpec, Finished: only the last one proves
RSA = (HELLO, CERTIFICATE, PROOF, PROOF, PROOF)


@dataclasses.dataclass(frozen=True)
class Kind:
    """An honest server: its rows in the tables, the span of each record, whether it asks for a
    certificate."""
    name: str
    column: str
    spans: tuple
    asks: bool = False
    ciphers: str = ""
    go: bool = False

    def span(self, index):
        """The span of a record."""
        return self.spans[index] if index < len(self.spans) else AFTER


KINDS = (
    Kind("libssl-1.3", "1.3", TLS13_ASKED, asks=True),
    Kind("libssl-1.3-unasked", "1.3", TLS13),
    Kind("libssl-ecdhe", "ecdhe", ECDHE, ciphers="ECDHE-RSA-AES128-GCM-SHA256"),
    Kind("libssl-rsa", "rsa", RSA, ciphers="AES128-GCM-SHA256"),
)
GO_KINDS = (Kind("go-1.3", "1.3", TLS13_ASKED, asks=True, go=True),)
VERSIONS = {"1.3": ssl.TLSVersion.TLSv1_3, "ecdhe": ssl.TLSVersion.TLSv1_2,
            "rsa": ssl.TLSVersion.TLSv1_2}


class LibsslConnection:
    """A server in memory: bytes in, bytes out."""

    def __init__(self, context):
        self.incoming, self.outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)
        self.said = asyncio.Queue()
        self.done = False

    def write(self, data):
        """Takes bytes of the client; none: it left."""
        if data:
            self.incoming.write(data)
        else:
            self.incoming.write_eof()
        ended = self._advance()
        if out := self.outgoing.read():
            self.said.put_nowait(out)
        if ended or not data:
            self.said.put_nowait(b"")

    def _advance(self):
        try:
            if not self.done:
                self.tls.do_handshake()
                self.done = True
            if not self.tls.read(4096):  # close_notify
                self.tls.unwrap()
                return True
        except ssl.SSLWantReadError:
            return False
        except (ssl.SSLError, OSError):
            return True
        return False

    async def read(self):
        """The next bytes of the server; none: it has ended."""
        return await self.said.get()

    def close(self):
        """Nothing is held."""


class Libssl:
    """An origin of the relay."""

    def __init__(self, kind):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(CHAIN_FILE, KEY_FILE)
        self.context.minimum_version = self.context.maximum_version = VERSIONS[kind.column]
        if kind.ciphers:
            self.context.set_ciphers(kind.ciphers)
        if kind.asks:
            self.context.load_verify_locations(ROOT_FILE)
            self.context.verify_mode = ssl.CERT_OPTIONAL

    async def connect(self):
        """A new connection."""
        return LibsslConnection(self.context)

    def stop(self):
        """Nothing runs."""


class GoConnection:
    """A TCP connection to the Go server."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def write(self, data):
        """Takes bytes of the client."""
        if data:
            self.writer.write(data)
        elif not self.writer.is_closing():
            self.writer.write_eof()

    async def read(self):
        """The next bytes of the server."""
        return await self.reader.read(1 << 16)

    def close(self):
        """Ends it."""
        self.writer.transport.abort()


class Go:
    """The Go server of the peers' tests, as an origin of the relay."""

    def __init__(self, kind):
        self.folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        words = ["-request"] if kind.asks else []
        # pylint: disable-next=consider-using-with
        self.process = subprocess.Popen(
            [go_binary(self), "-chain", CHAIN_FILE, "-key", KEY_FILE, "-client-roots", ROOT_FILE,
             "-quiet", *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def path(self, name):
        """A file of this origin."""
        return str(pathlib.Path(self.folder.name, name))

    async def connect(self):
        """A new connection."""
        return GoConnection(*await asyncio.open_connection("127.0.0.1", self.port))

    def stop(self):
        """Ends the server."""
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()


def start(kind):
    """The origin of a kind."""
    return Go(kind) if kind.go else Libssl(kind)


def has_go():
    """Whether the Go server can be built."""
    return shutil.which("go") is not None
