#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/fuzz.sh [SECONDS] [TARGET...]
# Builds the fuzzers and runs each target (all by default) for SECONDS (120), from the corpus in
# testdata/fuzz and from what scripts/fuzz_seeds.py takes out of testdata. Inputs that reach further
# are merged into the corpus, which the tests replay. Exits 1 if a promise was broken: the input is
# then in build/fuzz/found/TARGET; mend the code and put the input into the corpus under a name that
# says what it is.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A longest=( # bytes of one input
  [material]=8192
  [document]=8192
  [trust_bundle]=4096
  [certificate]=4096
  [certificate_message]=4096
  [crl]=4096
  [private_key]=4096
  [lint_secret]=12288
  [lint_directory]=12288
  [compare]=8192
  [target_list]=1024
  [spiffe_id]=2560
  [target]=512
  [conversation]=256
  [moment]=128
)
corpus_bytes=4000 # of one kept input
corpus_files=40
limits=(-rss_limit_mb=1024 -timeout=10)

seconds=120
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  seconds=$1
  shift
fi
targets=("$@")
((${#targets[@]} > 0)) || mapfile -t targets < <(printf '%s\n' "${!longest[@]}" | sort)
for target in "${targets[@]}"; do
  if [[ ! -v longest[$target] ]]; then
    echo "fuzz.sh: error: unknown target '$target'; targets: ${!longest[*]}" >&2
    exit 2
  fi
done

# keep TARGET: the least inputs that reach all that was reached; those with a name always stay.
keep() {
  local corpus=testdata/fuzz/$1 merged=build/fuzz/merged/$1
  rm -rf "$merged"
  mkdir -p "$merged" "$corpus"
  "build/fuzz/$1_fuzz" -set_cover_merge=1 -use_counters=0 -max_len="$corpus_bytes" \
    "${limits[@]}" "$merged" "$corpus" "build/fuzz/work/$1" 2>>"build/fuzz/$1.log"
  find "$corpus" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
  find "$merged" -type f -printf '%s %p\n' | sort -n | head -n "$corpus_files" | cut -d' ' -f2- |
    xargs -r cp -t "$corpus"
}

run() {
  local code=0 found=build/fuzz/found/$1
  mkdir -p "$found" "build/fuzz/work/$1" "testdata/fuzz/$1"
  "build/fuzz/$1_fuzz" -max_total_time="$seconds" -max_len="${longest[$1]}" "${limits[@]}" \
    -print_final_stats=1 -artifact_prefix="$found/" "build/fuzz/work/$1" "testdata/fuzz/$1" \
    "build/fuzz/seeds/$1" >"build/fuzz/$1.log" 2>&1 || code=$?
  keep "$1" || code=$?
  printf '%-20s %-7s %10s executions, %s\n' "$1" "$( ((code == 0)) && echo ok || echo FAILED)" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$1.log")" \
    "$(find "testdata/fuzz/$1" -type f | wc -l) inputs kept"
  ((code == 0)) || grep -aE 'ERROR|SUMMARY|what\(\)|Test unit written' "build/fuzz/$1.log"
  return "$code"
}

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --parallel "${JOBS:-2}" --target "${targets[@]/%/_fuzz}"
scripts/fuzz_seeds.py build/fuzz/seeds
failed=0
for target in "${targets[@]}"; do
  run "$target" || failed=1
done
exit "$failed"
