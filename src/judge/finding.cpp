// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>

#include <mtlschain/judge/finding.hpp>

namespace mtlschain::judge {
namespace {

constexpr std::array table{
#define MTLSCHAIN_CODE(code, id, catalogue, check, severity, rank, message, hint) \
  CodeInfo{Code::code, id, catalogue, Check::check, Severity::severity, rank, message, hint},
#include <mtlschain/judge/codes.def>
#undef MTLSCHAIN_CODE
};

}  // namespace

std::string_view severity_name(Severity severity) {
  constexpr std::array<std::string_view, 3> names{"note", "warning", "error"};
  return names.at(static_cast<std::size_t>(severity));
}

std::string_view check_name(Check check) {
  constexpr std::array<std::string_view, 6> names{"path",     "files",     "dates",
                                                  "identity", "handshake", "plugged"};
  return names.at(static_cast<std::size_t>(check));
}

std::string_view place_name(Place::In in) {
  constexpr std::array<std::string_view, 7> names{"none", "presented", "root", "chain",
                                                  "ca",   "crl",       "key"};
  return names.at(static_cast<std::size_t>(in));
}

std::span<const CodeInfo> all_codes() {
  return table;
}

const CodeInfo& info(Code code) {
  return table.at(static_cast<std::size_t>(code));
}

std::string_view fact(const Finding& finding, std::string_view name) {
  const auto found = std::ranges::find(finding.facts, name, &Fact::name);
  return found == finding.facts.end() ? std::string_view{} : std::string_view{found->value};
}

}  // namespace mtlschain::judge
