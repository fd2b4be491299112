# SPDX-License-Identifier: Apache-2.0
"""Verified means proved: a peer that has only the public chain, and its healthy twins.

Each point is a test: a function of the farm and of whether all is tried, giving what is wrong.
"""
import json
import pathlib
import tempfile

import wire
from expectations import flaw_of
from identity import CHAIN_FILE, KEY_FILE, SPIFFE_ID, binary
from looks import JUDGED, SLOWNESS, findings_of, one, sweep
from steps import (CERTIFICATE12, CLOSE_NOTIFY, DONE, FIN, FINISH_RSA, GARBAGE_PROOF,
                   HEALTHY13, HEAR_FINISHED, HELLO12, HELLO13, HELLO_RSA, RESET, WRONG_KEY, alert,
                   certificate, finished, key_exchange, pause, proof, request, request12, send)

TIMEOUT = 3 * SLOWNESS
CLIENT = ("--cert", CHAIN_FILE, "--key", KEY_FILE)
WAYS = ((), ("--expect-spiffe", SPIFFE_ID), CLIENT, ("--fail-on", "warning"),
        (*CLIENT, "--expect-spiffe", SPIFFE_ID, "--fail-on", "warning"))
FEW = (0, 40, 42, 48, 90, 112, 116, 255)
COPIED13 = (*HELLO13, request(), certificate())
COPIED_RSA = (*HELLO_RSA, CERTIFICATE12, request12(), DONE)
SETTLE = pause(0.05)  # a reset must not overtake what was sent before it


def alerts(full):
    """An alert of each number, as the rest of a script."""
    return [(alert(number),) for number in (range(256) if full else FEW)]


def classed(farm, scripts, classes, *words):
    """What is wrong with the looks at these scripts, all of one class."""
    targets = [farm.play(script) for script in scripts]
    seen = sweep(targets, "--timeout", f"{TIMEOUT}s", *words)
    farm.close()
    for number, target in enumerate(targets):
        flaw = flaw_of(seen.looks.get(target), classes, TIMEOUT)
        if flaw:
            yield f"script {number} {' '.join(map(str, words))}: {flaw}"


def copied_chain_with_tls13(farm, full):
    """CertificateRequest, a copied Certificate, and any end but a proof."""
    ends = [*alerts(full), (alert(40, wire.WARNING),), (CLOSE_NOTIFY,), (FIN,), (SETTLE, RESET),
            (GARBAGE_PROOF,), (WRONG_KEY,), (finished(),), (GARBAGE_PROOF, alert(116)),
            (send(wire.record(wire.ALERT, b"\2\x74")),), (pause(0.5), alert(116))]
    for words in WAYS:
        yield from classed(farm, [(*COPIED13, *end, FIN) for end in ends], ["unproved"], *words)


def copied_chain_with_rsa_key_exchange(farm, full):
    """TLS 1.2: ServerHello, Certificate, CertificateRequest, ServerHelloDone, and an alert."""
    ends = [*alerts(full), (alert(40, wire.WARNING),), (FIN,), (SETTLE, RESET),
            (send(wire.record(20, b"\1") + wire.record(22, bytes(40))),)]
    scripts = [(*COPIED_RSA, *end, FIN) for end in ends]
    scripts += [(*HELLO12, CERTIFICATE12, *rest, alert(40), FIN)
                for rest in ((), (request12(),), (request12(), DONE))]
    for words in WAYS:
        yield from classed(farm, scripts, ["unproved"], *words)


def proved_and_refused(farm, _):
    """The healthy twins: the proof came, and the peer refuses our certificate or its absence."""
    proved = [(*COPIED13, proof(), finished(), HEAR_FINISHED, alert(116), FIN)]
    yield from classed(farm, proved, ["refused, none sent"])
    signed = [(*HELLO12, CERTIFICATE12, key_exchange(), request12(), DONE, alert(40), FIN)]
    yield from classed(farm, signed, ["refused, none sent"])
    completed = [(*HELLO_RSA, CERTIFICATE12, DONE, FINISH_RSA),
                 (*COPIED_RSA, FINISH_RSA), HEALTHY13]
    yield from classed(farm, completed, ["verified"])


def judged_again(document, folder):
    """Exit code, findings and document of a report that is judged again."""
    file = pathlib.Path(folder, "report.json")
    file.write_text(json.dumps(document))
    run = binary.run("verify", f"file:{file}", *JUDGED, "-o", "json")
    try:
        again = json.loads(run.out)
    except ValueError:
        again = {}
    return run.code, {finding["code"] for finding in findings_of(again)}, again


def live_document(farm, script):
    """The JSON document of a look at this script."""
    return json.loads(one(farm.play(script))[0].out)


def copied_chain_judged_again(farm, _):
    """The tool's own JSON about an unproved chain is rejected too, however often."""
    document = live_document(farm, (*COPIED13, alert(116), FIN))
    with tempfile.TemporaryDirectory() as folder:
        judged = judged_again(document, folder)
        yield from expect_unproved("as it was seen", judged)
        yield from expect_unproved("as it was seen, a third time", judged_again(judged[2], folder))
        document["reports"][0]["observation"]["failure"] = None
        document["reports"][0]["observation"]["alerts"] = []
        yield from expect_unproved("without its alert", judged_again(document, folder))


def report_that_does_not_say_is_not_proved(farm, _):
    """A report without key_proved, or with another thing than true there, is not proved."""
    text = json.dumps(live_document(farm, HEALTHY13))
    edits = {"null": None, "false": False, "a text": "true", "a number": 1}
    with tempfile.TemporaryDirectory() as folder:
        for name, value in edits.items():
            document = json.loads(text)
            document["reports"][0]["observation"]["handshake"]["key_proved"] = value
            yield from expect_unproved(name, judged_again(document, folder))
        document = json.loads(text)
        del document["reports"][0]["observation"]["handshake"]["key_proved"]
        yield from expect_unproved("missing", judged_again(document, folder))
        document["reports"][0]["observation"]["handshake"] = None
        yield from expect_unproved("missing, no handshake", judged_again(document, folder))


def expect_unproved(name, judged):
    """What is wrong where a report was edited in this way."""
    code, found, _ = judged
    if (code, "key-not-proved" in found) != (1, True):
        yield f"key_proved {name}: exit {code}, {sorted(found)}"


def proved_report_judged_again(farm, _):
    """The healthy twins: a report that says so stays verified, and so does that of a file."""
    offline = json.loads(binary.run("verify", f"file:{CHAIN_FILE}", *JUDGED, "-o", "json").out)
    with tempfile.TemporaryDirectory() as folder:
        for name, document in (("live", live_document(farm, HEALTHY13)), ("file", offline)):
            for _again in range(2):
                code, found, document = judged_again(document, folder)
                if code != 0:
                    yield f"{name}: exit {code}, {sorted(found)}"


POINTS = (copied_chain_with_tls13, copied_chain_with_rsa_key_exchange, proved_and_refused,
          copied_chain_judged_again, report_that_does_not_say_is_not_proved,
          proved_report_judged_again)
