#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every `demo --case` shows the headline of its row, with the hint that `explain` gives for it."""
import json
import re
import sys

import binary


def explanations():
    """What `explain` knows, by id."""
    done = binary.run("explain", "-o", "json")
    return {row["code"]: row for row in json.loads(done.out)["explanations"]}


def cases():
    """Name and headline of each row of `demo --list`."""
    lines = binary.run("demo", "--list").out.decode().splitlines()[1:]
    return [line.split()[:2] for line in lines]


def screen(name):
    """The screen of one case: its exit code, what stands above the endpoint, the last line."""
    done = binary.run("demo", "--case", name)
    text = done.out.decode()
    head = text.split("\n\n", 1)[1].split("\nendpoint:")[0]
    return done.code, head, text.splitlines()[-1]


def told(head, label):
    """What stands behind one label above the endpoint, on one line."""
    found = re.search(rf"^  {label}: +(.*(?:\n        .*)*)", head, re.M)
    return " ".join(found[1].split()) if found else ""


def filled(text):
    """A pattern for a text of the tables with its placeholders filled in."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(text))


def wrong_with(name, headline, known):
    """What the screen of one case has wrong."""
    code, head, last = screen(name)
    if headline == "verified":
        return [] if (code, last) == (0, "verified") else [f"exit {code}: {last}"]
    row = known.get(headline)
    if row is None:
        return [f"explain does not know {headline}"]
    seen = row["severity"] != "not observed"
    expected = f"rejected: {headline}" if seen else f"not observed: {headline} ({row['catalogue']})"
    wrong = [] if last == expected else [f"says {last}, not {expected}"]
    if code != (1 if seen else 4):
        wrong.append(f"exit {code}")
    if seen:
        wrong += [f"{label}: {told(head, label)!r}, not {row[column]!r}"
                  for label, column in (("why", "why"), ("hint", "hint"))
                  if not re.fullmatch(filled(row[column]), told(head, label))]
    if row["command"] and not told(head, "run"):
        wrong.append(f"no command in {head!r}")
    return wrong


def main():
    """Exits 1 when a case says anything else."""
    binary.require()
    known = explanations()
    return binary.conclude([(name, wrong_with(name, headline, known))
                            for name, headline in cases()])


if __name__ == "__main__":
    sys.exit(main())
