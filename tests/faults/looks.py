# SPDX-License-Identifier: Apache-2.0
"""Looks with the built binary: many targets in one process, and what each came to."""
import dataclasses
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

from identity import AT, ROOT_FILE, binary

JUDGED = ("--root", ROOT_FILE, "--at", AT)
SLOWNESS = 3 if binary.slowness() > 1 else 1  # of timeouts; a sanitizer's binary


@dataclasses.dataclass
class Look:
    """What one target came to: its report, and what the expectations are written in."""
    report: dict
    code: int
    kind: str       # of the failure, "" where there is none
    findings: set
    outcome: str    # of the client certificate
    proved: object  # key_proved: true, false, or null
    seconds: float

    @classmethod
    def of(cls, report):
        """The look that a report is about."""
        seen = report["observation"]
        failure, handshake = seen["failure"] or {}, seen["handshake"] or {}
        return cls(report, report["exit_code"], failure.get("kind", ""),
                   {finding["code"] for finding in findings_of(report)},
                   seen["client_certificate"]["outcome"], handshake.get("key_proved"),
                   seen["elapsed_ms"] / 1000)

    def text(self):
        """One line for a person."""
        return f"exit {self.code} kind '{self.kind}' findings {sorted(self.findings)} " \
               f"client certificate {self.outcome} proved {self.proved} {self.seconds:.2f} s " \
               f"{(self.report['observation']['failure'] or {}).get('message', '')[:120]}"


def findings_of(node):
    """Every finding of a report, wherever it stands."""
    if isinstance(node, list):
        for item in node:
            yield from findings_of(item)
    elif isinstance(node, dict):
        if "code" in node and "severity" in node:
            yield node
        for item in node.values():
            yield from findings_of(item)


@dataclasses.dataclass
class Sweep:
    """One run over many targets."""
    run: binary.Run
    looks: dict
    wall: float

    def codes(self):
        """How often each exit code."""
        counts = {}
        for look in self.looks.values():
            counts[look.code] = counts.get(look.code, 0) + 1
        return counts


def sweep(targets, *words, limit=120, prefix=()):
    """Looks at all targets in one process, `-o jsonl`."""
    with tempfile.TemporaryDirectory() as folder:
        listed = pathlib.Path(folder, "targets")
        listed.write_text("".join(f"{target}\n" for target in targets))
        begin = time.monotonic()
        run = binary.run("verify", "--targets-from", listed, *JUDGED, "-o", "jsonl", *words,
                         limit=limit, prefix=prefix)
        wall = time.monotonic() - begin
    looks = {}
    for line in run.out.splitlines():
        try:
            report = json.loads(line)
            looks[report["target"]] = Look.of(report)
        except (ValueError, LookupError):
            pass  # the line is then missing, which is what the caller looks for
    return Sweep(run, looks, wall)


def one(target, *words, limit=60, prefix=()):
    """One look in a process of its own: the run and the look, None where there is no report."""
    run = binary.run("verify", target, *JUDGED, "-o", "json", *words, limit=limit,
                     prefix=prefix)
    try:
        return run, Look.of(json.loads(run.out)["reports"][0])
    except (ValueError, LookupError):
        return run, None


class Child:
    """A running mtlschain whose output is read when the test wants it."""

    def __init__(self, *words, prefix=(), ignore=(), **how):
        def prepare():
            for number in ignore:
                signal.signal(number, signal.SIG_IGN)
        # pylint: disable-next=consider-using-with,subprocess-popen-preexec-fn
        self.process = subprocess.Popen(
            [*prefix, binary.MTLSCHAIN, *map(str, words)], env=binary.environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=prepare, **how)
        self.guard = threading.Timer(90, self.process.kill)
        self.guard.start()

    def signal(self, number):
        """Sends it a signal."""
        os.kill(self.process.pid, number)

    def end(self, seconds):
        """Waits without reading; the exit code, None where it did not end."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def read(self):
        """Reads both outputs to their end; the exit code, stdout, stderr."""
        out, err = self.process.communicate()
        return self.process.returncode, out, err

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.guard.cancel()
        self.process.kill()
        self.process.communicate()
