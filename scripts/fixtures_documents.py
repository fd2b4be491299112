# SPDX-License-Identifier: Apache-2.0
"""Documents of testdata/documents: its templates with certificates of testdata/fixtures.conf in them.

@{base64 NAME...}  the PEM of the certificates in base64, as in a Secret or in inline_bytes
@{string NAME...}  the PEM as it stands inside a JSON string
@{block N NAME...} the PEM as lines behind N blanks, as in a YAML literal
@{der NAME}        one certificate's DER in base64
"""
import base64
import json
import re

import fixtures_der as der

PLACE = re.compile(r"@\{(\w+) ([^}]*)\}")


def pem(forge, names):
    return b"".join(forge.certificate(name).read_bytes() for name in names)


def as_block(forge, words):
    blanks = " " * int(words[0])
    return "".join(blanks + line + "\n" for line in pem(forge, words[1:]).decode().splitlines())


FORMS = {
    "base64": lambda forge, names: base64.b64encode(pem(forge, names)).decode(),
    "string": lambda forge, names: json.dumps(pem(forge, names).decode())[1:-1],
    "block": as_block,
    "der": lambda forge, names: base64.b64encode(der.blocks(pem(forge, names))[0]).decode(),
}


def make_document(template, forge, folder):
    """One document, named as its template."""
    folder.mkdir(exist_ok=True)
    text = PLACE.sub(lambda found: FORMS[found[1]](forge, found[2].split()), template.read_text())
    (folder / template.name).write_text(text)
