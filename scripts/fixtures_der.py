# SPDX-License-Identifier: Apache-2.0
"""Patches for the certificates that the openssl command refuses to make, and DER comparison.

A patch changes fields of the part that is signed; the openssl command then signs it again, so that
nothing but the patched field is wrong.
"""
import base64
import re

BLOCK = re.compile(
    rb"-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+)-----END \1-----", re.S)
# Signatures that differ from run to run: ECDSA with SHA-256 and SHA-384, RSASSA-PSS.
RANDOM = ("06082a8648ce3d040302", "06082a8648ce3d040303", "06092a864886f70d01010a")


def blocks(pem):
    """The DER of each PEM block."""
    return [base64.b64decode(body) for _, body in BLOCK.findall(pem)]


def pem(der, label="CERTIFICATE"):
    """One PEM block."""
    text = base64.b64encode(der).decode()
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def tlv(tag, content):
    """One element with the shortest length."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 128 + len(octets)]) + octets + content


def children(der):
    """The elements inside one constructed element, whole."""
    at, end = header(der, 0)
    found = []
    while at < end:
        _, stop = header(der, at)
        found.append(der[at:stop])
        at = stop
    return found


def header(der, at):
    """Where the content of the element at `at` begins and ends."""
    size = der[at + 1]
    if size < 128:
        return at + 2, at + 2 + size
    octets = size & 127
    size = int.from_bytes(der[at + 2:at + 2 + octets], "big")
    return at + 2 + octets, at + 2 + octets + size


def comparable(der):
    """What two runs of the script have in common: all of it, or all but a random signature."""
    signed, algorithm, _ = children(der)[:3]
    return signed if any(bytes.fromhex(oid) in algorithm for oid in RANDOM) else der


def replace_text(fields, old, new):
    """replace OLD NEW: the same number of bytes elsewhere in the signed part (hex)."""
    old, new = bytes.fromhex(old), bytes.fromhex(new)
    assert len(old) == len(new) and any(old in field for field in fields)
    return [field.replace(old, new) for field in fields]


def set_serial(fields, content):
    """serial HEX: the content octets of the serial number."""
    at = 1 if fields[0][0] == 0xA0 else 0
    return fields[:at] + [tlv(2, bytes.fromhex(content))] + fields[at + 1:]


def set_time(fields, which, text):
    """not-before TEXT, not-after TEXT: the content of that UTCTime."""
    at = 4 if fields[0][0] == 0xA0 else 3
    times = children(fields[at])
    times[which] = tlv(0x17, text.encode())
    return fields[:at] + [tlv(0x30, b"".join(times))] + fields[at + 1:]


SIGNED = {
    "replace": replace_text,
    "serial": set_serial,
    "not-before": lambda fields, text: set_time(fields, 0, text),
    "not-after": lambda fields, text: set_time(fields, 1, text),
}


def patch(der, line, sign):
    """Applies one `patch =` line of the declaration; `sign` signs the changed part again."""
    verb, *words = line.split()
    signed, algorithm, signature = children(der)
    if verb == "signature":
        signature = signature[:-1] + bytes([signature[-1] ^ 1])
    else:
        signed = tlv(0x30, b"".join(SIGNED[verb](children(signed), *words)))
        signature = tlv(3, b"\0" + sign(signed))
    return tlv(0x30, signed + algorithm + signature)
