#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs `mtlschain lint` over testdata/lint: schema, exit codes, and that no key is ever shown."""
import json
import os
import pathlib
import re
import subprocess
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "report"))
from schema_test import survivors  # noqa: E402

# Of a checkout, where every file can be read by everybody.
OPEN_KEY = re.compile(r"mtlschain: note: .*key(\.pem)? holds a private key, and others .*")
BINARY = os.environ.get("MTLSCHAIN", ROOT / "build" / "dev" / "mtlschain")


def lint(*words, data=None):
    """Exit code and all output of one run."""
    done = subprocess.run([BINARY, "lint", *words], input=data, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def keys(folder):
    """Every line of base64 in the folder's private key."""
    for path in (folder / "ca-key.pem", folder / "tls.key"):
        if path.exists():
            yield from (line for line in path.read_text().splitlines() if len(line) > 32)


def check(folder, validator):
    """What is wrong with the output for one folder."""
    case = dict(line.split(": ", 1) for line in (folder / "case.txt").read_text().splitlines()
                if not line.startswith("#"))
    expected = 0 if case["verdict"] == "verified" else 1
    outputs = [lint(folder, "--at", case["at"], "-o", form) for form in ("text", "json", "jsonl")]
    for code, out, err in outputs:
        told = [line for line in err.splitlines() if not OPEN_KEY.fullmatch(line)]
        if code != expected or told:
            yield f"exit code {code}, expected {expected}: {err}"
        if any(line in out for line in keys(folder)):
            yield "a line of the private key is shown"
    document, line = json.loads(outputs[1][1]), json.loads(outputs[2][1])
    if document != line or outputs[2][1].count("\n") != 1:
        yield "json and jsonl differ"
    yield from (error.message[:300] for error in validator.iter_errors(document))
    if folder.name == "crl-without-right":
        yield from survivors(validator, document)


def main():
    schema = json.loads((ROOT / "testdata" / "lint.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    folders = sorted(path for path in (ROOT / "testdata" / "lint").iterdir() if path.is_dir())
    failures = [f"{folder.name}: {problem}" for folder in folders
                for problem in check(folder, validator)]
    print(*failures, f"{len(folders)} folders, {len(failures)} failures", sep="\n")
    return 1 if failures or len(folders) < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
