# SPDX-License-Identifier: Apache-2.0
"""What `openssl verify` says of a case folder: the oracle of the fixtures and of the tests."""
import datetime
import pathlib
import re
import subprocess
import tempfile

import fixtures_der as der

PURPOSE = {"server": "sslserver", "client": "sslclient", "any": "any"}


def epoch(text):
    """Seconds since 1970 from 2026-06-01T00:00:00Z."""
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def openssl_verdict(folder, case, presented="presented.pem", root="root-cert.pem"):
    """Number and depth of the first error line of `openssl verify` on a folder, as text."""
    presented = [der.pem(block) for block in der.blocks((folder / presented).read_bytes())]
    with tempfile.TemporaryDirectory() as name:
        leaf, rest = pathlib.Path(name, "leaf.pem"), pathlib.Path(name, "rest.pem")
        leaf.write_text(presented[0])
        rest.write_text("".join(presented[1:]))
        words = ["openssl", "verify", "-attime", str(epoch(case["at"])),
                 "-purpose", PURPOSE[case.get("purpose", "server")],
                 "-trusted", folder / root, "-partial_chain"]
        if presented[1:]:
            words += ["-untrusted", rest]
        if (folder / "ca-crl.pem").exists():
            words += ["-crl_check_all", "-CRLfile", folder / "ca-crl.pem"]
        elif case.get("crl"):
            words += ["-crl_check_all"]
        done = subprocess.run([*words, leaf], capture_output=True, text=True, errors="replace")
    error = re.search(r"^error (\d+) at (\d+) depth lookup", done.stderr, re.M)
    if not error and done.returncode:
        return "unreadable"
    return f"{error[1]} {error[2]}" if error else "0"
