# SPDX-License-Identifier: Apache-2.0
"""Which keys the sections of testdata/fixtures.conf may have: those that testdata/README.md lists."""
import re

HEADING = re.compile(r"^### ")
ROW = re.compile(r"^\| (`[^|]*`) \|")
WORD = re.compile(r"`([^`]+)`")
STATED = {"case": "findings", "lint": "findings"}  # what no section leaves to its `like`


def known_keys(readme):
    """The keys of each place, `[cert NAME]` or `cases/NAME/case.txt`, in the order of the tables."""
    keys, places = {}, []
    for line in readme.splitlines():
        if HEADING.match(line):
            places = WORD.findall(line)
        elif row := ROW.match(line):
            for place in places:
                keys.setdefault(place, []).extend(WORD.findall(row[1]))
    return keys


def unknown_keys(sections, readme):
    """A sentence for each section or key of the declaration that is in no table."""
    known = known_keys(readme)
    for kind, entries in sections.items():
        if kind == "keys":
            continue  # their names are keys
        for name, entry in entries.items():
            place = f"[{name if kind == 'defaults' else kind} NAME]"
            if place not in known:
                yield f"[{kind} {name}]: no such kind of section"
                continue
            yield from (f"[{kind} {name}]: unknown key '{key}'" for key in entry
                        if re.sub(r"^ext\..+", "ext.NAME", key) not in known[place])


def unstated(sections):
    """A sentence for each section that leaves out what every one has to say for itself."""
    for kind, key in STATED.items():
        yield from (f"[{kind} {name}]: states no {key}"
                    for name, entry in sections.get(kind, {}).items() if not entry.get(key))
