// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "report/compare_sections.hpp"
#include "report/names.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/compare.hpp>

namespace mtlschain::report {

namespace {

using judge::Comparison;

// Beyond this many places of one certificate a screen counts.
constexpr std::size_t most_places = 6;

std::string part_text(const judge::Part& part, const judge::Side& side) {
  const std::string_view kind = part.leaves.empty() ? "bundle" : "chain";
  const std::string label = part.label == side.name ? "" : short_name(part.label) + " ";
  return fmt::format("{} {}of {}", kind, label, counted(part.certificates.size(), "certificate"));
}

void put_side(Page& page, std::string_view letter, const judge::Side& side) {
  std::vector<std::string> parts;
  for (const judge::Part& part : side.parts) {
    if (parts.size() < most_places) parts.push_back(part_text(part, side));
  }
  const std::size_t rest = side.parts.size() - parts.size();
  if (rest > 0) parts.push_back(fmt::format("and {} more", rest));
  page.put(fmt::format("{}  ", letter),
           fmt::format("{}: {}", short_name(side.name), fmt::join(parts, ", ")), Ink::strong);
}

void put_scope(Page& page, judge::Scope scope) {
  static constexpr std::array<std::string_view, 3> texts{
      "", "the bundles are compared; the chain beside one of them has no counterpart",
      "the chains are compared; the bundle beside one of them has no counterpart"};
  const std::string_view text = texts.at(static_cast<std::size_t>(scope));
  if (!text.empty()) page.put("   ", text, Ink::faint);
}

void put_evidence(Page& page, const judge::Held& held) {
  const auto end = held.certificate.not_after();
  page.put(
      "    ",
      fmt::format("{}, {}, until {}", places_text(held), short_name(held.certificate.key().text()),
                  end ? base::format_time(*end) : "(unreadable)"),
      Ink::faint);
  page.line("    sha256 " + base::hex(held.certificate.sha256()), Ink::faint);
}

void put_lone(Page& page, std::string_view sign, const judge::Lone& lone) {
  std::string text = certificate_name(lone.held.certificate);
  if (!lone.same_key.empty()) text += fmt::format(" (same key as {})", short_name(lone.same_key));
  if (!lone.same_name.empty()) {
    text += fmt::format(" (another key than {} of this name)", short_name(lone.same_name));
  }
  page.put(sign, text, Ink::caution);
  put_evidence(page, lone.held);
}

void put_pair(Page& page, std::string_view what, const judge::Pair& pair) {
  page.put("~ ", fmt::format("{}: {}", certificate_name(pair.a.certificate), what), Ink::caution);
  put_evidence(page, pair.a);
  put_evidence(page, pair.b);
}

void put_sets(Page& page, const Comparison& comparison) {
  for (const judge::Lone& lone : comparison.removed) put_lone(page, "- ", lone);
  for (const judge::Lone& lone : comparison.added) put_lone(page, "+ ", lone);
  for (const judge::Pair& pair : comparison.reissued) put_pair(page, "re-issued, same key", pair);
  for (const judge::Pair& pair : comparison.rekeyed) {
    put_pair(page, "same name, another key", pair);
  }
  if (comparison.both.empty()) return page.line("= no certificate in both");
  page.line(fmt::format("= {} in both", counted(comparison.both.size(), "certificate")));
}

void put_unparsed(Page& page, const judge::Side& side) {
  for (const judge::Part& part : side.parts) {
    for (const observe::Unparsed& unparsed : part.unparsed) {
      const std::string line = unparsed.line == 0 ? "" : fmt::format(" at line {}", unparsed.line);
      page.put("! ",
               fmt::format("{}[{}]{} cannot be read: {}", short_name(part.label), unparsed.position,
                           line, base::printable(unparsed.reason)),
               Ink::bad);
    }
  }
}

void put_dated(Page& page, const judge::Dated& dated) {
  const auto moment =
      dated.expired ? dated.held.certificate.not_after() : dated.held.certificate.not_before();
  page.put("! ",
           fmt::format("{} {}: {}, {}", dated.expired ? "expired at" : "not valid before",
                       moment ? base::format_time(*moment) : "(unreadable)",
                       certificate_name(dated.held.certificate), places_text(dated.held)),
           Ink::caution);
}

void put_repeats(Page& page, const std::vector<judge::Held>& repeated) {
  for (const judge::Held& held : repeated) {
    page.put("! ",
             fmt::format("repeated: {}, {}", certificate_name(held.certificate), places_text(held)),
             Ink::faint);
  }
}

std::string_view outcome_text(const Comparison& comparison) {
  static constexpr std::array<std::string_view, 3> texts{"equal", "same trust, other form",
                                                         "different"};
  return texts.at(static_cast<std::size_t>(judge::outcome(comparison)));
}

Ink outcome_ink(const Comparison& comparison) {
  static constexpr std::array inks{Ink::good, Ink::caution, Ink::bad};
  return inks.at(static_cast<std::size_t>(judge::outcome(comparison)));
}

}  // namespace

std::string places_text(const judge::Held& held) {
  std::vector<std::string> places;
  for (const std::string& label : held.labels) {
    if (places.size() < most_places) places.push_back(short_name(label));
  }
  const std::size_t rest = held.labels.size() - places.size();
  if (rest > 0) places.push_back(fmt::format("{} more", rest));
  return fmt::format("{}", fmt::join(places, ", "));
}

void write_comparison_text(std::ostream& out, const Compared& compared, const Style& style) {
  const Comparison& comparison = compared.comparison;
  const bool equal = judge::outcome(comparison) == judge::Outcome::equal;
  if (style.quiet) {
    if (equal) return;
    out << fmt::format("{} and {}: {}\n", short_name(compared.a.name), short_name(compared.b.name),
                       outcome_text(comparison));
    return;
  }
  Page page(out, style);
  put_side(page, "A", compared.a);
  put_side(page, "B", compared.b);
  put_scope(page, comparison.scope);
  put_sets(page, comparison);
  put_unparsed(page, compared.a);
  put_unparsed(page, compared.b);
  for (const judge::Dated& dated : comparison.not_valid) put_dated(page, dated);
  put_repeats(page, comparison.repeated_in_a);
  put_repeats(page, comparison.repeated_in_b);
  if (equal && !comparison.same_sequence) {
    page.line("! order or repeats differ, which means nothing for trust", Ink::faint);
  }
  put_direction(page, {"A", "B"}, comparison.a_under_b);
  put_direction(page, {"B", "A"}, comparison.b_under_a);
  page.line(outcome_text(comparison), outcome_ink(comparison));
}

}  // namespace mtlschain::report
