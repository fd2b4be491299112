# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave: banners, odd handshakes, odd certificates, odd proofs. As data: a name,
the script, the classes of which the look has to be one."""
import wire
from identity import CHAIN, OTHER_KEY
from steps import (AWAIT_BYTES, CERTIFICATE12, CHAIN_BREAKS, DONE, FIN, FINISH_ECDHE, FINISH_RSA,
                   GARBAGE_PROOF, HEALTHY12, HEALTHY13, HEALTHY_RSA, HEAR_FINISHED, HEAR_HELLO,
                   HELLO12, HELLO13, HELLO_RSA, RESET, TICKET, WRONG_KEY, WRONG_TRANSCRIPT,
                   certificate, data, encrypted_extensions, finished, key_exchange, proof, repeated,
                   request, send, send_message, server_hello, server_hello12)

LEAF, INTERMEDIATE, ROOT = CHAIN[:3]
HELLO_REQUEST = send(wire.record(wire.HANDSHAKE, wire.message(0, b"")))
BROKEN_OFF = "proved, broken off | unproved"
PAGE = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nan HTTP request, please\n"

HEALTHY = (
    ("healthy 1.3", HEALTHY13, "verified"),
    ("healthy 1.3, AES-256", (HEAR_HELLO, server_hello(0x1302), *HEALTHY13[2:]), "verified"),
    ("healthy 1.3, asked", (*HELLO13, request(), *HEALTHY13[3:]), "verified"),
    ("healthy 1.3 and data", (*HEALTHY13, data(b"220 ready\r\n")), "verified"),
    ("healthy ECDHE", HEALTHY12, "verified"),
    ("healthy RSA", HEALTHY_RSA, "verified"),
)

BANNERS = tuple((f"banner {name}", (*wait, send(text), *end), classes)
                for name, wait, text, end, classes in (
    ("http 400", (AWAIT_BYTES,), PAGE, (FIN,), "plaintext"),
    ("http 400, kept open", (AWAIT_BYTES,), PAGE, (), "plaintext"),
    ("ssh at once", (), b"SSH-2.0-OpenSSH_9.2p1\r\n", (FIN,), "plaintext"),
    ("smtp at once", (), b"220 mail.example ESMTP\r\n", (), "plaintext"),
    ("mysql at once", (), b"\x4a\0\0\0\x0a8.0.36\0" + bytes(60), (), "plaintext"),
    ("http/2 settings", (), b"\0\0\x12\4" + bytes(23), (), "plaintext"),
    ("nul bytes", (), bytes(4000), (FIN,), "plaintext"),
    ("one letter", (), b"x", (FIN,), "plaintext"),
    ("a line without end", (), b"A" * 100000, (), "plaintext"),
    ("nothing", (), b"", (), "timed out"),
    ("nothing, closed", (AWAIT_BYTES,), b"", (FIN,), "closed | reset"),
    ("nothing, closed at once", (), b"", (FIN,), "closed | reset"),
    ("nothing, reset", (HEAR_HELLO,), b"", (RESET,), "reset"),
    ("record header alone", (HEAR_HELLO,), b"\x16\3\3\0\x50", (), "timed out"),
    ("record header alone, closed", (HEAR_HELLO,), b"\x16\3\3\0\x50", (FIN,), "closed"),
    ("handshake byte and text", (HEAR_HELLO,), b"\x16HTTP/1.1 400\r\n\r\n", (FIN,), "protocol"),
    ("alert byte and text", (HEAR_HELLO,), b"\x15rubbish\r\n" * 9, (FIN,), "protocol"),
    ("an alert of three bytes", (HEAR_HELLO,), wire.record(21, b"\2\x28\0"), (FIN,), "protocol"),
    ("half an alert", (HEAR_HELLO,), wire.record(21, b"\2"), (FIN,), "protocol"),
    ("its own ClientHello", (HEAR_HELLO,), wire.record(22, wire.message(1, bytes(60))), (FIN,),
     "protocol"),
    ("a record above the limit", (HEAR_HELLO,), wire.record(22, bytes(20000)), (FIN,), "protocol"),
))

HANDSHAKES = (
    ("Certificate before EncryptedExtensions", (HEAR_HELLO, server_hello(), certificate(), FIN),
     "no chain"),
    ("Finished without a certificate", (*HELLO13, finished(), FIN), "no chain"),
    ("CertificateVerify without a certificate", (*HELLO13, proof(), FIN), "no chain"),
    ("ServerHello twice", (HEAR_HELLO, server_hello(), server_hello(), FIN), "no chain"),
    ("EncryptedExtensions twice", (*HELLO13, encrypted_extensions(), FIN), "no chain"),
    ("an extension that was not offered", (HEAR_HELLO, server_hello(), encrypted_extensions(
        wire.extension(0x1234, b"")), FIN), "no chain"),
    ("a suite that does not exist", (HEAR_HELLO, server_hello12(0xfefe), FIN), "no chain"),
    ("a version that was not offered", (HEAR_HELLO, server_hello(version=b"\3\5"), FIN),
     "no chain"),
    ("an unknown message", (*HELLO13, send_message(99, b"x"), FIN), "no chain"),
    ("an unknown message after the certificate", (*HELLO13, certificate(),
                                                  send_message(99, b"x"), FIN), "unproved"),
    ("ServerHelloDone without a certificate", (*HELLO12, DONE, FIN), "no chain"),
    ("ECDHE without ServerKeyExchange", (*HELLO12, CERTIFICATE12, DONE, FIN), "unproved"),
    ("ServerKeyExchange with RSA key exchange", (*HELLO_RSA, CERTIFICATE12, key_exchange(), FIN),
     "unproved"),
    ("RSA key exchange without Finished", (*HELLO_RSA, CERTIFICATE12, DONE, FIN), "unproved"),
    ("HelloRequest in the handshake", (*HELLO12, HELLO_REQUEST, *HEALTHY12[2:]), "verified"),
    ("data before Finished", (*HELLO13, certificate(), data(b"x"), FIN), "unproved"),
)


def with_proof(elements):
    """A whole TLS 1.3 handshake that presents these elements."""
    return (*HELLO13, certificate(elements), proof(), finished(), HEAR_FINISHED, TICKET)


def with_message(body):
    """A whole handshake with this Certificate message."""
    return (*HELLO13, send_message(wire.CERTIFICATE, body), proof(), finished(), HEAR_FINISHED)


WHOLE = wire.certificate_body(CHAIN, True)
CERTIFICATES = tuple((f"certificates: {name}", script, classes) for name, script, classes in (
    ("leaf alone", with_proof([LEAF]), "rejected"),
    ("none", with_proof([]), "chain unreadable"),
    ("none, TLS 1.2", (*HELLO12, certificate([], False), key_exchange(), DONE, FIN),
     "chain unreadable"),
    ("one empty element", with_proof([b""]), "chain unreadable"),
    ("the first is garbage", with_proof([b"garbage", *CHAIN[1:]]), "chain unreadable | unparsed"),
    ("the second is garbage", with_proof([LEAF, b"garbage"]), "unparsed"),
    ("the last is empty", with_proof([*CHAIN, b""]), "unparsed"),
    ("a byte behind the leaf", with_proof([LEAF + b"\0", *CHAIN[1:]]),
     "chain unreadable | unparsed"),
    ("the leaf is cut", with_proof([LEAF[:-9], *CHAIN[1:]]), "chain unreadable | unparsed"),
    ("the root first", with_proof([ROOT, INTERMEDIATE, LEAF]), "unproved"),
    ("the leaf twice", with_proof([LEAF, *CHAIN]), "verified"),
    ("100 times the intermediate", with_proof([LEAF, *[INTERMEDIATE] * 100]),
     "verified | rejected"),
    ("a context", with_message(b"\1x" + WHOLE[1:]), "no chain | unproved"),
    ("an empty message", with_message(b""), "no chain"),
    ("a list that is longer than the message", with_message(WHOLE[:-1]), "no chain"),
    ("an element that is longer than the list", with_message(
        b"\0" + wire.vector24(wire.u24(900) + LEAF)), "no chain"),
    ("a byte behind the list", with_message(WHOLE + b"\0"), "no chain | unproved"),
    ("in records of one byte", (*HELLO13, *CHAIN_BREAKS, proof(), finished(), HEAR_FINISHED),
     "verified"),
    ("twice", (*HELLO13, certificate(), certificate(), FIN), "unproved"),
))

PROOFS = tuple((f"proof: {name}", (*before, *steps, FIN), classes)
               for name, before, steps, classes in (
    ("by another key", (*HELLO13, certificate()), (WRONG_KEY, finished()), "unproved"),
    ("of another transcript", (*HELLO13, certificate()), (WRONG_TRANSCRIPT, finished()),
     "unproved"),
    ("garbage", (*HELLO13, certificate()), (GARBAGE_PROOF, finished()), "unproved"),
    ("empty", (*HELLO13, certificate()), (proof(spoil=lambda _: b""), finished()), "unproved"),
    ("absent", (*HELLO13, certificate()), (finished(),), "unproved"),
    ("absent, asked", (*HELLO13, request(), certificate()), (finished(),), "unproved"),
    ("absent, data follows", (*HELLO13, certificate()), (finished(), data(b"x")), "unproved"),
    ("garbage, asked", (*HELLO13, request(), certificate()), (GARBAGE_PROOF,), "unproved"),
    ("by an unknown algorithm", (*HELLO13, certificate()),
     (send_message(wire.CERTIFICATE_VERIFY, b"\xfe\xfe" + wire.vector16(bytes(256))),), "unproved"),
    ("right, Finished wrong", (*HELLO13, certificate(), proof()),
     (finished(spoil=lambda verify_data: bytes(len(verify_data))),), BROKEN_OFF),
    ("right, Finished absent", (*HELLO13, certificate(), proof()), (), BROKEN_OFF),
    ("twice", (*HELLO13, certificate(), proof()), (proof(),), BROKEN_OFF),
    ("ECDHE, by another key", (*HELLO12, CERTIFICATE12), (key_exchange(key=OTHER_KEY), DONE),
     "unproved"),
    ("ECDHE, garbage", (*HELLO12, CERTIFICATE12),
     (key_exchange(spoil=lambda signature: bytes(len(signature))), DONE), "unproved"),
    ("ECDHE, empty", (*HELLO12, CERTIFICATE12), (key_exchange(spoil=lambda _: b""), DONE),
     "unproved"),
    ("ECDHE, by another key, finished", (*HELLO12, CERTIFICATE12),
     (key_exchange(key=OTHER_KEY), DONE, FINISH_ECDHE), "unproved"),
    ("RSA, Finished by chance", (*HELLO_RSA, CERTIFICATE12),
     (DONE, send(wire.record(20, b"\1") + wire.record(22, bytes(40)))), "unproved"),
    ("RSA, right", (*HELLO_RSA, CERTIFICATE12), (DONE, FINISH_RSA), "verified"),
))

ENDLESS = (
    ("endless HelloRequests", (*HELLO12, repeated(3000, HELLO_REQUEST)), "no chain"),
    ("endless empty records", (HEAR_HELLO, repeated(3000, send(wire.record(22, b"")))),
     "no chain"),
    ("endless ChangeCipherSpec", (HEAR_HELLO, server_hello(),
                                  repeated(3000, send(wire.record(20, b"\1")))), "no chain"),
)
ROWS = HEALTHY + BANNERS + HANDSHAKES + CERTIFICATES + PROOFS + ENDLESS
