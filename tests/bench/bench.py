#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What mtlschain costs beside a bare libssl client and beside the openssl command.

Run by scripts/bench.sh, which builds what is measured and names it in the environment. Everything
compared is run in turn with what it is compared with, by processor time or by instructions.
"""
import dataclasses
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))
from pki import Pki  # noqa: E402  pylint: disable=wrong-import-position
from servers import go_binary  # noqa: E402  pylint: disable=wrong-import-position

MTLSCHAIN = os.environ["MTLSCHAIN"]
STATIC = os.environ["MTLSCHAIN_STATIC_BINARY"]
BARE = os.environ["BARE"]
MEASURE = os.environ["MEASURE"]
WINDOW = 64
DELAY_MS = 20
NAME_SERVER = "127.0.0.77"
CLEAN = {key: value for key, value in os.environ.items() if not key.startswith("MTLSCHAIN")}


@dataclasses.dataclass(frozen=True)
class Cost:
    """What one run cost."""
    code: int
    cpu_us: int
    wall_us: int
    peak_kib: int


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table; None where it could not be measured."""
    measure: str
    value: object
    must: float
    good: float
    unit: str = ""

    def reached(self):
        """The best column reached."""
        if self.value is None:
            return "not measured"
        return "good" if self.value <= self.good else "must" if self.value <= self.must else "NO"

    def text(self):
        """The line as printed."""
        value = "-" if self.value is None else f"{self.value:.3g}"
        return f"{self.measure:<52} {value:>8} {self.must:>7.3g} {self.good:>7.3g} " \
               f"{self.unit:<5} {self.reached()}"


class Bench:
    """The files, the server, and how things are run."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.pki = Pki(folder, ca_bits=4096)
        # pylint: disable-next=consider-using-with
        self.server = subprocess.Popen(
            [go_binary(self.pki), "-listen", "0.0.0.0:0", "-chain", self.pki.path("server-full.pem"),
             "-key", self.pki.path("server.key"), "-client-roots", self.pki.path("root.pem"),
             "-request", "-quiet"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.server.stdout.readline().rsplit(":", 1)[1])

    def stop(self):
        """Ends the server."""
        self.server.kill()
        self.server.wait()

    def write(self, name, lines):
        """A file of lines; its path."""
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines))
        return self.pki.path(name)

    def targets(self, count):
        """A file with that many loopback targets."""
        return self.write(f"targets-{count}", (
            f"127.{1 + at // 62500}.{at // 250 % 250}.{1 + at % 250}:{self.port}"
            for at in range(count)))

    def run(self, *words, code=0, stdin=None, prefix=()):
        """Runs a command; fails unless it exits with `code`."""
        file = self.folder / "cost"
        with open(stdin or os.devnull, "rb") as source:
            subprocess.run([*prefix, MEASURE, file, *words], stdin=source, cwd=self.folder,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=CLEAN,
                           check=True)
        cost = Cost(*map(int, file.read_text().split()))
        if cost.code != code:
            raise RuntimeError(f"exit {cost.code}: {' '.join(map(str, words))}")
        return cost

    def verify(self, *words, **how):
        """Runs `mtlschain verify`; quiet, for the clients compared with print nothing either."""
        return self.run(MTLSCHAIN, "verify", "--root", "root.pem", "-q", *words, **how)

    def sweep(self, count, window=WINDOW):
        """Runs `mtlschain verify` over that many targets."""
        return self.verify("--targets-from", self.targets(count), "--concurrency", str(window))

    def bare(self, mode, list_file, *words):
        """Runs the bare client over a list."""
        return self.run(BARE, mode, "root.pem", *words, stdin=list_file)

    def instructions(self, *words):
        """Instructions of `mtlschain verify`, by callgrind."""
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", MTLSCHAIN, "verify",
             "--timeout", "60s", "--root", "root.pem", *words], cwd=self.folder, env=CLEAN,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])


def in_turn(times, *runs):
    """Runs each in turn; the median processor time of each."""
    costs = [[] for _ in runs]
    for _ in range(times):
        for at, run in enumerate(runs):
            costs[at].append(run().cpu_us)
    return [statistics.median(cost) for cost in costs]


def sweep_rows(bench):
    """1,000 targets beside the bare client and xargs; 10,000 beside 1,000."""
    listed = bench.targets(1000)
    ours, bare = in_turn(5, lambda: bench.sweep(1000),
                         lambda: bench.bare("sweep", listed, str(WINDOW)))
    print(f"sweep: {ours / 1000:.0f} us a target, bare {bare / 1000:.0f} us", flush=True)
    xargs, = in_turn(1, lambda: bench.run(
        "xargs", "-a", listed, "-P", "4", "-n", "1", "openssl", "s_client", "-CAfile", "root.pem",
        "-verify_return_error", "-connect"))
    print(f"xargs -P 4 s_client: {xargs / 1000:.0f} us a target", flush=True)
    client = go_binary(bench.pki, HERE / "client.go")
    beside, go = in_turn(5, lambda: bench.sweep(1000),
                         lambda: bench.run(client, "root.pem", stdin=listed))
    print(f"Go crypto/tls: {go / 1000:.0f} us a target", flush=True)
    yield Row("sweep CPU / bare dynamic, 1,000 targets", ours / bare, 1.10, 0.78)
    yield Row("sweep CPU / Go crypto/tls, 64 workers", beside / go, 1.50, 1.05)
    yield Row("sweep CPU / xargs -P 4 openssl s_client", ours / xargs, 1 / 5, 1 / 7)
    few, many = bench.sweep(1000), bench.sweep(10000)
    yield Row("CPU a target at 10,000 / at 1,000", many.cpu_us / few.cpu_us / 10, 1.05, 1.03)
    yield Row("peak memory at 10,000 / at 1,000", many.peak_kib / few.peak_kib, 1.15, 1.05)


def flight_row(bench):
    """Memory of handshakes in flight: a window of 256 beside one target."""
    window = 256
    one = bench.sweep(1).peak_kib
    full = bench.sweep(1000, window).peak_kib
    yield Row("memory for each handshake in flight", (full - one) / window, 60, 48, "KiB")


def instruction_rows(bench):
    """Instructions, which do not depend on the load of the machine."""
    target = f"127.0.0.1:{bench.port}"
    one, many = (bench.instructions("-q", "--targets-from", bench.targets(count))
                 for count in (1, 41))
    yield Row("instructions for each handshake", (many - one) / 40e6, 10.8, 7.3, "M")
    chain = bench.instructions(target, "--chain", "chain.pem")
    yield Row("one-shot instructions, chain file read", chain / 1e6, 33, 24, "M")


def one_shot_rows(bench):
    """One target, pinned to one processor."""
    target = f"127.0.0.1:{bench.port}"
    pin = ("taskset", "-c", "0")
    ours, stock, bare = in_turn(
        21, lambda: bench.run(MTLSCHAIN, "verify", target, "--root", "root.pem", prefix=pin),
        lambda: bench.run("openssl", "s_client", "-CAfile", "root.pem", "-verify_return_error",
                          "-showcerts", "-connect", target, prefix=pin),
        lambda: bench.run(BARE, "sweep", "root.pem", "1", stdin=bench.targets(1), prefix=pin))
    pipeline, = in_turn(5, lambda: bench.run(
        "bash", "-c", 'mkdir -p piped && cd piped && openssl s_client -showcerts -connect "$0" '
        '>transcript </dev/null; "$1" transcript ../int.pem ../root.pem', target,
        HERE.parent / "peers/pipeline.sh", prefix=pin))
    print(f"one shot: {ours / 1000:.1f} ms, s_client {stock / 1000:.1f} ms, bare {bare / 1000:.1f} "
          f"ms, the document's pipeline {pipeline / 1000:.0f} ms", flush=True)
    yield Row("one-shot CPU / openssl s_client", ours / stock, 1.05, 0.85)
    yield Row("one-shot CPU / the document's pipeline", ours / pipeline, 1 / 18, 1 / 25)
    peaks = [bench.run(MTLSCHAIN, "verify", target, "--root", "root.pem", "--chain",
                       "chain.pem").peak_kib for _ in range(5)]
    yield Row("one-shot peak memory", statistics.median(peaks) / 1024, 9, 7.5, "MiB")


def offline_row(bench):
    """2,000 chain files."""
    files = []
    for at in range(2000):
        files.append(bench.folder / f"offline-{at}.pem")
        files[-1].write_text(bench.pki.text("server-full.pem"))
    bare_list = bench.write("offline", files)
    our_list = bench.write("offline-targets", (f"file:{file}" for file in files))
    ours, bare = in_turn(5, lambda: bench.verify("--targets-from", our_list),
                         lambda: bench.bare("offline", bare_list))
    print(f"offline: {ours / 2000:.0f} us a file, bare {bare / 2000:.0f} us", flush=True)
    yield Row("offline, 2,000 chain files, CPU / bare", ours / bare, 1.05, 0.42)


def names_row(bench):
    """1,000 names, each answer late; behind them a port that refuses. Needs a mount namespace for
    its own resolv.conf, and port 53."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    listed = bench.write("names", (f"n{at}.bench.test:{port}" for at in range(1000)))
    resolv = bench.write("resolv.conf", [f"nameserver {NAME_SERVER}"])
    with subprocess.Popen([sys.executable, HERE / "responder.py", NAME_SERVER, str(DELAY_MS)],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as responder:
        try:
            own_resolv = ("unshare", "-m", "sh", "-c",
                          f"mount --bind {resolv} /etc/resolv.conf && exec \"$0\" \"$@\"")
            if not responder.stdout.readline():
                raise OSError("port 53 is not ours")
            cost = bench.verify("--targets-from", listed, code=3, prefix=own_resolv)
            seconds = cost.wall_us / 1e6
        except (OSError, subprocess.SubprocessError) as error:
            print(f"names: {error}")
            seconds = None
        finally:
            responder.kill()
    yield Row(f"1,000 names at {DELAY_MS} ms an answer", seconds, 3, 0.8, "s")


def size_row(bench):
    """The static binary, stripped."""
    stripped = bench.pki.path("static")
    subprocess.run(["strip", "-o", stripped, STATIC], check=True)
    yield Row("static binary, stripped", os.path.getsize(stripped) / 1e6, 7.5, 6.3, "MB")


PARTS = {"sweep": sweep_rows, "flight": flight_row, "instructions": instruction_rows,
         "one-shot": one_shot_rows, "offline": offline_row, "names": names_row, "size": size_row}


def main():
    """Runs the parts named, or all; 1 where a "must" is missed."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="mtlschain-bench-") as folder:
        bench = Bench(folder)
        try:
            for name in sys.argv[1:] or PARTS:
                begin = time.monotonic()
                rows += PARTS[name](bench)
                print(f"({name}: {time.monotonic() - begin:.0f} s)", flush=True)
        finally:
            bench.stop()
    print(f"\n{'measure':<52} {'value':>8} {'must':>7} {'good':>7} {'':<5} reached")
    for row in rows:
        print(row.text())
    return 1 if any(row.reached() == "NO" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
