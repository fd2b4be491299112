# SPDX-License-Identifier: Apache-2.0
"""One accepted connection of a TLS server that says what it is told to: records, transcript, keys.

What it says is a script of steps (steps.py). It never checks what the client sends.
"""
import asyncio
import hashlib
import os
import socket
import struct

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

import schedule
import wire

LIFE = 40.0  # seconds that a connection lives at most


class Peer:
    """The server's side of one connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.transcript = b""
        self.sealing = self.opening = None
        self.keys = self.hello = None
        self.pending = b""  # handshake bytes of the client that are not yet a whole message
        self.client_secret = self.server_secret = self.master = b""
        self.random = os.urandom(32)
        self.private = X25519PrivateKey.generate()
        self.tls13 = True

    # Records and messages

    def put(self, data):
        """Sends these very bytes."""
        self.writer.write(data)

    def put_record(self, kind, payload):
        """Sends a payload in as many records as it needs, protected where there are keys."""
        for piece in wire.split(payload):
            self.put(self.sealing.seal(kind, piece) if self.sealing else wire.record(kind, piece))

    def put_message(self, kind, body):
        """Sends a handshake message, which counts for the transcript."""
        whole = wire.message(kind, body)
        self.transcript += whole
        self.put_record(wire.HANDSHAKE, whole)

    async def flush(self):
        """Waits until the client has taken most of it."""
        await self.writer.drain()

    async def read_record(self):
        """Kind and payload of the client's next record."""
        kind, length = struct.unpack("!BxxH", await self.reader.readexactly(5))
        payload = await self.reader.readexactly(length)
        if self.opening and kind != wire.CHANGE_CIPHER_SPEC:
            return self.opening.open(kind, payload)
        return kind, payload

    async def read_message(self):
        """Kind and body of the client's next handshake message; an alert ends the script."""
        while len(self.pending) < 4 or len(self.pending) < 4 + self._pending_size():
            kind, payload = await self.read_record()
            if kind == wire.ALERT:
                raise ConnectionError(f"the client sent alert {payload.hex()}")
            if kind == wire.CHANGE_CIPHER_SPEC and not self.tls13:
                self.opening = self.key_block()[0]
            if kind == wire.HANDSHAKE:
                self.pending += payload
        size = 4 + self._pending_size()
        whole, self.pending = self.pending[:size], self.pending[size:]
        self.transcript += whole
        return whole[0], whole[4:]

    def _pending_size(self):
        return int.from_bytes(self.pending[1:4], "big")

    # Keys

    async def read_hello(self):
        """Reads the ClientHello."""
        _, body = await self.read_message()
        self.hello = wire.Hello(body)

    def shared(self, public):
        """The secret of the key exchange."""
        return self.private.exchange(X25519PublicKey.from_public_bytes(public))

    def protect_handshake(self, suite):
        """TLS 1.3: the keys after ServerHello."""
        self.keys = schedule.Schedule13(suite, self.shared(self.hello.key_share()))
        of = self.keys.traffic
        self.client_secret = of(self.keys.handshake, b"c hs traffic", self.transcript)
        self.server_secret = of(self.keys.handshake, b"s hs traffic", self.transcript)
        self.sealing = schedule.Protection13(suite, self.server_secret)
        self.opening = schedule.Protection13(suite, self.client_secret)

    def protect_application(self):
        """TLS 1.3: the keys after the server's Finished; the client's begin after its own."""
        at = self.transcript
        server = self.keys.traffic(self.keys.master, b"s ap traffic", at)
        self.client_secret = self.keys.traffic(self.keys.master, b"c ap traffic", at)
        self.sealing = schedule.Protection13(self.keys.suite, server)

    def open_application(self):
        """TLS 1.3: the client's keys after its Finished."""
        self.opening = schedule.Protection13(self.keys.suite, self.client_secret)

    def set_master(self, premaster):
        """TLS 1.2: the master secret."""
        seed = self.hello.random + self.random
        self.master = schedule.prf(premaster, b"master secret", seed, 48)

    def key_block(self):
        """TLS 1.2: the protections of client and server."""
        block = schedule.prf(self.master, b"key expansion", self.random + self.hello.random, 40)
        return (schedule.Protection12(block[:16], block[32:36]),
                schedule.Protection12(block[16:32], block[36:40]))

    def finished12(self):
        """TLS 1.2: the verify_data of the server's Finished (RFC 5246 7.4.9)."""
        digest = hashlib.sha256(self.transcript).digest()
        return schedule.prf(self.master, b"server finished", digest, 12)

    # Ends

    def reset(self):
        """Closes with RST."""
        connection = self.writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def finish(self):
        """Closes our direction (FIN); the client's stays open."""
        self.writer.write_eof()

    async def await_leaving(self):
        """Reads until the client has left."""
        while await self.reader.read(1 << 16):
            pass


async def play(script, reader, writer):
    """Plays a script on a connection; whatever happens, the connection ends."""
    peer = Peer(reader, writer)
    try:
        async with asyncio.timeout(LIFE):
            for step in script:
                await step(peer)
                await peer.flush()
            await peer.await_leaving()
    except (OSError, EOFError, TimeoutError, ValueError):
        pass  # the client left, or said what the script did not expect: this peer has no opinion
    finally:
        writer.transport.abort()
