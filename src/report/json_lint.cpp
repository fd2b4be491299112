// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "report/json_parts.hpp"
#include "report/names.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/lint.hpp>

namespace mtlschain::report {

namespace {

constexpr const char* lint_schema = "mtlschain/lint/1";

std::string_view state_name(trust::FileState state) {
  static constexpr std::array<std::string_view, 5> names{"not_given", "missing", "empty",
                                                         "unusable", "read"};
  return names.at(static_cast<std::size_t>(state));
}

Json file_json(std::string_view role, const trust::PluggedFile& file) {
  Json sha256 = Json::array();
  for (const x509::BundleEntry& entry : file.bundle.entries) {
    sha256.push_back(base::hex(entry.certificate.sha256()));
  }
  return {{"role", role},
          {"path", record_text(file.path)},
          {"label", record_text(file.label)},
          {"state", state_name(file.state)},
          {"sha256", std::move(sha256)}};
}

Json files_json(const trust::PluggedFiles& directory) {
  Json files = Json::array();
  files.push_back(file_json("ca", directory.ca));
  files.push_back(file_json("chain", directory.chain));
  files.push_back(file_json("root", directory.root));
  const trust::PluggedKey& key = directory.key;
  files.push_back({{"role", "key"},
                   {"path", record_text(key.path)},
                   {"label", record_text(key.label)},
                   {"state", state_name(key.state)},
                   {"matches", key.check.matches ? Json(*key.check.matches) : Json()}});
  const trust::PluggedLists& crl = directory.crl;
  files.push_back({{"role", "crl"},
                   {"path", record_text(crl.path)},
                   {"label", record_text(crl.label)},
                   {"state", state_name(crl.state)},
                   {"lists", crl.lists.size()}});
  return files;
}

Json istiod_json(const judge::LintJudgement& judgement) {
  Json array = Json::array();
  for (const judge::IstiodOutcome& outcome : judgement.istiod) {
    array.push_back({{"versions", outcome.versions},
                     {"start", judge::start_name(outcome.start)},
                     {"log", outcome.log}});
  }
  return array;
}

Json wire_json(const judge::LintJudgement& judgement) {
  Json array = Json::array();
  for (const judge::Wire& wire : judgement.wire) {
    Json elements = Json::array();
    for (const judge::WireElement& element : wire.elements) {
      elements.push_back({{"label", record_text(element.label)},
                          {"subject", record_text(element.subject)},
                          {"repeats", element.repeats}});
    }
    array.push_back({{"who", wire.who}, {"presents", std::move(elements)}});
  }
  return array;
}

Json path_json(const judge::LintJudgement& judgement) {
  Json array = Json::array();
  for (const judge::PathElement& element : judgement.path) {
    Json step = place_json(element.place);
    step.update(Json{{"subject", record_text(element.certificate.subject())},
                     {"sha256", base::hex(element.certificate.sha256())}});
    array.push_back(std::move(step));
  }
  return array;
}

}  // namespace

void write_lint_json(std::ostream& out, const Linted& linted, bool one_line) {
  const judge::LintJudgement& judgement = linted.judgement;
  Json findings = Json::array();
  const Words words = words_of(linted);
  for (const judge::Finding& finding : judgement.findings) {
    findings.push_back(explained_json(finding, words));
  }
  const judge::Finding* cause = headline(linted);
  const bool tls = linted.directory.naming == trust::Naming::tls;
  const Json json{{"schema", lint_schema},
                  {"tool", tool_json(linted.openssl)},
                  {"at", base::format_time(linted.at)},
                  {"trust_domain", record_text(linted.trust_domain)},
                  {"name", record_text(linted.directory.name)},
                  {"naming", tls ? "tls" : "istio"},
                  {"verdict", cause == nullptr ? "verified" : "rejected"},
                  {"exit_code", base::value(exit_code(linted))},
                  {"headline", cause == nullptr ? Json() : Json(judge::info(cause->code).id)},
                  {"files", files_json(linted.directory)},
                  {"path", path_json(judgement)},
                  {"findings", std::move(findings)},
                  {"istiod", istiod_json(judgement)},
                  {"wire", wire_json(judgement)}};
  out << json.dump(one_line ? -1 : 2) << '\n';
}

}  // namespace mtlschain::report
