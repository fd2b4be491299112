# SPDX-License-Identifier: Apache-2.0
"""Alerts of every number and level in every span, and the class of each, as data."""
import dataclasses

from steps import (CERTIFICATE12, DONE, FIN, FINISH_ECDHE, HEAR_FINISHED, HEAR_HELLO, HELLO12,
                   HELLO13, HELLO_RSA, FINISH_RSA, alert, certificate, finished, key_exchange,
                   pause, proof, request)
from wire import FATAL, WARNING

CLOSE, USER_CANCELED, NO_RENEGOTIATION = 0, 90, 100
NUMBERS = (0, 10, 40, 42, 48, 70, 90, 100, 112, 116, 120, 255)
LEVELS, ODD_LEVELS = (WARNING, FATAL), (0, 3, 255)
ENDED = "closed | alert | protocol"


@dataclasses.dataclass(frozen=True)
class Span:
    """Where an alert comes: what was said before it, and the class of the look: for a fatal alert,
    and for one that ends nothing, after which the connection is closed."""
    name: str
    before: tuple
    fatal: str
    ignored: str
    tls13: bool = True


UNPROVED, BROKEN_OFF = "unproved", "proved, broken off | unproved"
ASKED = (*HELLO13, request(), certificate(), proof(), finished(), HEAR_FINISHED)
SPANS = (
    Span("before ServerHello", (HEAR_HELLO,), "alert", ENDED, tls13=False),
    Span("1.3, before Certificate", HELLO13, "alert", ENDED),
    Span("1.3, before Certificate, asked", (*HELLO13, request()), "alert", ENDED),
    Span("1.3, before CertificateVerify", (*HELLO13, certificate()), UNPROVED, UNPROVED),
    Span("1.3, before CertificateVerify, asked", (*HELLO13, request(), certificate()), UNPROVED,
         UNPROVED),
    Span("1.3, before Finished", (*HELLO13, certificate(), proof()), BROKEN_OFF, BROKEN_OFF),
    Span("1.3, after Finished", (*HELLO13, certificate(), proof(), finished(), HEAR_FINISHED),
         "proved", "proved"),
    Span("1.3, after Finished, asked", ASKED, "refused", "proved"),
    Span("ECDHE, before Certificate", HELLO12, "alert", ENDED, tls13=False),
    Span("ECDHE, before ServerKeyExchange", (*HELLO12, CERTIFICATE12), UNPROVED, UNPROVED,
         tls13=False),
    Span("ECDHE, after ServerHelloDone", (*HELLO12, CERTIFICATE12, key_exchange(), DONE),
         BROKEN_OFF, BROKEN_OFF, tls13=False),
    Span("ECDHE, after Finished", (*HELLO12, CERTIFICATE12, key_exchange(), DONE, FINISH_ECDHE),
         "proved", "proved", tls13=False),
    Span("RSA, after ServerHelloDone", (*HELLO_RSA, CERTIFICATE12, DONE), UNPROVED, UNPROVED,
         tls13=False),
    Span("RSA, after Finished", (*HELLO_RSA, CERTIFICATE12, DONE, FINISH_RSA), "proved", "proved",
         tls13=False),
)


def classes(span, level, number):
    """The class of an alert: in TLS 1.3 the number decides (RFC 8446 6), before the level does
    (RFC 5246 7.2); a level that neither knows is a protocol error, or taken for fatal."""
    if number == CLOSE or span.tls13 and number == USER_CANCELED:
        return f"{span.ignored} | {span.fatal}"
    if level not in LEVELS or number == NO_RENEGOTIATION and level == WARNING:
        return "no chain" if span.fatal == "alert" else f"{span.ignored} | {span.fatal}"
    return span.fatal if span.tls13 or level == FATAL else span.ignored


def rows(full):
    """Name, script, classes of each alert."""
    pairs = [(level, number) for level in LEVELS for number in (range(256) if full else NUMBERS)]
    pairs += [(level, number) for level in ODD_LEVELS for number in (40, 112)]
    for span in SPANS:
        for level, number in pairs:
            yield (f"alert {level}/{number} {span.name}",
                   (*span.before, alert(number, level), pause(0.05), FIN),
                   classes(span, level, number))
