#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Files of at most 400 lines, functions of at most 60, in src, include, tests and scripts.

Tables (*.def) are free. Prints each that is longer, and exits 1 if there is any. A function of C++
or of a shell begins where a line ends in `{` behind `)` and ends at the next `}` of its indent, as
clang-format sets them; those of Python are asked of its parser. Usage: check-sizes.py [ROOT]
"""
import ast
import pathlib
import re
import subprocess
import sys

MAX_FILE, MAX_FUNCTION = 400, 60
SUFFIXES = {".cpp", ".hpp", ".c", ".go", ".py", ".sh"}
# `f(...) {`, with what may stand between; a condition or a loop is part of a function.
OPENING = re.compile(r"\)[\w\s:&<>,.*\[\]\"-]*\{$")
NO_FUNCTION = re.compile(r"^\s*(\}\s*)?(if|else|for|while|switch|catch|namespace|class|struct)\b")


def braced(lines):
    """Name and length of each function that is set in braces; of nested ones the outer alone."""
    end = 0
    for number, line in enumerate(lines):
        if number < end or not OPENING.search(line) or NO_FUNCTION.match(line):
            continue
        first = start_of(lines, number)
        indent = re.match(r"\s*", lines[first])[0]
        closing = re.compile(rf"^{indent}\}}")
        end = next((at for at in range(number + 1, len(lines)) if closing.match(lines[at])), number)
        yield lines[first].strip(), first, end - first + 1


def start_of(lines, number):
    """Where the signature begins that ends on line `number`: it may be long, or a constructor's."""
    depth = 0
    for first in range(number, -1, -1):
        depth += lines[first].count(")") - lines[first].count("(")
        if depth <= 0 and not lines[first].lstrip().startswith((":", ",")):
            return first
    return number


def parsed(text):
    """The same of Python."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno - 1, node.end_lineno - node.lineno + 1


def too_long(path, shown):
    """A line for the file and for each function that is longer than it may be."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    if len(lines) > MAX_FILE:
        yield f"{shown}: {len(lines)} lines, at most {MAX_FILE}"
    for name, first, length in parsed(text) if path.suffix == ".py" else braced(lines):
        if length > MAX_FUNCTION:
            yield f"{shown}:{first + 1}: {length} lines, at most {MAX_FUNCTION}: {name}"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1])
    names = subprocess.run(["git", "ls-files", "src", "include", "tests", "scripts"], cwd=root,
                           check=True, capture_output=True, text=True).stdout.split()
    files = [name for name in names if pathlib.Path(name).suffix in SUFFIXES
             and (root / name).exists()]
    broken = [line for name in files for line in too_long(root / name, name)]
    print(*broken, f"{len(files)} files, {len(broken)} too long", sep="\n")
    return 1 if broken or not files else 0


if __name__ == "__main__":
    sys.exit(main())
