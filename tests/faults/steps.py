# SPDX-License-Identifier: Apache-2.0
"""What a misbehaving server can do: the words of its scripts. Each is a coroutine of a Peer."""
import asyncio
import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

import schedule
import wire
from identity import CHAIN, KEY, OTHER_KEY

PSS = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
CONTEXT = b" " * 64 + b"TLS 1.3, server CertificateVerify\0"


def step(action):
    """A step that needs no waiting."""
    async def taken(peer):
        action(peer)
    return taken


# Bytes, records, messages

def send(data):
    """These very bytes."""
    return step(lambda peer: peer.put(data))


def send_record(kind, payload):
    """A record of this payload, protected where keys are in use."""
    return step(lambda peer: peer.put_record(kind, payload))


def send_message(kind, body):
    """A handshake message."""
    return step(lambda peer: peer.put_message(kind, body))


def alert(number, level=wire.FATAL):
    """An alert, protected where keys are in use."""
    return send_record(wire.ALERT, bytes((level, number)))


def data(payload):
    """Application data."""
    return send_record(wire.APPLICATION_DATA, payload)


def pause(seconds):
    """Nothing, for so long."""
    async def taken(_):
        await asyncio.sleep(seconds)
    return taken


def repeated(times, one, seconds=0.0):
    """A step many times; the client's pace bounds it."""
    async def taken(peer):
        for _ in range(times):
            await one(peer)
            await peer.flush()
            if seconds:
                await asyncio.sleep(seconds)
    return taken


CLOSE_NOTIFY = alert(0, wire.WARNING)
FIN = step(lambda peer: peer.finish())
RESET = step(lambda peer: peer.reset())


async def HEAR_HELLO(peer):  # pylint: disable=invalid-name
    """Reads the ClientHello."""
    await peer.read_hello()


async def AWAIT_BYTES(peer):  # pylint: disable=invalid-name
    """Waits for the first bytes of the client."""
    await peer.reader.read(1)


# TLS 1.3

def server_hello(suite=0x1301, version=b"\x03\x04"):
    """ServerHello, CCS, and the handshake keys."""
    def taken(peer):
        share = peer.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        extensions = wire.extension(wire.SUPPORTED_VERSIONS, version) + wire.extension(
            wire.KEY_SHARE, wire.u16(wire.X25519) + wire.vector16(share))
        peer.put_message(wire.SERVER_HELLO, wire.TLS12 + peer.random + wire.vector8(
            peer.hello.session_id) + wire.u16(suite) + b"\0" + wire.vector16(extensions))
        peer.put(wire.record(wire.CHANGE_CIPHER_SPEC, b"\1"))
        peer.protect_handshake(suite)
    return step(taken)


def encrypted_extensions(extensions=b""):
    """EncryptedExtensions."""
    return send_message(wire.ENCRYPTED_EXTENSIONS, wire.vector16(extensions))


def request(authorities=b""):
    """CertificateRequest; `authorities` are encoded names (RFC 8446 4.2.4)."""
    extensions = wire.extension(wire.SIGNATURE_ALGORITHMS, wire.vector16(wire.u16(wire.PSS_SHA256)))
    if authorities:
        extensions += wire.extension(wire.CERTIFICATE_AUTHORITIES, wire.vector16(authorities))
    return send_message(wire.CERTIFICATE_REQUEST, b"\0" + wire.vector16(extensions))


def certificate(elements=CHAIN, tls13=True):
    """Certificate with any elements."""
    return send_message(wire.CERTIFICATE, wire.certificate_body(elements, tls13))


def proof(key=KEY, context=CONTEXT, spoil=lambda signature: signature):
    """CertificateVerify."""
    def taken(peer):
        signed = context + peer.keys.hash(peer.transcript)
        signature = spoil(key.sign(signed, PSS, hashes.SHA256()))
        peer.put_message(wire.CERTIFICATE_VERIFY,
                         wire.u16(wire.PSS_SHA256) + wire.vector16(signature))
    return step(taken)


def finished(spoil=lambda verify_data: verify_data):
    """Finished, and the application keys."""
    def taken(peer):
        peer.put_message(wire.FINISHED, spoil(peer.keys.finished(peer.server_secret,
                                                                 peer.transcript)))
        peer.protect_application()
    return step(taken)


async def HEAR_FINISHED(peer):  # pylint: disable=invalid-name
    """Reads the client's flight up to its Finished."""
    while (await peer.read_message())[0] != wire.FINISHED:
        pass
    if peer.tls13:
        peer.open_application()


async def HEAR_CLOSE(peer):  # pylint: disable=invalid-name
    """Reads until the client's close_notify, or its end."""
    try:
        while (await peer.read_record())[0] != wire.ALERT:
            pass
    except EOFError:
        pass


TICKET = send_message(wire.NEW_SESSION_TICKET, wire.u16(0) + wire.u16(7200) + bytes(4) +
                      wire.vector8(b"n") + wire.vector16(b"ticket") + wire.u16(0))


def key_update(peer):
    """KeyUpdate, not asked to be answered (RFC 8446 4.6.3)."""
    peer.put_message(wire.KEY_UPDATE, b"\0")
    peer.sealing = peer.sealing.updated()


KEY_UPDATE = step(key_update)


async def _small_certificate(peer):
    whole = wire.message(wire.CERTIFICATE, wire.certificate_body(CHAIN, True))
    peer.transcript += whole
    for piece in wire.split(whole, 1):
        peer.put_record(wire.HANDSHAKE, piece)


CHAIN_BREAKS = (_small_certificate,)  # the Certificate message in records of one byte
WRONG_KEY = proof(key=OTHER_KEY)
WRONG_TRANSCRIPT = proof(context=CONTEXT.replace(b"server", b"client"))
GARBAGE_PROOF = proof(spoil=lambda signature: os.urandom(len(signature)))
HELLO13 = (HEAR_HELLO, server_hello(), encrypted_extensions())
SIGNED = (certificate(), proof(), finished(), HEAR_FINISHED)
HEALTHY13 = (*HELLO13, *SIGNED, TICKET)


# TLS 1.2

def server_hello12(suite=schedule.ECDHE_RSA_AES128_GCM):
    """ServerHello."""
    def taken(peer):
        peer.tls13 = False
        answered = wire.extension(wire.RENEGOTIATION_INFO, b"\0")
        peer.put_message(wire.SERVER_HELLO, wire.TLS12 + peer.random + b"\0" + wire.u16(suite) +
                         b"\0" + wire.vector16(answered))
    return step(taken)


def key_exchange(key=KEY, spoil=lambda signature: signature):
    """ServerKeyExchange with its signature (RFC 5246 7.4.3, RFC 8422 5.4)."""
    def taken(peer):
        public = peer.private.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        parameters = b"\3" + wire.u16(wire.X25519) + wire.vector8(public)
        signed = peer.hello.random + peer.random + parameters
        signature = spoil(key.sign(signed, PSS, hashes.SHA256()))
        peer.put_message(wire.SERVER_KEY_EXCHANGE, parameters + wire.u16(wire.PSS_SHA256) +
                         wire.vector16(signature))
    return step(taken)


def request12(authorities=b""):
    """CertificateRequest (RFC 5246 7.4.4)."""
    return send_message(wire.CERTIFICATE_REQUEST, b"\1\1" + wire.vector16(
        wire.u16(wire.PSS_SHA256) + b"\4\1") + wire.vector16(authorities))


async def finish12(peer, take_premaster):
    """Reads the client's flight and ends the handshake."""
    while True:
        kind, body = await peer.read_message()
        if kind == wire.CLIENT_KEY_EXCHANGE:
            peer.set_master(take_premaster(peer, body))
        if kind == wire.FINISHED:
            break
    peer.put(wire.record(wire.CHANGE_CIPHER_SPEC, b"\1"))
    peer.sealing = peer.key_block()[1]
    peer.put_message(wire.FINISHED, peer.finished12())


async def FINISH_ECDHE(peer):  # pylint: disable=invalid-name
    """The rest of a handshake with ECDHE."""
    await finish12(peer, lambda peer, body: peer.shared(body[1:]))


async def FINISH_RSA(peer):  # pylint: disable=invalid-name
    """The rest of a handshake with RSA key exchange."""
    await finish12(peer, lambda peer, body: KEY.decrypt(body[2:], padding.PKCS1v15()))


DONE = send_message(wire.SERVER_HELLO_DONE, b"")
HELLO12 = (HEAR_HELLO, server_hello12())
HELLO_RSA = (HEAR_HELLO, server_hello12(schedule.RSA_AES128_GCM))
CERTIFICATE12 = certificate(tls13=False)
HEALTHY12 = (*HELLO12, CERTIFICATE12, key_exchange(), DONE, FINISH_ECDHE)
HEALTHY_RSA = (*HELLO_RSA, CERTIFICATE12, DONE, FINISH_RSA)
