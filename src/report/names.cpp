// SPDX-License-Identifier: Apache-2.0
#include "report/names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <mtlschain/base/text.hpp>

namespace mtlschain::report {

namespace {

const judge::Finding* first_rejecting(const std::vector<judge::Finding>& findings,
                                      bool fail_on_warning) {
  const auto least = fail_on_warning ? judge::Severity::warning : judge::Severity::error;
  const auto found = std::ranges::find_if(
      findings, [least](const judge::Finding& finding) { return finding.severity >= least; });
  return found == findings.end() ? nullptr : &*found;
}

}  // namespace

std::string short_name(std::string_view text) {
  return base::printable(text, name_limit);
}

std::string certificate_name(const x509::Certificate& certificate) {
  const auto names = certificate.alt_names();
  const auto uri = std::ranges::find(names, x509::SanType::uri, &x509::SubjectAltName::type);
  if (uri != names.end()) return short_name(uri->value);
  const std::string subject = certificate.subject();
  if (!subject.empty()) return short_name(subject);
  return names.empty() ? "(no name)" : short_name(names.front().value);
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string root_label(const Inputs& inputs) {
  const auto root = std::ranges::find(inputs.files, "root", &Inputs::File::role);
  return root == inputs.files.end() ? "root-cert.pem" : short_name(root->label);
}

const judge::Finding* headline(const judge::Judgement& judgement, const Inputs& inputs) {
  return judgement.judged ? first_rejecting(judgement.findings, inputs.fail_on_warning) : nullptr;
}

const judge::Finding* headline(const Linted& linted) {
  return first_rejecting(linted.judgement.findings, linted.fail_on_warning);
}

std::optional<judge::Verdict> verdict(const Report& report, const Inputs& inputs) {
  if (headline(report.judgement, inputs) != nullptr) return judge::Verdict::rejected;
  if (inputs.observe_only && !report.observation.presented.empty()) return std::nullopt;
  return judge::verdict(report.judgement);
}

}  // namespace mtlschain::report
