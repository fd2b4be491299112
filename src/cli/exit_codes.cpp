// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {
namespace {

constexpr std::array<ExitCode, 8> codes{{
    {0, "verified", "verified (notes and warnings allowed, unless --fail-on warning)"},
    {1, "rejected", "observed and rejected"},
    {2, "usage", "usage, or a plugged file that cannot be read or parsed"},
    {3, "not reached", "not reached: name, route, refused, timed out"},
    {4, "no TLS chain", "reached, but no TLS chain to judge: plaintext, reset, protocol failure"},
    {70, "bug", "a bug in the tool"},
    {124, "--wait ran out", "--wait ran out before the verdict was good"},
    {130, "interrupted", "interrupted (Ctrl-C; 143: SIGTERM, 129: SIGHUP, 141: output closed)"},
}};

}  // namespace

std::span<const ExitCode> exit_codes() {
  return codes;
}

}  // namespace mtlschain::cli
