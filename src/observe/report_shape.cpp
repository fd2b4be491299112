// SPDX-License-Identifier: Apache-2.0
#include "observe/report_shape.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mtlschain::observe {
namespace {

using document::Kind;
using document::member;
using document::Value;

enum class Need : std::uint8_t { must, may, may_be_null };

struct Member {
  const char* name;
  Kind kind;
  Need need;
};

constexpr Member of_report[] = {
    {"target", Kind::text, Need::may},      {"source", Kind::text, Need::may},
    {"observation", Kind::map, Need::must}, {"presented", Kind::list, Need::must},
    {"unparsed", Kind::list, Need::may},    {"trust_bundle", Kind::list, Need::may}};

constexpr Member of_observation[] = {{"handshake", Kind::map, Need::may_be_null},
                                     {"client_certificate", Kind::map, Need::may},
                                     {"alerts", Kind::list, Need::may},
                                     {"failure", Kind::map, Need::may_be_null},
                                     {"captured_as", Kind::map, Need::may_be_null},
                                     {"remarks", Kind::list, Need::may}};

std::string_view not_a(Kind kind) {
  if (kind == Kind::text) return "no text";
  return kind == Kind::list ? "no list" : "no object";
}

std::string problem_in(const Value* map, std::span<const Member> members, std::string_view place) {
  for (const auto& [name, kind, need] : members) {
    const Value* found = member(map, name);
    if (found == nullptr && need == Need::must) return fmt::format("it has no {}{}", place, name);
    if (found == nullptr || found->kind == kind) continue;
    if (found->kind == Kind::null && need == Need::may_be_null) continue;
    return fmt::format("its {}{} is {}", place, name, not_a(kind));
  }
  return {};
}

}  // namespace

std::string shape_problem(const Value& report) {
  if (report.kind != Kind::map) return "it is no object";
  if (auto problem = problem_in(&report, of_report, ""); !problem.empty()) return problem;
  const Value* seen = member(&report, "observation");
  if (auto problem = problem_in(seen, of_observation, "observation."); !problem.empty()) {
    return problem;
  }
  const Value* failure = member(seen, "failure");
  const bool failed = failure != nullptr && failure->kind == Kind::map;
  if (failed && document::text_of(member(failure, "message")).empty()) {
    return "its observation.failure has no message";
  }
  if (!failed && document::items_of(member(&report, "presented")).empty()) {
    return "it has neither a chain nor a failure";
  }
  return {};
}

}  // namespace mtlschain::observe
