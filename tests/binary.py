# SPDX-License-Identifier: Apache-2.0
"""Runs the built mtlschain for the script tests; MTLSCHAIN names the binary."""
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
CASES = ROOT / "testdata/cases"
MTLSCHAIN = os.environ.get("MTLSCHAIN", str(ROOT / "build/release/mtlschain"))
sys.path.insert(0, str(ROOT / "scripts"))


EXIT = {"verified": 0, "rejected": 1}


class NoReport(Exception):
    """The binary gave no report, or one that contradicts its exit code."""


@dataclasses.dataclass
class Run:
    """What one run gave."""
    code: int
    out: bytes
    err: bytes
    cpu_seconds: float
    peak_kib: int


def require():
    """Ends the run where there is no binary to test."""
    if not os.access(MTLSCHAIN, os.X_OK):
        sys.exit(f"{MTLSCHAIN} is not there: build it, or name another one in MTLSCHAIN")


def slowness():
    """A sanitizer's binary takes that much more time and memory than the product's."""
    sanitized = subprocess.run(["grep", "-qE", "__[at]san_init", MTLSCHAIN]).returncode == 0
    return 20 if sanitized else 1


def environment():
    """The caller's environment without options in it (MTLSCHAIN_ROOT and so on), in no colour."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MTLSCHAIN_")}
    return {**plain, "NO_COLOR": "1"}


def run(*words, data=None, limit=60, cwd=None, prefix=()):
    """Runs mtlschain, under `prefix`, with these words; killed after `limit` seconds."""
    child = subprocess.Popen([*prefix, MTLSCHAIN, *map(str, words)], env=environment(), cwd=cwd,
                             stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    guard = threading.Timer(limit, child.kill)
    guard.start()
    parts = {}
    readers = [threading.Thread(target=lambda name, pipe: parts.update({name: pipe.read()}),
                                args=(name, getattr(child, name))) for name in ("stdout", "stderr")]
    for reader in readers:
        reader.start()
    if data is not None:
        feed(child.stdin, data)
    for reader in readers:
        reader.join()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    guard.cancel()
    return Run(child.returncode, parts["stdout"], parts["stderr"],
               usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def report(*words):
    """The one report of `mtlschain verify WORDS -o json`."""
    done = run("verify", *words, "-o", "json")
    try:
        said = json.loads(done.out)["reports"][0]
        if done.code == EXIT[said["verdict"]]:
            return said
    except (ValueError, LookupError):
        pass
    raise NoReport(f"exit {done.code}: {done.out[:200]!r} {done.err[:300]!r}")


def first_error(said):
    """Number and depth of the first error that OpenSSL reports, as openssl_verdict writes it."""
    errors = said["openssl"]
    return f"{errors[0]['number']} {errors[0]['depth']}" if errors else "0"


def feed(pipe, data):
    """Writes what the child wants to read."""
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        pass


class NotHere(Exception):
    """What a case needs and this machine does not have: the case is skipped."""


def conclude(results, skipped=()):
    """Prints the failures, what was skipped and why, and the counts; the exit code."""
    for name, why in skipped:
        print(f"SKIPPED {name}: {why}")
    failed = [name for name, wrong in results if wrong]
    for name, wrong in results:
        for line in wrong:
            print(f"FAILED {name}: {line}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed"
          + (f", {len(skipped)} skipped" if skipped else ""))
    return 1 if failed or not results else 0
