#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""usage: faults_test.py [--full] [PART...]     parts: relay, servers, and the named points

What hostile peers, networks and readers get out of mtlschain, with the expected class of every
fault written down (spans.py, alert_rows.py, server_rows.py). Without --full: what CI looks at.
MTLSCHAIN names the binary. Ends with `N passed, N failed`.
"""
import sys
import time

import answer_points
import farm
import flood_points
import network_points
import process_points
import proof_points
import row_cases
import sweep_cases
from identity import binary

TABLES = {"relay": sweep_cases.results, "servers": row_cases.results}
SKIPPED = []
POINTS = (proof_points, answer_points, flood_points, network_points, process_points)


def run_point(point, servers, full):
    """A named test: one result, or why it is skipped."""
    try:
        wrong = list(point(servers, full))
    except binary.NotHere as missing:
        SKIPPED.append((point.__name__, missing))
        return []
    except (OSError, LookupError, ValueError, AssertionError) as error:
        wrong = [f"{type(error).__name__}: {error}"]
    finally:
        servers.close()
    return [(point.__name__, wrong)]


def parts():
    """Name and function of each part."""
    yield from TABLES.items()
    for module in POINTS:
        for point in module.POINTS:
            yield point.__name__, lambda servers, full, point=point: run_point(point, servers, full)


def main():
    """Runs the parts named, or all."""
    binary.require()
    full = "--full" in sys.argv[1:]
    named = [word for word in sys.argv[1:] if word != "--full"]
    results = []
    with farm.Farm() as servers:
        for name, part in parts():
            if named and name not in named:
                continue
            begin = time.monotonic()
            done = list(part(servers, full))
            results += done
            failed = sum(bool(wrong) for _, wrong in done)
            print(f"{name}: {len(done) - failed} of {len(done)}, "
                  f"{time.monotonic() - begin:.0f} s", flush=True)
    return binary.conclude(results, SKIPPED)


if __name__ == "__main__":
    sys.exit(main())
