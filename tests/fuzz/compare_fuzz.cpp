// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include "fuzz/rendered.hpp"
#include "fuzz/sections.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/report/compare.hpp>
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::tests::fuzz {
namespace {

constexpr base::Time at{std::chrono::sys_days{std::chrono::year{2026} / 6 / 1}};

judge::Side side(const Section& section) {
  const auto seen = observe::read_material_all(section.bytes, section.name);
  return judge::side_of(seen, section.name);
}

// What is said of A and B is said of B and A.
void promise_mirrored(const judge::Comparison& one, const judge::Comparison& other) {
  promise(one.both.size() == other.both.size(), "both");
  promise(one.removed.size() == other.added.size(), "removed and added");
  promise(one.reissued.size() == other.reissued.size(), "reissued");
  promise(one.rekeyed.size() == other.rekeyed.size(), "rekeyed");
  promise(one.a_under_b.answer == other.b_under_a.answer, "trust of A");
  promise(one.b_under_a.answer == other.a_under_b.answer, "trust of B");
  promise(judge::outcome(one) == judge::outcome(other), "outcome");
}

void render(const report::Compared& compared, std::size_t turn) {
  if (turn == 0) {
    return promise_screen(
        [&](std::ostream& out) { report::write_comparison_text(out, compared, {.width = 40}); });
  }
  std::ostringstream out;
  const auto layout = turn == 1 ? report::Layout::one_line : report::Layout::indented;
  report::write_comparison_json(out, compared, layout);
  promise_json(out.view(), turn == 1);
}

}  // namespace

void compare(std::string_view bytes) {
  const auto sections = sections_of(bytes);
  if (sections.size() < 2) return;
  auto a = side(sections[0]);
  auto b = side(sections[1]);
  if (a.parts.empty() || b.parts.empty()) return;
  auto compared = judge::compare(a, b, at);
  const auto turn = turn_of(bytes, 4);
  if (turn == 3) return promise_mirrored(compared, judge::compare(b, a, at));
  promise(base::value(report::exit_code(compared)) <= 1, "exit code");
  render({std::move(a), std::move(b), std::move(compared), at, {}}, turn);
}

}  // namespace mtlschain::tests::fuzz
