# SPDX-License-Identifier: Apache-2.0
"""Networks: connections that are reset as soon as they stand, addresses that do not answer."""
import contextlib
import pathlib
import socket
import struct
import subprocess
import tempfile
import threading

from identity import binary
from looks import SLOWNESS, one, sweep
from steps import HEALTHY13

DEAD, GOOD = "127.0.0.2", "127.0.0.1"
NAME = "two-addresses.faults.test"
RESETS = struct.pack("ii", 1, 0)


@contextlib.contextmanager
def resetting():
    """A listener that resets every connection as soon as it stands; its port."""
    with socket.create_server((GOOD, 0), backlog=1024) as listener:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    accepted, _ = listener.accept()
                    accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESETS)
                    accepted.close()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def reset_right_after_accept(_, full):
    """What came after the connection stood is exit code 4, in every run."""
    counts = {}
    with resetting() as port:
        for _ in range(300 if full else 30):
            run, look = one(f"{GOOD}:{port}")
            key = (run.code, look.kind if look else "no report")
            counts[key] = counts.get(key, 0) + 1
    if set(counts) != {(4, "reset")}:
        yield f"exit code and failure: {counts}"


def reset_right_after_accept_in_a_sweep(_, full):
    """The same with many in flight."""
    with contextlib.ExitStack() as stack:
        ports = [stack.enter_context(resetting()) for _ in range(64)]
        for _ in range(20 if full else 4):
            seen = sweep([f"{GOOD}:{port}" for port in ports])
            kinds = {(look.code, look.kind) for look in seen.looks.values()}
            if kinds != {(4, "reset")} or len(seen.looks) != len(ports):
                yield f"{len(seen.looks)} reports: {kinds}"


@contextlib.contextmanager
def dead_address():
    """A listener whose queue is full: the kernel drops what comes; its port."""
    with socket.socket() as listener, contextlib.ExitStack() as waiting:
        listener.bind((DEAD, 0))
        listener.listen(0)
        for _ in range(4):
            client = waiting.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def own_hosts(folder, *addresses):
    """A prefix under which NAME has these addresses; NotHere where that is not permitted."""
    hosts = pathlib.Path(folder, "hosts")
    hosts.write_text("".join(f"{address} {NAME}\n" for address in addresses))
    script = f'mount --bind {hosts} /etc/hosts && exec "$0" "$@"'
    for namespace in ("-m", "-rm"):
        prefix = ("unshare", namespace, "sh", "-c", script)
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return prefix
    raise binary.NotHere("no mount namespace is permitted")


def dead_first_address(farm, _):
    """The good second address is tried long before the timeout; the dead one is named."""
    timeout = 8 * SLOWNESS
    with dead_address() as port, tempfile.TemporaryDirectory() as folder:
        farm.play(HEALTHY13, GOOD, port)
        prefix = own_hosts(folder, DEAD, GOOD)
        run, look = one(f"{NAME}:{port}", "--timeout", f"{timeout}s", prefix=prefix)
        if run.code != 0 or look is None:
            yield f"exit {run.code}, {look.text() if look else run.err[:200]}"
            return
        if look.seconds > timeout / 4:
            yield f"took {look.seconds:.1f} s, timeout {timeout} s"
        if look.report["address"] != f"{GOOD}:{port}":
            yield f"address {look.report['address']}"
        remarks = look.report["observation"]["remarks"]
        if not any(DEAD in remark for remark in remarks):
            yield f"remarks do not name {DEAD}: {remarks}"


def healthy_first_address(farm, _):
    """The twin: a first address that answers is the one that is looked at, without a remark."""
    with dead_address() as port, tempfile.TemporaryDirectory() as folder:
        farm.play(HEALTHY13, GOOD, port)
        prefix = own_hosts(folder, GOOD, DEAD)
        run, look = one(f"{NAME}:{port}", prefix=prefix)
        if run.code != 0 or look is None or look.report["address"] != f"{GOOD}:{port}":
            yield f"exit {run.code}, {look.text() if look else run.err[:200]}"
        elif look.report["observation"]["remarks"]:
            yield f"remarks: {look.report['observation']['remarks']}"


def only_dead_addresses(_, __):
    """No address that answers: not reached, in time."""
    timeout = 2 * SLOWNESS
    with dead_address() as port:
        run, look = one(f"{DEAD}:{port}", "--timeout", f"{timeout}s")
    if (run.code, look and look.kind) != (3, "timed_out") or look.seconds > timeout + 2:
        yield f"exit {run.code}, {look.text() if look else run.err[:200]}"


POINTS = (reset_right_after_accept, reset_right_after_accept_in_a_sweep, dead_first_address,
          healthy_first_address, only_dead_addresses)
