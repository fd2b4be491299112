#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/install.sh GROUP...     groups: build, test, check, bench
# Installs the Debian packages of the groups that are missing. The one list of packages is here.
set -euo pipefail

declare -A packages=(
  [build]="g++ cmake ninja-build pkg-config ccache libssl-dev libboost1.81-dev libcli11-dev
           libexpected-dev libfmt-dev nlohmann-json3-dev libc-ares-dev libyaml-dev"
  [test]="doctest-dev openssl nginx-light haproxy gnutls-bin golang-go python3 python3-jsonschema
          python3-cryptography"
  [check]="clang-19 clang-format-19 libclang-rt-19-dev llvm-19 shellcheck"
  [bench]="openssl golang-go python3 valgrind"
)
services="nginx haproxy" # started and enabled by their packages; the tests run their own

fail() {
  printf 'install.sh: error: %s\ninstall.sh: hint: %s\n' "$1" "$2" >&2
  exit 1
}

missing_packages() {
  local group package
  for group in "$@"; do
    for package in ${packages[$group]}; do
      [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
        echo "$package"
    done
  done | sort -u
}

become_root() {
  ((EUID == 0)) && return
  command -v sudo >/dev/null ||
    fail "missing packages: ${missing[*]}" "run as root: apt-get install ${missing[*]}"
  exec sudo --preserve-env=http_proxy,https_proxy,no_proxy -- "$script" "${groups[@]}"
}

# Keeps packages from starting their services while they are installed, as policy-rc.d(8) asks.
forbid_starting() {
  policy=/usr/sbin/policy-rc.d
  [[ -e $policy ]] && return
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
}

disable_new_services() {
  local service
  for service in $services; do
    [[ " ${missing[*]} " == *" $service"* ]] || continue
    update-rc.d "$service" disable >/dev/null 2>&1 || true
    if command -v systemctl >/dev/null; then
      systemctl --quiet disable "$service" >/dev/null 2>&1 || true
    fi
  done
}

# A package that would push out another one (libboost1.74-dev) is an error, not a surprise.
install_missing() {
  local log
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  local options=(-q -y -o DPkg::Lock::Timeout=300)
  apt-get "${options[@]}" update >"$log" 2>&1 ||
    echo "install.sh: warning: apt-get update failed, trying with the lists at hand" >&2
  if ! apt-get "${options[@]}" install --no-install-recommends --no-remove "${missing[@]}" \
    >>"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    fail "apt-get could not install the packages" "see $log"
  fi
  rm -f "$log"
}

script=$(readlink -f "$0")
groups=("$@")
((${#groups[@]} > 0)) || fail "no group given" "groups: ${!packages[*]}"
for group in "${groups[@]}"; do
  [[ -v packages[$group] ]] || fail "unknown group '$group'" "groups: ${!packages[*]}"
done
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  fail "this is not a Debian system: dpkg-query and apt-get are not here" \
    "install what the table in scripts/install.sh names by this system's own means"
fi

mapfile -t missing < <(missing_packages "${groups[@]}")
((${#missing[@]} == 0)) && exit 0
become_root
echo "installing ${#missing[@]} packages: ${missing[*]}"
forbid_starting
install_missing
disable_new_services
