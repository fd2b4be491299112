#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How the binary and our own objects are hardened, as readelf shows it.

What holds for every build is looked at in every build; what only optimised builds have is left out
for the others, by the build folder's own cache. Marks in the objects are ours alone: the linker
keeps that of -fcf-protection only where all have it, and Debian's start files have not.
"""
import json
import pathlib
import platform
import re
import subprocess
import sys

import binary

FLAGS = ["-fstack-protector-strong", "-D_FORTIFY_SOURCE=3"]
BRANCHES = "-fcf-protection=full"
MOST_STATIC_BYTES = 7_500_000  # stripped


def readelf(*words):
    return subprocess.run(["readelf", "-W", *map(str, words)], check=True, capture_output=True,
                          text=True).stdout


def cache_of(folder):
    """The variables of a build folder; none where the binary stands elsewhere."""
    path = folder / "CMakeCache.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(re.findall(r"^(\w+):\w+=(.*)$", "\n".join(lines), re.M))


def position(path):
    """Loaded anywhere: no address is known beforehand."""
    if not re.search(r"Type:\s+DYN", readelf("-h", path)):
        yield "it is not position independent"
    if not re.search(r"FLAGS_1.*\bPIE\b", readelf("-d", path)):
        yield "it is not marked as PIE"


def relocations(path):
    """Full RELRO: what the loader fills in is read-only before main begins."""
    if "GNU_RELRO" not in readelf("-l", path):
        yield "no GNU_RELRO"
    if not re.search(r"FLAGS.*\bNOW\b|BIND_NOW", readelf("-d", path)):
        yield "names are bound late"


def stack(path):
    """Nothing is both writable and executable."""
    for line in readelf("-l", path).splitlines():
        if re.search(r"^\s+(LOAD|GNU_STACK)\s.*\sRWE\s", line):
            yield f"writable and executable: {line.strip()}"
    if "GNU_STACK" not in readelf("-l", path):
        yield "no GNU_STACK"


def packed(path):
    """Relative relocations are packed (DT_RELR)."""
    if "(RELR)" not in readelf("-d", path):
        yield "no DT_RELR"


def alone(path):
    """The static binary needs nothing beside itself, starts, and is not too large."""
    if "INTERP" in readelf("-l", path) or "(NEEDED)" in readelf("-d", path):
        yield "it needs other files"
    done = binary.run("verify", f"file:{binary.CASES / 'healthy-sidecar/presented.pem'}", "--root",
                      binary.CASES / "healthy-sidecar/root-cert.pem", "--at", "2026-06-01")
    if done.code != 0:
        yield f"exit {done.code}: {done.err[:200]!r}"
    sizes = re.findall(r"^\s+LOAD\s+\S+ \S+ \S+ (0x[0-9a-f]+)", readelf("-l", path), re.M)
    size = sum(int(text, 16) for text in sizes)
    if size > MOST_STATIC_BYTES:
        yield f"{size} bytes"


def commands(folder, protects):
    """Every file of ours is compiled with every flag."""
    wanted = FLAGS + [BRANCHES] * protects
    rows = json.loads((folder / "compile_commands.json").read_text())
    if len(rows) < 10:
        yield f"only {len(rows)} files are compiled"
    for row in rows:
        missing = [flag for flag in wanted if flag not in row["command"].split()]
        if missing:
            yield f"{row['file']} without {' '.join(missing)}"


def objects(folder, protects):
    """Our objects: the marks of the compiler, and calls of what it checks with."""
    paths = sorted(folder.glob("CMakeFiles/**/*.o"))
    used = readelf("-s", *paths) if paths else ""
    for what, pattern in (("stack protector", r"UND __stack_chk_fail$"),
                          ("_FORTIFY_SOURCE", r"UND __\w+_chk$")):
        if not re.search(pattern, used, re.M):
            yield f"no object calls the {what}"
    for path in paths if protects else ():
        if not re.search(r"x86 feature: .*IBT, SHSTK", readelf("-n", path)):
            yield f"{path.name} without the mark of {BRANCHES}"


def main():
    binary.require()
    path = pathlib.Path(binary.MTLSCHAIN)
    cache = cache_of(path.parent)
    protects = platform.machine() == "x86_64"
    checks = [(position, path), (relocations, path), (stack, path)]
    if "Rel" in cache.get("CMAKE_BUILD_TYPE", "Release"):
        checks.append((packed, path))
    if "Rel" in cache.get("CMAKE_BUILD_TYPE", ""):
        checks += [(commands, path.parent, protects), (objects, path.parent, protects)]
    if cache.get("MTLSCHAIN_STATIC") == "ON":
        checks.append((alone, path))
    return binary.conclude([(check.__name__, list(check(*words))) for check, *words in checks])


if __name__ == "__main__":
    sys.exit(main())
