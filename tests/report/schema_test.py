#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Validates sample reports with an independent JSON Schema validator.

usage: schema_test.py SCHEMA REPORT_TESTS
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema


def samples(report_tests):
    """The documents and lines that the test program writes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [report_tests, "--test-case=samples for the schema"],
            env={**os.environ, "MTLSCHAIN_SAMPLES": folder},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        here = pathlib.Path(folder)
        documents = [json.loads(path.read_text("utf-8")) for path in sorted(here.glob("*.json"))]
        lines = [json.loads(line) for line in (here / "all.jsonl").read_text("utf-8").splitlines()]
    return documents, lines


def objects(value, path=()):
    """Every object inside a value whose members are fixed, with the way to it."""
    if isinstance(value, dict):
        if path[-1:] != ("facts",):
            yield path
        for name, member in value.items():
            yield from objects(member, path + (name,))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from objects(member, path + (index,))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def survivors(validator, sample):
    """Mutants of a sample that the schema lets pass: a member added, a member removed."""
    for path in objects(sample):
        for name in list(at(sample, path)) + [None]:
            mutant = copy.deepcopy(sample)
            if name is None:
                at(mutant, path)["stranger"] = 1
            else:
                del at(mutant, path)[name]
            if validator.is_valid(mutant):
                yield f"{'/'.join(map(str, path))} {'+ stranger' if name is None else '- ' + name}"


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    documents, lines = samples(sys.argv[2])
    failures = []
    for sample in documents + lines:
        failures += [error.message[:300] for error in validator.iter_errors(sample)]
    if not failures:
        failures += [s for line in (lines[1], lines[-1]) for s in survivors(validator, line)]
        failures += [f"document: {one}" for one in survivors(validator, documents[1])]
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(documents)} documents, {len(lines)} lines, {len(failures)} failures")
    return 1 if failures or len(documents) < 2 or len(lines) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
