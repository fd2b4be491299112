# SPDX-License-Identifier: Apache-2.0
"""The faults of the relay at every record and byte, against honest servers."""
import random
import time

import origins
import spans
from expectations import flaw_of
from looks import SLOWNESS, sweep
from relay import BYTE_FAULTS, RECORD_FAULTS, Fault, behaviour

# Seconds for a target: a stall costs all of them, a drip needs many.
TIMEOUTS = {"stall": 1.5 * SLOWNESS, "drip": 20}
TIMEOUT = 4 * SLOWNESS
CHUNK = 250  # targets of one process
FLIPS = 2000
SEED = 8


def steps_of(size):
    """Positions in a record that CI looks at: before it, in its header, at its ends, inside."""
    return sorted({0, 1, 4, 5, 5 + (size - 5) // 2, size - 1})


def faults_at(sizes, positions):
    """Every fault, at these positions of each record."""
    for record, size in enumerate(sizes):
        for name in BYTE_FAULTS:
            for at in positions(size):
                yield Fault(name, record, at, (record + at) % 8)
        for name in RECORD_FAULTS:
            yield Fault(name, record)


def random_flips(sizes, count):
    """Single bits anywhere in the stream."""
    chance = random.Random(SEED)
    for _ in range(count):
        place = chance.randrange(sum(sizes))
        for record, size in enumerate(sizes):
            if place < size:
                yield Fault("flip", record, place, chance.randrange(8))
                break
            place -= size


def sizes_of(farm, origin):
    """The sizes of the records that come from an origin, up to our close_notify."""
    seen = []
    looked = sweep([farm.serve(behaviour(origin, None, seen.append))])
    for _ in range(100):
        if seen:
            break
        time.sleep(0.05)
    return seen[0] if looked.run.code == 0 and seen else []


def look_at_faults(farm, origin, faults, timeout):
    """One process for all these faults: pairs of fault and look."""
    ports = {farm.serve(behaviour(origin, fault)): fault for fault in faults}
    seen = sweep(ports, "--timeout", f"{timeout * 1000:.0f}ms", "--concurrency", "128")
    farm.close()
    if len(seen.looks) != len(faults):
        print(f"exit {seen.run.code}: {seen.run.err[:300]!r}")
    return [(fault, seen.looks.get(target)) for target, fault in ports.items()]


def check_kind(farm, kind, full):
    """All faults at one origin: what was looked at, and what is wrong."""
    origin = origins.start(kind)
    try:
        sizes = sizes_of(farm, origin)[:len(kind.spans) + 1]
        if len(sizes) < len(kind.spans):
            yield f"{kind.name}: a healthy run", ["it is not verified, or has too few records"]
            return
        yield from check_faults(farm, kind, origin, chosen_faults(sizes, full))
    finally:
        origin.stop()


def chosen_faults(sizes, full):
    """At steps for CI, or at every byte, with the flips."""
    if not full:
        return [*faults_at(sizes, steps_of), *random_flips(sizes, 50)]
    return [*faults_at(sizes, range), *random_flips(sizes, FLIPS)]


def check_faults(farm, kind, origin, faults):
    """Looks at the faults in chunks of one timeout."""
    for timeout in (TIMEOUT, *TIMEOUTS.values()):
        group = [fault for fault in faults if TIMEOUTS.get(fault.name, TIMEOUT) == timeout]
        for begin in range(0, len(group), CHUNK):
            for fault, look in look_at_faults(farm, origin, group[begin:begin + CHUNK], timeout):
                flaw = flaw_of(look, spans.classes(kind, fault), timeout)
                span = kind.span(fault.record)
                yield f"{kind.name}, {span}: {fault.text()}", [flaw] if flaw else []


def results(farm, full):
    """All of it; a result is a name and what is wrong."""
    kinds = origins.KINDS + (origins.GO_KINDS if full and origins.has_go() else ())
    for kind in kinds:
        yield from check_kind(farm, kind, full)
