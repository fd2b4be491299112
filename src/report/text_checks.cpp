// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "report/evidence.hpp"
#include "report/names.hpp"
#include "report/sections.hpp"

namespace mtlschain::report {

namespace {

constexpr std::array checks{judge::Check::path, judge::Check::files, judge::Check::dates,
                            judge::Check::identity, judge::Check::handshake};
// Of findings of one code so many are shown; a record (-o json) has them all.
constexpr std::size_t most_alike = 8;

struct State {
  std::string text;
  Ink ink;
};

Ink severity_ink(judge::Severity severity) {
  static constexpr std::array inks{Ink::faint, Ink::caution, Ink::bad};
  return inks.at(static_cast<std::size_t>(severity));
}

std::string_view option_for(judge::Check check) {
  static constexpr std::array<std::string_view, 5> options{
      "--root", "--chain", "--min-remaining", "--expect-spiffe, --trust-domain or --expect-host",
      "a live target"};
  return options.at(static_cast<std::size_t>(check));
}

std::string path_text(const judge::Judgement& judgement, const Inputs& inputs) {
  std::vector<std::string> steps;
  for (const judge::PathElement& element : judgement.path) {
    const bool is_anchor = element.place.in == judge::Place::In::root;
    steps.push_back(
        fmt::format("{}[{}]", is_anchor ? root_label(inputs) : "presented", element.place.index));
  }
  return steps.empty() ? "ok" : fmt::format("ok: {}", fmt::join(steps, " -> "));
}

std::string files_text(judge::Sequence sequence) {
  static constexpr std::array<std::string_view, 8> texts{
      "ok",
      "ok: the files, in their order",
      "ok: the files, in their order, but for repeats",
      "ok: the chain file alone, without the root",
      "the files, in another order",
      "less than the files",
      "more than the files",
      "nothing of the files"};
  return std::string(texts.at(static_cast<std::size_t>(sequence)));
}

std::string good_text(judge::Check check, const Report& report, const Inputs& inputs) {
  const judge::Judgement& judgement = report.judgement;
  if (check == judge::Check::path) return path_text(judgement, inputs);
  if (check == judge::Check::files) return files_text(judgement.sequence);
  return "ok";
}

// The caller gave nothing to compare with; of collected material no handshake was seen.
bool was_not_judged(judge::Check check, const Report& report) {
  const auto& unasked = report.judgement.not_judged;
  if (std::ranges::find(unasked, check) != unasked.end()) return true;
  return check == judge::Check::handshake && report.observation.source != observe::Source::live;
}

State state_of(judge::Check check, const Report& report, const Inputs& inputs) {
  const judge::Judgement& judgement = report.judgement;
  auto worst = judge::Severity::note;
  for (const judge::Finding& finding : judgement.findings) {
    if (judge::info(finding.code).check == check) worst = std::max(worst, finding.severity);
  }
  if (worst != judge::Severity::note) {
    return {std::string(judge::severity_name(worst)), severity_ink(worst)};
  }
  if (was_not_judged(check, report)) {
    return {fmt::format("not judged: give {}", option_for(check)), Ink::faint};
  }
  return {good_text(check, report, inputs), Ink::good};
}

// Without a chain the failure is told already; what may be behind it is not.
void put_warnings(Page& page, const judge::Judgement& judgement) {
  for (const judge::Finding& finding : judgement.findings) {
    if (finding.severity == judge::Severity::warning) put_finding(page, finding, false);
  }
}

}  // namespace

void put_finding(Page& page, const judge::Finding& finding, bool is_headline) {
  if (is_headline) {
    return page.put("    ", fmt::format("as said above [{}]", judge::info(finding.code).id));
  }
  page.put(fmt::format("    {}: ", judge::severity_name(finding.severity)),
           fmt::format("{} [{}]", message(finding), judge::info(finding.code).id),
           severity_ink(finding.severity));
  if (finding.follows) {
    return page.put("      ", fmt::format("follows from {}", judge::info(*finding.follows).id));
  }
  const std::string facts = short_evidence(finding);
  if (!facts.empty()) page.put("      ", facts);
  if (finding.openssl) page.put("      ", openssl_text(*finding.openssl));
  const std::string next = hint(finding);
  if (finding.severity != judge::Severity::note && !next.empty()) page.put("      hint: ", next);
}

void put_checks(Page& page, const Report& report, const Inputs& inputs) {
  const judge::Judgement& judgement = report.judgement;
  if (!judgement.judged) return put_warnings(page, judgement);
  page.line("checks", Ink::strong);
  const judge::Finding* cause = headline(judgement, inputs);
  for (const judge::Check check : checks) {
    const State state = state_of(check, report, inputs);
    page.put(fmt::format("  {:<11}", judge::check_name(check)), state.text, state.ink);
    std::map<judge::Code, std::size_t> counts;
    for (const judge::Finding& finding : judgement.findings) {
      if (judge::info(finding.code).check != check) continue;
      // The endpoint's line says it already.
      if (finding.code == judge::Code::client_certificate_required) continue;
      if (++counts[finding.code] <= most_alike) put_finding(page, finding, &finding == cause);
    }
    for (const auto& [code, count] : counts) {
      if (count <= most_alike) continue;
      page.line(fmt::format("    and {} more [{}]", count - most_alike, judge::info(code).id));
    }
  }
}

}  // namespace mtlschain::report
