#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/demo.sh [DEMO OPTION...]
# Installs what the build needs, builds build/release/mtlschain, runs `mtlschain demo`.
set -euo pipefail
cd "$(dirname "$0")/.."

build_release() {
  cmake --preset release && cmake --build --preset release --target mtlschain
}

scripts/install.sh build
mkdir -p build
if [[ ! -x build/release/mtlschain ]]; then
  echo "building build/release/mtlschain (about two minutes)"
fi
if ! build_release >build/release.log 2>&1; then
  tail -n 40 build/release.log >&2
  echo "demo.sh: error: the build failed; all of it is in build/release.log" >&2
  exit 1
fi
exec build/release/mtlschain demo "$@"
