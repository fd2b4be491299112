// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "report/json_parts.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/judge/explanation.hpp>
#include <mtlschain/x509/error.hpp>

namespace mtlschain::report {

namespace {

Json error_json(const judge::OpenSslError& error) {
  return {{"number", error.number},
          {"symbol", x509::verify_symbol(error.number)},
          {"text", x509::verify_text(error.number)},
          {"depth", error.depth}};
}

Json errors_json(const std::vector<judge::OpenSslError>& errors) {
  Json array = Json::array();
  for (const judge::OpenSslError& error : errors) array.push_back(error_json(error));
  return array;
}

Json stock_json(const judge::Judgement& judgement) {
  if (!judgement.stock) return nullptr;
  Json json = error_json(judgement.stock->error.value_or(judge::OpenSslError{}));
  json["expected"] = judgement.stock->expected;
  return json;
}

Json path_json(const std::vector<judge::PathElement>& path) {
  Json array = Json::array();
  for (const judge::PathElement& element : path) {
    Json step = place_json(element.place);
    step.update(Json{{"subject", record_text(element.certificate.subject())},
                     {"sha256", base::hex(element.certificate.sha256())},
                     {"pem", element.certificate.pem()}});
    array.push_back(std::move(step));
  }
  return array;
}

}  // namespace

Json place_json(const judge::Place& place) {
  return {{"in", judge::place_name(place.in)}, {"index", place.index}};
}

Json finding_json(const judge::Finding& finding) {
  const judge::CodeInfo& row = judge::info(finding.code);
  Json facts = Json::object();
  for (const judge::Fact& fact : finding.facts) {
    facts[record_text(fact.name)] = record_text(fact.value);
  }
  return {{"code", row.id},
          {"catalogue", row.catalogue},
          {"check", judge::check_name(row.check)},
          {"severity", judge::severity_name(finding.severity)},
          {"certificate", place_json(finding.about)},
          {"facts", std::move(facts)},
          {"message", message(finding)},
          {"hint", hint(finding)},
          {"openssl", finding.openssl ? error_json(*finding.openssl) : Json()}};
}

Json explained_json(const judge::Finding& finding, const Words& words) {
  const judge::Explanation& row = judge::explanation(finding.code);
  Json json = finding_json(finding);
  json["follows"] = finding.follows ? Json(judge::info(*finding.follows).id) : Json();
  json["why"] = row.why;
  json["command"] = command(judge::advised_command(finding), with_place(words, finding));
  return json;
}

Json judgement_json(const judge::Judgement& judgement, const Words& words) {
  Json findings = Json::array();
  for (const judge::Finding& finding : judgement.findings) {
    findings.push_back(explained_json(finding, words));
  }
  Json not_judged = Json::array();
  for (const judge::Check check : judgement.not_judged) {
    not_judged.push_back(judge::check_name(check));
  }
  return {
      {"path", path_json(judgement.path)}, {"sequence", judge::sequence_name(judgement.sequence)},
      {"stock", stock_json(judgement)},    {"openssl", errors_json(judgement.openssl)},
      {"findings", std::move(findings)},   {"not_judged", std::move(not_judged)}};
}

}  // namespace mtlschain::report
