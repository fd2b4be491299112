# SPDX-License-Identifier: Apache-2.0
"""Peers that send more than anybody needs, beside healthy neighbours in the same run."""
import functools

import wire
from fat import many_extensions, many_names, small
from farm import Farm
from identity import CHAIN
from looks import SLOWNESS, sweep
from steps import (CERTIFICATE12, DONE, FIN, HEALTHY13, HEAR_FINISHED, HEAR_HELLO, HELLO12,
                   HELLO13, KEY_UPDATE, TICKET, alert, certificate, data, finished, key_exchange,
                   proof, repeated, request, request12, send, send_message, send_record,
                   server_hello)

TIMEOUT = 4 * SLOWNESS
NEIGHBOURS = 50
PEAK_KIB = 200 * 1024
CPU_SECONDS = 2.0 * SLOWNESS  # beyond what the neighbours cost
OUTPUT_BYTES = 5_000_000
LIMIT_KIB = 400_000
MESSAGE = 1 << 20  # the largest Certificate message that is read


def limited():
    """Runs under a limit of address space; a sanitizer needs more than there is."""
    return () if SLOWNESS > 1 else ("sh", "-c", f'ulimit -v {LIMIT_KIB}; exec "$0" "$@"')


@functools.lru_cache(maxsize=None)
def usual_cpu_seconds():
    """What the neighbours cost without the peer."""
    with Farm() as honest:
        return sweep([honest.play(HEALTHY13) for _ in range(NEIGHBOURS)]).run.cpu_seconds


def costs(done):
    """What a run cost too much."""
    if done.run.peak_kib > PEAK_KIB and SLOWNESS == 1:
        yield f"{done.run.peak_kib // 1024} MiB"
    if done.run.cpu_seconds - usual_cpu_seconds() > CPU_SECONDS:
        yield f"{done.run.cpu_seconds:.1f} s of CPU"
    if len(done.run.out) > OUTPUT_BYTES:
        yield f"{len(done.run.out)} bytes of JSON"
    if done.wall > TIMEOUT + 2:
        yield f"{done.wall:.1f} s, timeout {TIMEOUT} s"


def beside_neighbours(farm, script, codes):
    """What is wrong in a run over one such peer and its healthy neighbours."""
    with Farm() as honest:
        neighbours = [honest.play(HEALTHY13) for _ in range(NEIGHBOURS)]
        hostile = farm.play(script)
        done = sweep([hostile, *neighbours], "--timeout", f"{TIMEOUT}s", prefix=limited())
    if done.run.code not in {0, 1, 4}:
        yield f"exit {done.run.code}: {done.run.err[:200]!r}"
    look = done.looks.get(hostile)
    if look is None or look.code not in codes:
        yield f"{look.text() if look else 'no report'}; expected exit code of {sorted(codes)}"
    healthy = [done.looks.get(target) for target in neighbours]
    bad = sum(look is None or look.code != 0 for look in healthy)
    if bad:
        yield f"{bad} of {NEIGHBOURS} healthy neighbours are not verified"
    yield from costs(done)


def presenting(elements):
    """A whole handshake that presents these elements."""
    return (*HELLO13, certificate(elements), proof(), finished(), HEAR_FINISHED, TICKET)


def empty_elements(farm, _):
    """As many empty elements as fit the largest message."""
    elements = [b""] * ((MESSAGE - 8) // 5)
    yield from beside_neighbours(farm, presenting(elements), {1, 4})
    yield from beside_neighbours(farm, presenting([*CHAIN, *elements[:-1000]]), {1, 4})


def empty_elements_in_tls12(farm, _):
    """The same in TLS 1.2, where an element takes three bytes: 345,000 of them."""
    message = certificate([b""] * ((MESSAGE - 8) // 3), tls13=False)
    script = (*HELLO12, message, key_exchange(), DONE, FIN)
    yield from beside_neighbours(farm, script, {1, 4})


def garbage_elements(farm, _):
    """10,000 small elements that are no certificates, behind the chain and in its place."""
    garbage = [bytes([0x30, number & 127]) for number in range(10_000)]
    yield from beside_neighbours(farm, presenting(garbage), {1, 4})
    yield from beside_neighbours(farm, presenting([*CHAIN, *garbage]), {1, 4})


def small_certificates(farm, _):
    """3,000 different certificates that can be parsed."""
    certificates = small(3000)
    yield from beside_neighbours(farm, presenting([*CHAIN, *certificates]), {0, 1, 4})
    yield from beside_neighbours(farm, presenting(certificates), {1, 4})


def many_alternative_names(farm, _):
    """A leaf of 10,000 names."""
    leaf = many_names(10_000)
    yield from beside_neighbours(farm, presenting([leaf, *CHAIN[1:]]), {1})


def many_unknown_extensions(farm, _):
    """A leaf of 5,000 extensions."""
    leaf = many_extensions(5_000)
    yield from beside_neighbours(farm, presenting([leaf, *CHAIN[1:]]), {1})


def many_acceptable_issuers(farm, _):
    """As many issuer names as a CertificateRequest holds: 16,000 empty, and 3,000 others."""
    names = {"empty": wire.vector16(b"\x30\0") * 16_000,
             "short": b"".join(wire.vector16(name_of(number)) for number in range(3_000))}
    for authorities in names.values():
        script = (*HELLO13, request(authorities), *presenting(CHAIN)[3:])
        yield from beside_neighbours(farm, script, {0, 1, 4})
        script12 = (*HELLO12, CERTIFICATE12, key_exchange(), request12(authorities), DONE,
                    alert(40), FIN)
        yield from beside_neighbours(farm, script12, {0, 1, 4})


def name_of(number):
    """The DER of a name of one common name."""
    value = b"\x0c\5" + f"{number:05}".encode()
    attribute = b"\6\3\x55\4\3" + value
    inner = b"\x30" + wire.vector8(attribute)
    return b"\x30" + wire.vector8(b"\x31" + wire.vector8(inner))


def warning_alerts(farm, _):
    """500 warnings, in a row and between messages."""
    warnings = repeated(500, alert(112, wire.WARNING))
    yield from beside_neighbours(farm, (*HELLO12, warnings, CERTIFICATE12, key_exchange(), DONE,
                                        FIN), {0, 1, 4})
    between = (alert(90, wire.WARNING), send_record(wire.HANDSHAKE, b""))
    steps = [step for _ in range(250) for step in between]
    yield from beside_neighbours(farm, (*HELLO13, *steps, *HEALTHY13[3:]), {0, 1, 4})


def endless_records(farm, _):
    """Records without end: empty ones, a message that never ends, data before its time."""
    for script in ((HEAR_HELLO, repeated(50_000, send(wire.record(22, b"")))),
                   (HEAR_HELLO, send(wire.record(22, b"\x02\xff\xff\xff")),
                    repeated(2_000, send(wire.record(22, bytes(16_000))))),
                   (HEAR_HELLO, server_hello(),
                    repeated(50_000, send(wire.record(20, b"\1")))),
                   (*HELLO13, repeated(20_000, send_record(wire.APPLICATION_DATA, b"")))):
        yield from beside_neighbours(farm, script, {3, 4})


ASKED = (*HELLO13, request(), certificate(), proof(), finished(), HEAR_FINISHED)


def tickets_after_the_handshake(farm, _):
    """1,000 tickets, and a flood of them."""
    yield from beside_neighbours(farm, (*ASKED, repeated(1_000, TICKET)), {0})
    yield from beside_neighbours(farm, (*HEALTHY13, repeated(20_000, TICKET)), {0})


def key_updates_after_the_handshake(farm, _):
    """A flood of KeyUpdates: the peer was asked for nothing else, and the loop serves others."""
    yield from beside_neighbours(farm, (*ASKED, repeated(20_000, KEY_UPDATE)), {0})
    yield from beside_neighbours(farm, (*ASKED, repeated(1_000_000, KEY_UPDATE)), {0})


def data_after_the_handshake(farm, _):
    """Data without end."""
    yield from beside_neighbours(farm, (*ASKED, repeated(5_000, data(bytes(16_000)))), {0})
    yield from beside_neighbours(farm, (*ASKED, repeated(20_000, data(b""))), {0})


def unknown_messages_after_the_handshake(farm, _):
    """Messages that no client expects."""
    yield from beside_neighbours(farm, (*ASKED, repeated(100, send_message(99, b"x"))), {0})


POINTS = (empty_elements, empty_elements_in_tls12, garbage_elements, small_certificates,
          many_alternative_names, many_unknown_extensions, many_acceptable_issuers, warning_alerts,
          endless_records, tickets_after_the_handshake, key_updates_after_the_handshake,
          data_after_the_handshake, unknown_messages_after_the_handshake)
