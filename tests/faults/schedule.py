# SPDX-License-Identifier: Apache-2.0
"""Keys and record protection: the schedule of TLS 1.3 (RFC 8446 7.1), the PRF of TLS 1.2 (RFC 5246
5) and AES-GCM records of both (RFC 8446 5.2, RFC 5288 3)."""
import hashlib
import hmac

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import wire

# Number of the suite: its hash, and the bytes of its AES key.
SUITES13 = {0x1301: ("sha256", 16), 0x1302: ("sha384", 32)}
ECDHE_RSA_AES128_GCM, RSA_AES128_GCM = 0xc02f, 0x009c


def expand(digest, secret, info, length):
    """HKDF-Expand (RFC 5869 2.3)."""
    block, out = b"", b""
    for counter in range(1, -(-length // hashlib.new(digest).digest_size) + 1):
        block = hmac.digest(secret, block + info + wire.u8(counter), digest)
        out += block
    return out[:length]


def expand_label(digest, secret, label, context, length):
    """HKDF-Expand-Label."""
    info = wire.u16(length) + wire.vector8(b"tls13 " + label) + wire.vector8(context)
    return expand(digest, secret, info, length)


def prf(secret, label, seed, length):
    """P_SHA256 over label and seed."""
    out, chained = b"", label + seed
    while len(out) < length:
        chained = hmac.digest(secret, chained, "sha256")
        out += hmac.digest(secret, chained + label + seed, "sha256")
    return out[:length]


class Protection13:
    """One direction of TLS 1.3 under one traffic secret."""

    def __init__(self, suite, secret):
        self.digest, self.key_size = SUITES13[suite]
        self.suite, self.secret, self.sequence = suite, secret, 0
        self.iv = expand_label(self.digest, secret, b"iv", b"", 12)
        self.key = AESGCM(expand_label(self.digest, secret, b"key", b"", self.key_size))

    def updated(self):
        """The protection after a KeyUpdate."""
        size = hashlib.new(self.digest).digest_size
        secret = expand_label(self.digest, self.secret, b"traffic upd", b"", size)
        return Protection13(self.suite, secret)

    def _nonce(self):
        number = self.sequence.to_bytes(12, "big")
        self.sequence += 1
        return bytes(a ^ b for a, b in zip(self.iv, number))

    def seal(self, kind, payload):
        """The protected record."""
        header = wire.u8(wire.APPLICATION_DATA) + wire.TLS12 + wire.u16(len(payload) + 17)
        return header + self.key.encrypt(self._nonce(), payload + wire.u8(kind), header)

    def open(self, kind, payload):
        """Kind and payload of a protected record; a plain one is not touched."""
        if kind != wire.APPLICATION_DATA:
            return kind, payload
        header = wire.u8(kind) + wire.TLS12 + wire.u16(len(payload))
        inner = self.key.decrypt(self._nonce(), payload, header).rstrip(b"\0")
        return inner[-1], inner[:-1]


class Protection12:
    """One direction of TLS 1.2 with AES-128-GCM."""

    def __init__(self, key, salt):
        self.key, self.salt, self.sequence = AESGCM(key), salt, 0

    def _bound(self, kind, length):
        number = self.sequence.to_bytes(8, "big")
        self.sequence += 1
        return number, number + wire.u8(kind) + wire.TLS12 + wire.u16(length)

    def seal(self, kind, payload):
        """The protected record."""
        number, bound = self._bound(kind, len(payload))
        return wire.record(kind, number + self.key.encrypt(self.salt + number, payload, bound))

    def open(self, kind, payload):
        """Kind and payload of a protected record."""
        _, bound = self._bound(kind, len(payload) - 24)
        return kind, self.key.decrypt(self.salt + payload[:8], payload[8:], bound)


class Schedule13:
    """The secrets of one TLS 1.3 connection without PSK."""

    def __init__(self, suite, shared):
        self.suite, self.digest = suite, SUITES13[suite][0]
        self.size = hashlib.new(self.digest).digest_size
        nothing = bytes(self.size)
        early = hmac.digest(nothing, nothing, self.digest)
        self.handshake = hmac.digest(self._derived(early), shared, self.digest)
        self.master = hmac.digest(self._derived(self.handshake), nothing, self.digest)

    def hash(self, transcript):
        """The hash of the handshake so far."""
        return hashlib.new(self.digest, transcript).digest()

    def _derived(self, secret):
        return expand_label(self.digest, secret, b"derived", self.hash(b""), self.size)

    def traffic(self, secret, label, transcript):
        """A traffic secret: Derive-Secret."""
        return expand_label(self.digest, secret, label, self.hash(transcript), self.size)

    def finished(self, traffic_secret, transcript):
        """The verify_data of Finished (RFC 8446 4.4.4)."""
        key = expand_label(self.digest, traffic_secret, b"finished", b"", self.size)
        return hmac.digest(key, self.hash(transcript), self.digest)
