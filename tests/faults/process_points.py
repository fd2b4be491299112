# SPDX-License-Identifier: Apache-2.0
"""Readers that do not read, signals, a process that is stopped, few descriptors."""
import contextlib
import json
import pathlib
import re
import signal
import tempfile
import time

from looks import JUDGED, SLOWNESS, Child, sweep
from steps import AWAIT_BYTES, HEALTHY12, HEALTHY13, pause

SILENT = (AWAIT_BYTES,)
ENDS = 3.0  # seconds after a signal, on a busy machine
NOT_BEGUN = re.compile(rb"(\d+) of (\d+) targets were not begun")


@contextlib.contextmanager
def running(targets, *words, **how):
    """A mtlschain that looks at these targets, whose output nobody reads yet."""
    with tempfile.TemporaryDirectory() as folder:
        listed = pathlib.Path(folder, "targets")
        listed.write_text("".join(f"{target}\n" for target in targets))
        with Child("verify", "--targets-from", listed, *JUDGED, "-o", "jsonl", *words,
                   **how) as child:
            yield child


def codes_of(out):
    """How often each exit code stands in these lines."""
    counts = {}
    for line in out.splitlines():
        code = json.loads(line)["exit_code"]
        counts[code] = counts.get(code, 0) + 1
    return counts


def slow_reader(farm, full):
    """A reader that reads nothing for longer than the timeout makes no target late."""
    timeout, nothing = (5, 8) if full else (2 * SLOWNESS, 3.5 * SLOWNESS)
    two_flights = (HEALTHY12[0], pause(0.2), *HEALTHY12[1:])  # it needs the loop in the middle
    targets = [farm.play(HEALTHY13 if at % 2 else two_flights) for at in range(300)]
    with running(targets, "--timeout", f"{timeout}s") as child:
        time.sleep(nothing)
        code, out, err = child.read()
    if code != 0 or codes_of(out) != {0: 300}:
        yield f"exit {code}, {codes_of(out)}, {err[:200]!r}"


def blocked_reader_and_sigterm(farm, _):
    """A full pipe that nobody reads does not keep SIGTERM from ending the process."""
    targets = [farm.play(HEALTHY13) for _ in range(300)]
    with running(targets) as child:
        time.sleep(2.0 * SLOWNESS)
        child.signal(signal.SIGTERM)
        code = child.end(ENDS * SLOWNESS)
    if code != 143:
        yield f"exit {code}, expected 143" if code is not None else "it does not end"


def second_signal(farm, _):
    """A second signal ends it at once."""
    targets = [farm.play(HEALTHY13) for _ in range(300)]
    with running(targets) as child:
        time.sleep(2.0 * SLOWNESS)
        child.signal(signal.SIGTERM)
        time.sleep(0.05)
        child.signal(signal.SIGTERM)
        code = child.end(1.0 * SLOWNESS)
    if code not in {143, -signal.SIGTERM}:
        yield f"exit {code}"


def stopped_process(farm, full):
    """Time in which the process was stopped is not the peers': those that answered meanwhile, and
    those that answer after it."""
    timeout, stopped = (5, 7) if full else (2 * SLOWNESS, 3 * SLOWNESS)
    begin = 0.5 * SLOWNESS
    delays = (begin + 0.3, begin + stopped + 0.3)
    targets = [farm.play((HEALTHY12[0], pause(delay), *HEALTHY12[1:]))
               for delay in delays for _ in range(20)]
    with running(targets, "--timeout", f"{timeout}s") as child:
        time.sleep(begin)
        child.signal(signal.SIGSTOP)
        time.sleep(stopped)
        child.signal(signal.SIGCONT)
        code, out, err = child.read()
    if code != 0 or codes_of(out) != {0: 40}:
        yield f"exit {code}, {codes_of(out)}, {err[:200]!r}"


def interrupted(farm, number, **how):
    """Exit code and stderr of a run over 300 silent targets that gets a signal."""
    targets = [farm.play(SILENT) for _ in range(300)]
    with running(targets, "--timeout", "60s", "--concurrency", "8", **how) as child:
        time.sleep(0.7 * SLOWNESS)
        child.signal(number)
        code, _, err = child.read()
    farm.close()
    return code, err


def signals_say_what_was_not_begun(farm, _):
    """After a signal one line says how many targets were not begun; SIGHUP is like SIGTERM."""
    for number, wanted in ((signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)):
        code, err = interrupted(farm, number)
        if code != wanted:
            yield f"{number.name}: exit {code}, expected {wanted}"
        found = NOT_BEGUN.findall(err)
        if found != [(b"292", b"300")]:
            yield f"{number.name}: {err[:300]!r}, expected '292 of 300 targets were not begun'"


def ignored_sighup(farm, _):
    """Under nohup SIGHUP is ignored at the start, and stays so."""
    script = (HEALTHY13[0], pause(0.7 * SLOWNESS), *HEALTHY13[1:])
    with running([farm.play(script)], ignore=[signal.SIGHUP]) as child:
        time.sleep(0.3 * SLOWNESS)
        child.signal(signal.SIGHUP)
        code, out, err = child.read()
    if code != 0 or codes_of(out) != {0: 1}:
        yield f"exit {code}, {codes_of(out)}, {err[:200]!r}"


def limited(descriptors):
    """A prefix under which a process may have so few descriptors."""
    return ("sh", "-c", f'ulimit -n {descriptors}; exec "$0" "$@"')


def few_descriptors(farm, _):
    """The window becomes as small as it has to; nothing is called unreachable."""
    targets = [farm.play(HEALTHY13) for _ in range(300)]
    for descriptors, count in ((12, 300), (16, 100), (24, 100)):
        seen = sweep(targets[:count], prefix=limited(descriptors))
        if seen.run.code != 0 or seen.codes() != {0: count}:
            yield f"{descriptors}: exit {seen.run.code}, {seen.codes()}, {seen.run.err[:200]!r}"


def too_few_descriptors(farm, _):
    """Below the least that is needed the tool says so: usage, not a bug."""
    targets = [farm.play(HEALTHY13) for _ in range(20)]
    for descriptors in (4, 5, 6, 7):
        seen = sweep(targets, prefix=limited(descriptors))
        enough = seen.run.code == 0 and seen.codes() == {0: 20}
        said = seen.run.code == 2 and b"mtlschain: error: " in seen.run.err
        if not said and not (enough and descriptors > 6):
            yield f"{descriptors}: exit {seen.run.code}, {seen.run.err[:300]!r}"


POINTS = (slow_reader, blocked_reader_and_sigterm, second_signal, stopped_process,
          signals_say_what_was_not_begun, ignored_sighup, few_descriptors, too_few_descriptors)
