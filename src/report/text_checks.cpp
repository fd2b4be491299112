// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

constexpr std::array checks{judge::Check::path, judge::Check::files, judge::Check::dates,
                            judge::Check::identity, judge::Check::handshake};
constexpr std::size_t digits_shown = 16;
constexpr std::size_t fingerprint_digits = 40;

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

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

std::string evidence_text(std::string_view value) {
  if (value.size() < fingerprint_digits || !is_hex(value)) return short_name(value);
  return std::string(value.substr(0, digits_shown)) + "...";
}

// Facts that only fill a template, or that the chain section shows.
bool is_evidence(std::string_view name) {
  static constexpr std::array<std::string_view, 7> fillers{"text",  "reason",     "at",       "ago",
                                                           "ahead", "not_before", "not_after"};
  return std::ranges::find(fillers, name) == fillers.end();
}

// Evidence that neither message nor hint tells.
std::string untold_facts(const judge::Finding& finding) {
  const judge::CodeInfo& row = judge::info(finding.code);
  std::vector<std::string> told;
  for (const judge::Fact& fact : finding.facts) {
    if (!is_evidence(fact.name)) continue;
    const std::string placeholder = "{" + fact.name + "}";
    if (row.message.find(placeholder) != std::string_view::npos) continue;
    if (row.hint.find(placeholder) != std::string_view::npos) continue;
    told.push_back(short_name(fact.name) + " " + evidence_text(fact.value));
  }
  return fmt::format("{}", fmt::join(told, ", "));
}

}  // namespace

void put_finding(Page& page, const judge::Finding& finding, bool is_headline) {
  page.put(fmt::format("    {}: ", judge::severity_name(finding.severity)),
           fmt::format("{} [{}]", is_headline ? "as said above" : message(finding),
                       judge::info(finding.code).id),
           severity_ink(finding.severity));
  const std::string facts = untold_facts(finding);
  if (!facts.empty()) page.put("      ", facts);
  if (const auto& error = finding.openssl) {
    page.put("      ", fmt::format("OpenSSL: error {} at depth {} ({})", error->number,
                                   error->depth, x509::verify_symbol(error->number)));
  }
  const std::string next = hint(finding);
  const bool wanted = !is_headline && finding.severity != judge::Severity::note;
  if (wanted && !next.empty()) page.put("      hint: ", next);
}

void put_checks(Page& page, const Report& report, const Inputs& inputs) {
  const judge::Judgement& judgement = report.judgement;
  if (!judgement.judged) return;
  page.line("checks", Ink::strong);
  const judge::Finding* cause = headline(judgement, inputs);
  for (const judge::Check check : checks) {
    const State state = state_of(check, report, inputs);
    page.put(fmt::format("  {:<11}", judge::check_name(check)), state.text, state.ink);
    for (const judge::Finding& finding : judgement.findings) {
      if (judge::info(finding.code).check != check) continue;
      put_finding(page, finding, &finding == cause);
    }
  }
}

}  // namespace mtlschain::report
