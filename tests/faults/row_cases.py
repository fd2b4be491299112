# SPDX-License-Identifier: Apache-2.0
"""The rows of servers that misbehave, and the alerts: looked at in few processes."""
import alert_rows
import server_rows
from expectations import flaw_of
from looks import SLOWNESS, sweep

TIMEOUT = 3 * SLOWNESS
CHUNK = 400


def look_at_rows(farm, rows):
    """One process for these rows; a result is a name and what is wrong."""
    targets = {farm.play(script): (name, classes.split(" | ")) for name, script, classes in rows}
    seen = sweep(targets, "--timeout", f"{TIMEOUT}s")
    farm.close()
    for target, (name, classes) in targets.items():
        flaw = flaw_of(seen.looks.get(target), classes, TIMEOUT)
        yield name, [flaw] if flaw else []


def results(farm, full):
    """All of it."""
    rows = [*server_rows.ROWS, *alert_rows.rows(full)]
    for begin in range(0, len(rows), CHUNK):
        yield from look_at_rows(farm, rows[begin:begin + CHUNK])
