#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# usage: scripts/fresh-machine.sh [demo|test|static]...      (root; needs mmdebstrap; default: all)
# Proves that no step of the README is missing: an empty Debian 12 that holds only git, a clone of
# the committed state, scripts/demo.sh and scripts/test.sh run inside. Then the static binary alone
# in an empty root directory. Packages come from where this machine takes its own.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  printf 'fresh-machine.sh: error: %s\n' "$1" >&2
  exit 1
}

# Everything mounted below the root is detached before anything is deleted; if that fails, nothing is.
clean_up() {
  local place
  [[ -z ${server:-} ]] || kill "$server" 2>/dev/null || true
  for place in proc sys dev/pts dev; do
    mountpoint -q "$fresh/root/$place" && umount -l "$fresh/root/$place"
  done
  if grep -q " $fresh/" /proc/self/mounts; then
    echo "fresh-machine.sh: warning: still mounted, not deleted: $fresh" >&2
    return
  fi
  rm -rf --one-file-system "$fresh"
}

# Only the Debian suites of this machine: a foreign repository is no part of an empty Debian 12.
debian_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [[ -f $file ]] && grep -qE '^(deb |Suites:).*bookworm' "$file" &&
      grep -qiE '/debian(-security)?/?( |$)' "$file" && echo "$file"
  done
  return 0
}

make_root() {
  local sources=()
  mapfile -t sources < <(debian_sources)
  ((${#sources[@]} > 0)) || fail "no Debian 12 source found below /etc/apt"
  echo "making an empty Debian 12: ${#sources[@]} source file(s) of this machine"
  mmdebstrap --quiet --variant=minbase --include=git,ca-certificates bookworm "$fresh/root" \
    "${sources[@]}"
  cp /etc/resolv.conf "$fresh/root/etc/resolv.conf"
  if compgen -G '/etc/apt/apt.conf.d/*proxy*' >/dev/null; then
    cp /etc/apt/apt.conf.d/*proxy* "$fresh/root/etc/apt/apt.conf.d/"
  fi
  mount -t proc proc "$fresh/root/proc"
  mount --rbind /dev "$fresh/root/dev"
  mount --make-rslave "$fresh/root/dev"
  git clone -q --no-hardlinks . "$fresh/root/root/mtlschain"
}

inside() {
  local begin=$SECONDS
  echo "== $1 in the empty Debian 12"
  env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
    chroot "$fresh/root" sh -c "cd /root/mtlschain && $1" </dev/null || fail "$1 exits with $?"
  echo "== $1: exit 0 after $((SECONDS - begin)) s"
}

start_server() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$fresh/key.pem" -out "$fresh/empty/root.pem" \
    -subj "/O=Istio/CN=Root CA" -days 2 2>/dev/null
  openssl s_server -accept 127.0.0.1:"$1" -cert "$fresh/empty/root.pem" -key "$fresh/key.pem" -www \
    </dev/null >/dev/null 2>&1 &
  server=$!
  sleep 1
}

# The binary is the only file of its root; the plugged root beside it is its input.
static_alone() {
  local port=18443 word
  cmake --preset static >/dev/null && cmake --build --preset static >/dev/null
  mkdir -p "$fresh/empty"
  cp build/static/mtlschain "$fresh/empty/"
  strip "$fresh/empty/mtlschain"
  echo "== the static binary ($(stat -c %s "$fresh/empty/mtlschain") bytes) in an empty root directory"
  start_server "$port"
  for word in --version "verify 127.0.0.1:$port --root root.pem" \
    "verify file:root.pem --root root.pem"; do
    # shellcheck disable=SC2086 # several words
    env -i chroot "$fresh/empty" /mtlschain $word >"$fresh/out" 2>&1 ||
      fail "mtlschain $word exits with $?: $(cat "$fresh/out")"
    echo "mtlschain $word: exit 0"
  done
}

((EUID == 0)) || fail "needs root, for chroot and mounts"
command -v mmdebstrap >/dev/null || fail "needs mmdebstrap: apt-get install mmdebstrap"
parts=("$@")
((${#parts[@]} > 0)) || parts=(demo test static)
fresh=$(mktemp -d /var/tmp/mtlschain-fresh.XXXXXX)
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
[[ " ${parts[*]} " == " static " ]] || make_root
for part in "${parts[@]}"; do
  case $part in
    demo) inside scripts/demo.sh ;;
    test) inside scripts/test.sh ;;
    static) static_alone ;;
    *) fail "unknown part '$part': demo, test, static" ;;
  esac
done
