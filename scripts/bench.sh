#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/bench.sh [PART...]   parts: sweep flight instructions one-shot offline names size
# Builds the release and the static binary, the bare client that they are measured against, and
# prints one table: measure, value, must, good, reached. Exit code 1 where a "must" is missed.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=/usr/bin:/bin:$PATH

scripts/install.sh build bench
for preset in release static; do
  echo "building $preset"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" --target mtlschain >/dev/null
done
mkdir -p build/bench
cc -O2 -o build/bench/bare tests/bench/bare.c -lssl -lcrypto
cc -O2 -o build/bench/measure tests/bench/measure.c
ulimit -n "$(ulimit -Hn)"
MTLSCHAIN=$PWD/build/release/mtlschain MTLSCHAIN_STATIC_BINARY=$PWD/build/static/mtlschain \
  BARE=$PWD/build/bench/bare MEASURE=$PWD/build/bench/measure \
  exec /usr/bin/python3 tests/bench/bench.py "$@"
