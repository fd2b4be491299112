# SPDX-License-Identifier: Apache-2.0
"""TLS on the wire: vectors, records, handshake messages (RFC 8446 4 and 5, RFC 5246 6 and 7)."""
import struct

CHANGE_CIPHER_SPEC, ALERT, HANDSHAKE, APPLICATION_DATA = 20, 21, 22, 23
CLIENT_HELLO, SERVER_HELLO, NEW_SESSION_TICKET, ENCRYPTED_EXTENSIONS = 1, 2, 4, 8
CERTIFICATE, SERVER_KEY_EXCHANGE, CERTIFICATE_REQUEST, SERVER_HELLO_DONE = 11, 12, 13, 14
CERTIFICATE_VERIFY, CLIENT_KEY_EXCHANGE, FINISHED, KEY_UPDATE = 15, 16, 20, 24
WARNING, FATAL = 1, 2
TLS12 = b"\x03\x03"
RECORD_LIMIT = 1 << 14
X25519 = 0x001d
PSS_SHA256 = 0x0804  # rsa_pss_rsae_sha256
SIGNATURE_ALGORITHMS, SUPPORTED_VERSIONS, CERTIFICATE_AUTHORITIES, KEY_SHARE = 13, 43, 47, 51
RENEGOTIATION_INFO = 0xff01


def u8(number):
    return struct.pack("!B", number)


def u16(number):
    return struct.pack("!H", number)


def u24(number):
    return struct.pack("!I", number)[1:]


def vector8(data):
    return u8(len(data)) + data


def vector16(data):
    return u16(len(data)) + data


def vector24(data):
    return u24(len(data)) + data


def extension(number, data):
    return u16(number) + vector16(data)


def message(kind, body):
    """A handshake message."""
    return u8(kind) + vector24(body)


def record(kind, payload, version=TLS12):
    """One record; the payload may be longer than allowed."""
    return u8(kind) + version + vector16(payload)


def split(payload, limit=RECORD_LIMIT):
    """The pieces of a payload that fit a record; an empty payload is one empty piece."""
    return [payload[at:at + limit] for at in range(0, len(payload), limit)] or [b""]


def certificate_body(elements, tls13):
    """The body of a Certificate message; the elements may be any bytes (RFC 8446 4.4.2)."""
    end = u16(0) if tls13 else b""
    entries = b"".join(vector24(element) + end for element in elements)
    return (u8(0) if tls13 else b"") + vector24(entries)


class Hello:
    """What a server needs of a ClientHello."""

    def __init__(self, body):
        self.random = body[2:34]
        at = 34
        self.session_id, at = _vector(body, at, 1)
        suites, at = _vector(body, at, 2)
        self.suites = [number for number, in struct.iter_unpack("!H", suites)]
        _, at = _vector(body, at, 1)
        self.extensions = dict(_extensions(_vector(body, at, 2)[0]))

    def key_share(self, group=X25519):
        """The client's public key of this group; None where it sent none."""
        shares, at = self.extensions.get(KEY_SHARE, b"\0\0")[2:], 0
        while at < len(shares):
            number, = struct.unpack_from("!H", shares, at)
            key, at = _vector(shares, at + 2, 2)
            if number == group:
                return key
        return None


def _vector(data, at, width):
    end = at + width + int.from_bytes(data[at:at + width], "big")
    return data[at + width:end], end


def _extensions(data):
    at = 0
    while at < len(data):
        number, = struct.unpack_from("!H", data, at)
        content, at = _vector(data, at + 2, 2)
        yield number, content
