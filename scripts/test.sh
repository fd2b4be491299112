#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/test.sh [STEP...]
# Without arguments: everything that CI checks. Steps: install format includes shell dev asan tsan
# release static peers; `quick` is install format includes shell dev. The last line is
# `N passed, N failed, N skipped`, counted in test cases; a step that fails otherwise counts as one.
# The asan, tsan, release and static builds run the cases of `dev` again: only their failures are
# added.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

all_steps=(install format includes shell dev asan tsan release static peers)
quick_steps=(install format includes shell dev)
again=" asan tsan release static "
PATH=/usr/bin:/bin:$PATH # Debian's python3 and go, which the packages belong to
logs=build/logs
passed=0
failed=0
skipped=0

run_install() { scripts/install.sh build test check; }

run_format() { git ls-files -z '*.cpp' '*.hpp' '*.c' | xargs -0 clang-format-19 --dry-run -Werror; }

# What may include what, how long files and functions are, and what comments refer to.
run_includes() {
  local code=0
  scripts/check-includes.sh || code=1
  scripts/check-sizes.py || code=1
  scripts/check-references.py || code=1
  return $code
}

run_shell() { git ls-files -z '*.sh' .ci/run | xargs -0 shellcheck; }

# build_preset PRESET [CMAKE OPTION...]
build_preset() { cmake --preset "$1" && cmake --build --preset "$@"; }

# test_preset PRESET [CTEST OPTION...]
test_preset() {
  local preset=$1
  shift
  ctest --test-dir "build/$preset" -V -j2 "$@"
}

run_dev() { build_preset dev && test_preset dev; }

# What goes through all cases once more from outside shows another build nothing new.
once='^(order_test|compare_oracle_test|mutations_test|fixtures)$'

# Its times and descriptors are those of a plain build: a sanitizer needs some of both for itself.
no_sanitizer='^faults$'

run_asan() {
  build_preset asan && test_preset asan -E "$once|$no_sanitizer" && run_peers_with asan 3
}

# Threads are there in the tests with servers of their own only.
run_tsan() {
  build_preset tsan --target mtlschain net_tests demo_tests cli_tests &&
    test_preset tsan -R '^(net|demo|cli)$'
}

# run_peers_with PRESET RUNS, each look that often
run_peers_with() { MTLSCHAIN=$PWD/build/$1/mtlschain PEER_RUNS=$2 tests/peers/peers_test.py; }

# The release preset has no test programs: the test scripts look at its binary.
run_release() { build_preset release && test_preset release -E "$once"; }

# How the one binary that runs alone is made, and what it leaves in memory.
run_static() { build_preset static && test_preset static -R '^(hardening|core)_test$'; }

run_peers() { run_peers_with release 200; }

# Prints "PASSED FAILED SKIPPED" as counted by doctest and by the test scripts in a log.
count_cases() {
  awk '/\[doctest\] test cases:/ { sub(/.*test cases:/, ""); split($0, part, "|")
                                   p += part[2]; f += part[3] }
       /^([0-9]+: )?[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
         sub(/^[0-9]+: /, ""); p += $1; f += $3; s += $5 }
       END { print p + 0, f + 0, s + 0 }' "$1"
}

run_step() {
  local step=$1 begin=$SECONDS code=0 p f s
  "run_$step" >"$logs/$step.log" 2>&1 </dev/null || code=$?
  read -r p f s < <(count_cases "$logs/$step.log")
  grep -aE '^([0-9]+: )?SKIPPED ' "$logs/$step.log"
  if ((code != 0)); then
    tail -n 40 "$logs/$step.log"
    ((f > 0)) || f=1
  fi
  printf '%-9s %-7s %5d passed, %d failed, %d skipped  %4d s\n' "$step" \
    "$( ((code == 0 && f == 0)) && echo ok || echo FAILED)" "$p" "$f" "$s" "$((SECONDS - begin))"
  [[ $again == *" $step "* ]] || passed=$((passed + p)) skipped=$((skipped + s))
  failed=$((failed + f))
  ((code == 0))
}

steps=("$@")
((${#steps[@]} > 0)) || steps=("${all_steps[@]}")
[[ ${steps[0]} == quick ]] && steps=("${quick_steps[@]}")
for step in "${steps[@]}"; do
  if ! declare -F "run_$step" >/dev/null || [[ " ${all_steps[*]} " != *" $step "* ]]; then
    echo "test.sh: error: unknown step '$step'; steps: quick ${all_steps[*]}" >&2
    exit 2
  fi
done
mkdir -p "$logs"
for index in "${!steps[@]}"; do
  run_step "${steps[index]}" && continue
  if [[ ${steps[index]} == install ]]; then
    failed=$((failed + ${#steps[@]} - index - 1)) # none of the others can run
    break
  fi
done
echo "logs: $logs"
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && passed > 0))
