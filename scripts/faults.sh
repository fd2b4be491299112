#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/faults.sh [PART...]     parts: relay servers, and the named points
# Builds the release binary and runs the fault suite in full: every fault at every byte, alerts of
# every number, 2,000 flips of each kind of handshake. The last line is `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=/usr/bin:/bin:$PATH

scripts/install.sh build test
cmake --preset release >/dev/null
cmake --build --preset release --target mtlschain >/dev/null
MTLSCHAIN=$PWD/build/release/mtlschain exec tests/faults/faults_test.py --full "$@"
