# SPDX-License-Identifier: Apache-2.0
"""Whom the servers of this suite present: the chain of the case healthy-sidecar, and its key."""
import pathlib
import sys

from cryptography.hazmat.primitives.serialization import load_pem_private_key

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import binary  # noqa: E402  pylint: disable=wrong-import-position
import fixtures_der as der  # noqa: E402  pylint: disable=wrong-import-position

CASE = binary.CASES / "healthy-sidecar"
KEY_FILE = binary.ROOT / "testdata/keys/leaf.pem"
ROOT_FILE = CASE / "root-cert.pem"
CHAIN_FILE = CASE / "presented.pem"
AT = "2026-06-01T00:00:00Z"
SPIFFE_ID = "spiffe://cluster.local/ns/istio-demo/sa/httpbin"
CHAIN = tuple(der.blocks(CHAIN_FILE.read_bytes()))
LEAF_PEM = der.pem(CHAIN[0])
KEY = load_pem_private_key(KEY_FILE.read_bytes(), None)
OTHER_KEY = load_pem_private_key((binary.ROOT / "testdata/keys/third.pem").read_bytes(), None)
