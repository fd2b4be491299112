# SPDX-License-Identifier: Apache-2.0
"""The expected class of every fault of the relay in every span of the handshake, as data.

The columns are the kinds of handshakes: what a span is worth depends on where the proof of the key
is. A cell names the classes (expectations.py) of which a look has to be one.
"""
from origins import AFTER, ANSWER, CERTIFICATE, EARLY, FINISH, HELLO, IDLE, PROOF

# Between the proof and Finished the proof is there; that it is taken only when libssl has gone on
# to the next message is the safe side.
BROKEN_OFF = "proved, broken off | unproved"
LOST = "no chain"
ANY = "no chain | rejected | proved"


def row(early, certificate, proof, finish, answer, after="proved"):
    """A row: up to the certificate, in it, up to the proof, up to Finished, the answer to our
    flight, later."""
    cells = {HELLO: early, IDLE: early, EARLY: early, CERTIFICATE: certificate, PROOF: proof,
             FINISH: finish, ANSWER: answer, AFTER: after}
    return {span: cell.split(" | ") for span, cell in cells.items()}


def but(whole, **cells):
    """A row with other cells: idle="verified"."""
    return {**whole, **{span: cell.split(" | ") for span, cell in cells.items()}}


def same(whole):
    """Columns of equal rows."""
    return {"1.3": whole, "ecdhe": whole, "rsa": whole}


# In TLS 1.3 everything is bound by the transcript or by its own protection; in TLS 1.2 the hello
# and the certificates are bound by ServerKeyExchange only in part, by Finished as a whole. Code 0
# needs the proof and the right leaf in any case (expectations.broken_rule).
BOUND = row(LOST, LOST, "unproved", BROKEN_OFF, "proved")
BY_FINISHED = row("no chain | rejected", "no chain | rejected", "unproved", BROKEN_OFF, "proved")
BY_SIGNATURE = row(ANY, ANY, "unproved", f"{BROKEN_OFF} | verified", "proved")
TWICE = row(LOST, "unproved", BROKEN_OFF, "proved", "proved")
DAMAGED = {"1.3": BOUND, "ecdhe": BY_SIGNATURE, "rsa": BY_FINISHED}
FREE = "verified"
# Records without content, of which libssl bears some (RFC 5246 6.2.1 forbids them).
EMPTY12 = row(f"{FREE} | {LOST}", f"{FREE} | {LOST}", f"{FREE} | unproved",
              f"{FREE} | {BROKEN_OFF}", FREE)

EXPECTED = {
    "cut": same(row("closed", "closed", "unproved", BROKEN_OFF, "refused")),
    "reset": same(row("reset", "reset", "unproved", BROKEN_OFF, "refused")),
    "stall": same(row("timed out", "timed out", "unproved", BROKEN_OFF, "acceptance unknown")),
    "drip": same(row(FREE, FREE, FREE, FREE, FREE)),
    "flip": DAMAGED,
    "insert": DAMAGED,
    "duplicate": {"1.3": but(TWICE, idle=FREE), "ecdhe": BY_SIGNATURE,
                  "rsa": but(BY_FINISHED, proof="unproved | proved")},  # the proof is the last
    "drop": {"1.3": but(BOUND, idle=FREE), "ecdhe": BY_SIGNATURE, "rsa": BY_FINISHED},
    "oversize": same(BOUND),
    "empty": {"1.3": but(BOUND, hello=FREE), "ecdhe": EMPTY12, "rsa": EMPTY12},
}
# The version of a record is not protected, and hardly looked at.
RECORD_VERSION = (1, 2)


def classes(kind, fault):
    """The classes of which the look at this fault has to be one."""
    span = kind.span(fault.record)
    cell = EXPECTED[fault.name][kind.column][span]
    if fault.name == "flip" and fault.at in RECORD_VERSION:
        return [*cell, "verified"]
    return cell
