#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Checks what each module may include (src/ and include/; tests are exempt). Prints file:line and
# the broken rule for each include, and exits 1 if there is any. Usage: check-includes.sh [ROOT]
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# The modules that a module may include, besides itself.
declare -A allowed=(
  [base]=""
  [openssl]="base"
  [x509]="base openssl"
  [document]="base x509"
  [spiffe]="base x509 document"
  [trust]="base x509 spiffe document"
  [observe]="base x509 spiffe document"
  [judge]="base x509 spiffe trust observe openssl"
  [report]="base x509 spiffe trust observe judge openssl"
  [net]="base x509 spiffe observe openssl"
  [demo]="base x509 spiffe observe net openssl"
  [cli]="base x509 spiffe trust observe judge report net demo openssl"
  [main]="cli base openssl"
)

# Libraries and the modules that may include them in src/: pattern, modules.
libraries=(
  '<(boost/|ares)' "net"
  '<CLI/' "cli"
  '<nlohmann/' "report document"
  '<yaml' "document"
  '<openssl/' "openssl x509 judge report net demo cli main"
)

broken=0
complain() {
  echo "$1: $2" >&2
  broken=1
}

among() { [[ " $2 " == *" $1 "* ]]; }

# module_of prints the module of a file: src/MODULE/..., include/mtlschain/MODULE/..., or main.
module_of() {
  local path=${1#src/}
  path=${path#include/mtlschain/}
  if [[ $path == */* ]]; then echo "${path%%/*}"; else echo main; fi
}

check_own() { # place module included
  local target=$3
  if [[ -z ${allowed[$2]+known} ]]; then
    complain "$1" "module '$2' is not in the table of this script"
  elif [[ $target != "$2" ]] && ! among "$target" "${allowed[$2]}"; then
    complain "$1" "'$2' may not include '$target' (only: ${allowed[$2]:-nothing of ours})"
  fi
}

check_library() { # place file module include
  local index
  if [[ $2 == include/* && $4 == '<openssl/'* && $4 != '<openssl/types.h>' ]]; then
    complain "$1" "only <openssl/types.h> of OpenSSL in include/"
    return
  fi
  [[ $4 == '<openssl/types.h>' ]] && return
  for ((index = 0; index < ${#libraries[@]}; index += 2)); do
    [[ $4 =~ ^${libraries[index]} ]] || continue
    if [[ $2 == include/* ]]; then
      complain "$1" "$4 stays in src/"
    elif ! among "$3" "${libraries[index + 1]}"; then
      complain "$1" "'$3' may not include $4 (only: ${libraries[index + 1]})"
    fi
  done
}

check() { # file line include
  local module place="$1:$2"
  module=$(module_of "$1")
  if [[ $3 =~ ^[\<\"]mtlschain/([a-z0-9_]+)/ ]]; then
    check_own "$place" "$module" "${BASH_REMATCH[1]}"
  elif [[ $3 =~ ^\"([a-z0-9_]+)/ ]]; then
    check_own "$place" "$module" "${BASH_REMATCH[1]}"
    [[ $1 != include/* ]] || complain "$place" "a private header in include/"
  elif [[ $3 == \"* ]]; then
    complain "$place" "write the module's name into $3"
  else
    check_library "$place" "$1" "$module" "$3"
  fi
}

while IFS=: read -r file line text; do
  [[ $text =~ include[[:space:]]*([\<\"][^\>\"]*[\>\"]) ]] || continue
  check "$file" "$line" "${BASH_REMATCH[1]}"
done < <(grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]' --include='*.hpp' \
  --include='*.cpp' --include='*.def' include src)

exit "$broken"
