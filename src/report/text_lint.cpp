// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "report/names.hpp"
#include "report/sections.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/lint.hpp>

namespace mtlschain::report {

namespace {

using judge::LintJudgement;
using judge::Severity;
using trust::FileState;

std::string headline_text(const Linted& linted) {
  const std::string name = short_name(linted.directory.name);
  const judge::Finding* cause = headline(linted);
  if (cause == nullptr) return name + ": verified";
  return fmt::format("{}: rejected: {}", name, message(*cause));
}

std::string state_text(FileState state) {
  static constexpr std::array<std::string_view, 5> texts{"not given", "missing", "empty",
                                                         "unusable", ""};
  return std::string(texts.at(static_cast<std::size_t>(state)));
}

void put_row(Page& page, const std::string& label, const std::string& text) {
  page.put(fmt::format("  {:<16} ", short_name(label)), text);
}

void put_certificates(Page& page, const trust::PluggedFile& file) {
  std::string text = state_text(file.state);
  if (file.state == FileState::read) {
    const auto& entries = file.bundle.entries;
    text = counted(entries.size(), "certificate");
    if (entries.size() == 1) text += ": " + certificate_name(entries.front().certificate);
  }
  put_row(page, file.label, text);
}

std::string key_text(const trust::PluggedKey& key, const std::string& ca) {
  if (key.state != FileState::read) return state_text(key.state);
  if (!key.check.matches) return "a private key, not compared";
  return fmt::format("{} key of {}", *key.check.matches ? "the" : "not the", short_name(ca));
}

void put_files(Page& page, const trust::PluggedFiles& directory) {
  const bool tls = directory.naming == trust::Naming::tls;
  page.line(tls ? "files (names of a kubernetes.io/tls secret)" : "files (Istio's names)",
            Ink::strong);
  put_certificates(page, directory.ca);
  put_row(page, directory.key.label, key_text(directory.key, directory.ca.label));
  put_certificates(page, directory.chain);
  put_certificates(page, directory.root);
  if (directory.crl.state == FileState::not_given) return;
  put_row(page, directory.crl.label,
          directory.crl.state == FileState::read ? counted(directory.crl.lists.size(), "CRL")
                                                 : state_text(directory.crl.state));
}

void put_findings(Page& page, const Linted& linted) {
  const LintJudgement& judgement = linted.judgement;
  page.line("findings", Ink::strong);
  if (judgement.findings.empty()) page.line("    none", Ink::good);
  for (const judge::Finding& finding : judgement.findings) {
    put_finding(page, finding, &finding == headline(linted));
  }
}

std::string outcome_text(const judge::IstiodOutcome& outcome) {
  static constexpr std::array<std::string_view, 4> texts{
      "starts and signs with this CA", "starts, but refuses every request", "refuses to start",
      "falls back to its own self-signed CA, silently"};
  std::string text{texts.at(static_cast<std::size_t>(outcome.start))};
  if (!outcome.log.empty()) text += fmt::format(": \"{}\"", outcome.log);
  return text;
}

void put_istiod(Page& page, const LintJudgement& judgement) {
  if (judgement.istiod.empty()) return;
  page.line("istiod", Ink::strong);
  for (const judge::IstiodOutcome& outcome : judgement.istiod) {
    put_row(page, std::string(outcome.versions), outcome_text(outcome));
  }
}

void put_wire(Page& page, const judge::Wire& wire) {
  page.line(fmt::format("  {}", wire.who));
  std::size_t index = 0;
  for (const judge::WireElement& element : wire.elements) {
    page.put(fmt::format("    {:>2} {:<18} ", index++, short_name(element.label)),
             short_name(element.subject) + (element.repeats ? " (again)" : ""));
  }
}

void put_wires(Page& page, const LintJudgement& judgement) {
  if (judgement.wire.empty()) return;
  page.line("what will be presented, once istiod has taken the files", Ink::strong);
  for (const judge::Wire& wire : judgement.wire) put_wire(page, wire);
}

}  // namespace

void write_lint_text(std::ostream& out, const Linted& linted, const Style& style) {
  const judge::Finding* cause = headline(linted);
  if (style.quiet) {
    if (cause != nullptr) out << headline_text(linted) << '\n';
    return;
  }
  Page page(out, style);
  page.put("", headline_text(linted), cause == nullptr ? Ink::good : Ink::bad);
  if (cause != nullptr) put_cause(page, *cause, words_of(linted));
  put_files(page, linted.directory);
  put_findings(page, linted);
  put_istiod(page, linted.judgement);
  put_wires(page, linted.judgement);
  page.line(
      cause == nullptr ? "verified" : fmt::format("rejected: {}", judge::info(cause->code).id),
      cause == nullptr ? Ink::good : Ink::bad);
}

}  // namespace mtlschain::report
