#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What comments and papers refer to is in the repository.

Every Markdown file that src, include, tests, scripts and CMakeLists.txt name has to be there, written
from the top (`src/DOMAIN.md`), and a section behind it (`src/DOMAIN.md: wire`) one of its headings. In
src/README.md, src/DOMAIN.md and testdata/README.md every `path` has to be there too. Prints each that
is not, and exits 1 if there is any. Usage: check-references.py [ROOT]
"""
import pathlib
import re
import subprocess
import sys

PAPERS = ("src/README.md", "src/DOMAIN.md", "testdata/README.md")
NAMED = re.compile(r"(?<![\w/.:-])([\w./-]*\w\.md)\b(?::\s+([a-z]+))?")
QUOTED = re.compile(r"`([\w./-]+)`")
CASE = re.compile(r"^(cases|lint)/[a-z0-9-]+$")
TOP = ("src", "include", "tests", "scripts", "testdata")  # where a quoted path may begin


def headings(path):
    """The words of a paper's `## ` headings."""
    return re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.M)


def broken_names(root, line):
    """The papers and sections that a line names in vain; what is built from parts is not a name."""
    for name, section in NAMED.findall(line):
        path = root / name.replace("/../", "/").lstrip("/")
        if not path.is_file():
            yield f"there is no {name}"
        elif section and name == "src/DOMAIN.md" and section not in headings(path):
            yield f"{name} has no section '{section}'"


def candidates(word):
    """Where a quoted path of a paper may be."""
    if CASE.match(word):
        return [f"testdata/{word}"]
    if word.split("/")[0] in TOP:
        return [word]
    if re.fullmatch(r"\w+(/\w+)*\.(cpp|hpp|def)", word):  # of a room
        return [f"src/{word}", f"src/cli/{word}", f"include/mtlschain/{word}"]
    return []


def broken_paths(root, line):
    """The paths that a line of a paper quotes in vain."""
    for word in QUOTED.findall(line):
        places = candidates(word)
        if places and not re.search(r"(?<![A-Za-z])[A-Z]{4,}(?![A-Za-z])", word) and not any((root / place).exists() for place in places):
            yield f"there is no {word}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    names = subprocess.run(["git", "ls-files", "src", "include", "tests", "scripts",
                            "CMakeLists.txt", *PAPERS], cwd=root, check=True,
                           capture_output=True, text=True).stdout.split()
    broken = []
    for name in names:
        if not (root / name).is_file():
            continue
        lines = (root / name).read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, 1):
            found = [*broken_names(root, line), *(broken_paths(root, line) if name in PAPERS else [])]
            broken += [f"{name}:{number}: {what}" for what in found]
    print(*broken, f"{len(names)} files, {len(broken)} broken references", sep="\n")
    return 1 if broken or not names else 0


if __name__ == "__main__":
    sys.exit(main())
