# SPDX-License-Identifier: Apache-2.0
"""Certificates that are valid DER and too much of it: many, or with too many names."""
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from identity import KEY

BEGIN = datetime.datetime(2026, 1, 1)
END = datetime.datetime(2036, 1, 1)


def built(serial, key, public, extensions=()):
    """The DER of a certificate without names, of these extensions."""
    builder = x509.CertificateBuilder(
        x509.Name([]), x509.Name([]), public, serial, BEGIN, END,
        [x509.Extension(extension.oid, False, extension) for extension in extensions])
    digest = None if isinstance(key, Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(key, digest).public_bytes(Encoding.DER)


def small(count):
    """That many different certificates of about 170 bytes."""
    key = Ed25519PrivateKey.generate()
    return [built(serial, key, key.public_key()) for serial in range(1, count + 1)]


def many_names(count):
    """A leaf of our key with that many DNS names."""
    names = [x509.DNSName(f"n{number}.example") for number in range(count)]
    return built(1, KEY, KEY.public_key(), [x509.SubjectAlternativeName(names)])


def many_extensions(count):
    """A leaf of our key with that many extensions that nobody knows."""
    return built(1, KEY, KEY.public_key(), [
        x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.3.6.1.4.1.99999.{number}"), b"\5\0")
        for number in range(1, count + 1)])
