#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Validates sample comparisons with an independent JSON Schema validator.

usage: compare_schema_test.py SCHEMA REPORT_TESTS
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

import schema_test


def samples(report_tests):
    """The comparisons that the test program writes."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [report_tests, "--test-case=comparisons for the schema"],
            env={**os.environ, "MTLSCHAIN_SAMPLES": folder},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        paths = sorted(pathlib.Path(folder).glob("*.json"))
        return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    found = samples(sys.argv[2])
    failures = [f"{name}: {error.message[:300]}" for name, sample in found.items()
                for error in validator.iter_errors(sample)]
    if not failures:
        for name in ("everything", "rejected"):
            failures += [f"{name}: {one}"
                         for one in schema_test.survivors(validator, found[name])]
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(found)} comparisons, {len(failures)} failures")
    return 1 if failures or len(found) < 3 else 0


if __name__ == "__main__":
    sys.exit(main())
