# SPDX-License-Identifier: Apache-2.0
"""What became of our certificate: late answers of TLS 1.3 peers, and warning alerts."""
from expectations import flaw_of
from looks import SLOWNESS, sweep
from proof_points import CLIENT
from steps import (CERTIFICATE12, CLOSE_NOTIFY, DONE, FIN, FINISH_ECDHE, HEAR_CLOSE,
                   HEAR_FINISHED, HEAR_HELLO, HELLO12, HELLO13, RESET, TICKET, alert, certificate,
                   data, finished, key_exchange, pause, proof, request, request12, server_hello12)
from wire import WARNING

TIMEOUT = 10 * SLOWNESS  # nothing waits for it, and many looks begin at once
# A peer that asks and says nothing more: Envoy sends no ticket before it has data.
ASKING = (*HELLO13, request(), certificate(), proof(), finished(), HEAR_FINISHED)
DELAYS = (0, 0.2, 0.7, 1.5)
REFUSED, ACCEPTED, UNKNOWN = ["refused"], ["accepted"], ["acceptance unknown"]


def answers(farm, rows, *words, timeout=TIMEOUT):
    """What is wrong with the looks at rows of name, script, classes."""
    targets = {farm.play(script): (name, classes) for name, script, classes in rows}
    seen = sweep(targets, "--timeout", f"{timeout}s", "--concurrency", "256", *words)
    farm.close()
    for target, (name, classes) in targets.items():
        flaw = flaw_of(seen.looks.get(target), classes, timeout)
        if flaw:
            yield f"{name} {' '.join(map(str, words[:1]))}: {flaw}"


def alert_rows(runs):
    """A fatal alert, at once and late."""
    for number in (116, 48, 42):
        for delay in DELAYS:
            yield from [(f"alert {number} after {delay} s",
                         (*ASKING, pause(delay), alert(number), FIN), REFUSED)] * runs


def late_alert_refuses(farm, full):
    """An alert refuses, whenever it comes before the timeout."""
    for words in ((), CLIENT):
        yield from answers(farm, alert_rows(20 if full else 2), *words)


def late_alert_decides_the_same_exit_code(farm, full):
    """With a certificate sent and --fail-on warning a refusal is exit code 1 at every delay."""
    targets = [farm.play(script) for _, script, _ in alert_rows(20 if full else 2)]
    seen = sweep(targets, "--timeout", f"{TIMEOUT}s", "--concurrency", "256", *CLIENT, "--fail-on",
                 "warning")
    if seen.codes() != {1: len(targets)}:
        yield f"exit codes {seen.codes()} of {len(targets)}"


def close_notify_is_answered(farm, full):
    """A peer that took the certificate answers our close_notify, sends a ticket, or data."""
    rows = [("close_notify for close_notify", (*ASKING, HEAR_CLOSE, CLOSE_NOTIFY, FIN)),
            ("close_notify without FIN", (*ASKING, HEAR_CLOSE, CLOSE_NOTIFY)),
            ("close_notify, late", (*ASKING, HEAR_CLOSE, pause(1), CLOSE_NOTIFY, FIN))]
    for delay in DELAYS:
        rows.append((f"ticket after {delay} s", (*ASKING, pause(delay), TICKET)))
        rows.append((f"data after {delay} s", (*ASKING, pause(delay), data(b"220 ready\r\n"))))
    rows = [(name, script, ACCEPTED) for name, script in rows for _ in range(20 if full else 2)]
    for words in ((), CLIENT):
        yield from answers(farm, rows, *words)


def end_without_close_notify_refuses(farm, full):
    """FIN or RST in the place of an answer: refused, by an alert that did not arrive."""
    rows = [("FIN", (*ASKING, FIN), REFUSED),
            ("FIN, late", (*ASKING, pause(0.7), FIN), REFUSED),
            ("FIN for close_notify", (*ASKING, HEAR_CLOSE, FIN), REFUSED),
            ("RST", (*ASKING, RESET), REFUSED),
            ("RST for close_notify", (*ASKING, HEAR_CLOSE, RESET), REFUSED)]
    for words in ((), CLIENT):
        yield from answers(farm, rows * (20 if full else 2), *words)


def silence_is_unknown(farm, _):
    """Nothing until the timeout: unknown; where a certificate was sent that is a warning."""
    silent = [("silence", ASKING, UNKNOWN)]
    yield from answers(farm, silent, timeout=SLOWNESS)
    yield from answers(farm, silent, *CLIENT, timeout=SLOWNESS)
    seen = sweep([farm.play(ASKING)], "--timeout", f"{SLOWNESS}s", *CLIENT, "--fail-on", "warning")
    if seen.codes() != {1: 1}:
        yield f"silence after a certificate with --fail-on warning: {seen.codes()}, expected 1"


def waiting_holds_no_place(farm, _):
    """Peers that only have not answered yet do not keep others from being looked at."""
    silent = [farm.play(ASKING) for _ in range(40)]
    timeout = 3 * SLOWNESS
    seen = sweep(silent, "--timeout", f"{timeout}s", "--concurrency", "4")
    if seen.codes() != {0: 40}:
        yield f"exit codes {seen.codes()}"
    if seen.wall > timeout + 3:
        yield f"40 silent peers, 4 at a time, took {seen.wall:.1f} s, timeout {timeout} s"


def healthy12(*first, between=()):
    """TLS 1.2 with a certificate request, and alerts before and behind ServerHello."""
    return (HEAR_HELLO, *first, server_hello12(), *between, CERTIFICATE12, key_exchange(),
            request12(), DONE, FINISH_ECDHE)


def warning_alert_refuses_nothing(farm, _):
    """A warning before an accepted handshake is no refusal (RFC 5246 7.2.2, RFC 8446 6)."""
    rows = []
    for number in (112, 90):
        warning = alert(number, WARNING)
        rows += [(f"{number} before ServerHello", healthy12(warning), ACCEPTED),
                 (f"{number} behind ServerHello", healthy12(between=(warning,)), ACCEPTED),
                 (f"{number} before Finished",
                  (*HELLO12, CERTIFICATE12, key_exchange(), request12(), DONE, warning,
                   FINISH_ECDHE), ACCEPTED)]
    rows.append(("1.3: user_canceled", (*HELLO13, alert(90, WARNING), *ASKING[3:], TICKET),
                 ACCEPTED))
    for words in ((), (*CLIENT, "--fail-on", "warning")):
        yield from answers(farm, rows, *words)


def warning_level_is_fatal_in_tls13(farm, _):
    """TLS 1.3 has no warnings but two: any other alert ends the handshake (RFC 8446 6.2)."""
    rows = [(f"{number} at warning level", (*ASKING, alert(number, WARNING), FIN), REFUSED)
            for number in (112, 100, 48)]
    yield from answers(farm, rows)
    rows = [(f"{number} before the certificate", (*HELLO13, alert(number, WARNING), FIN), ["alert"])
            for number in (112, 48)]
    yield from answers(farm, rows)


POINTS = (late_alert_refuses, late_alert_decides_the_same_exit_code, close_notify_is_answered,
          end_without_close_notify_refuses, silence_is_unknown, waiting_holds_no_place,
          warning_alert_refuses_nothing, warning_level_is_fatal_in_tls13)
