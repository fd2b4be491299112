// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include "report/json_parts.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/report/compare.hpp>
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::report {

namespace {

constexpr const char* compare_schema = "mtlschain/compare/1";

template <class Elements, class ToJson>
Json array_of(const Elements& elements, ToJson to_json) {
  Json array = Json::array();
  for (const auto& element : elements) array.push_back(to_json(element));
  return array;
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(record_text(text));
}

Json places_json(const judge::Held& held) {
  return array_of(held.labels, [](const std::string& label) { return record_text(label); });
}

Json held_json(const judge::Held& held) {
  return {{"places", places_json(held)}, {"certificate", certificate_json(held.certificate)}};
}

Json pair_json(const judge::Pair& pair) {
  return {{"a", held_json(pair.a)}, {"b", held_json(pair.b)}};
}

Json shared_json(const judge::Pair& pair) {
  return {{"a_places", places_json(pair.a)},
          {"b_places", places_json(pair.b)},
          {"certificate", certificate_json(pair.a.certificate)}};
}

Json lone_json(const judge::Lone& lone) {
  Json json = held_json(lone.held);
  json["same_key"] = text_or_null(lone.same_key);
  json["same_name"] = text_or_null(lone.same_name);
  return json;
}

Json reference_json(const judge::Held& held) {
  return {{"places", places_json(held)},
          {"subject", record_text(held.certificate.subject())},
          {"sha256", base::hex(held.certificate.sha256())}};
}

Json dated_json(const judge::Dated& dated) {
  Json json = reference_json(dated.held);
  json["state"] = dated.expired ? "expired" : "not_yet_valid";
  return json;
}

// The judge numbers certificates as it was given them; here their places say more.
Json cause_json(const std::optional<judge::Finding>& cause) {
  if (!cause) return nullptr;
  Json json = finding_json(*cause);
  json.erase("certificate");
  return json;
}

Json trust_json(const judge::Trust& trust) {
  return {
      {"subject", reference_json(trust.subject)},   {"is_leaf", trust.is_leaf},
      {"answer", judge::answer_name(trust.answer)}, {"ground", judge::ground_name(trust.ground)},
      {"anchor", text_or_null(trust.anchor)},       {"cause", cause_json(trust.cause)},
      {"leaf_out_of_date", trust.leaf_out_of_date}};
}

Json direction_json(const judge::Direction& direction) {
  return {{"answer", judge::answer_name(direction.answer)},
          {"anchors", judge::answer_name(direction.anchors)},
          {"trusts", array_of(direction.trusts, trust_json)}};
}

Json part_json(const judge::Part& part) {
  return {{"label", record_text(part.label)},
          {"kind", part.leaves.empty() ? "bundle" : "chain"},
          {"sha256", array_of(part.certificates,
                              [](const x509::Certificate& of) { return base::hex(of.sha256()); })},
          {"unparsed", unparsed_json(part.unparsed)}};
}

Json side_json(const judge::Side& side) {
  return {{"name", record_text(side.name)}, {"parts", array_of(side.parts, part_json)}};
}

}  // namespace

void write_comparison_json(std::ostream& out, const Compared& compared, Layout layout) {
  const judge::Comparison& result = compared.comparison;
  const Json json{{"schema", compare_schema},
                  {"tool", tool_json(compared.openssl)},
                  {"at", base::format_time(compared.at)},
                  {"outcome", judge::outcome_name(judge::outcome(result))},
                  {"exit_code", base::value(exit_code(result))},
                  {"a", side_json(compared.a)},
                  {"b", side_json(compared.b)},
                  {"scope", judge::scope_name(result.scope)},
                  {"same_sequence", result.same_sequence},
                  {"both", array_of(result.both, shared_json)},
                  {"removed", array_of(result.removed, lone_json)},
                  {"added", array_of(result.added, lone_json)},
                  {"reissued", array_of(result.reissued, pair_json)},
                  {"rekeyed", array_of(result.rekeyed, pair_json)},
                  {"not_valid", array_of(result.not_valid, dated_json)},
                  {"repeated_in_a", array_of(result.repeated_in_a, reference_json)},
                  {"repeated_in_b", array_of(result.repeated_in_b, reference_json)},
                  {"a_under_b", direction_json(result.a_under_b)},
                  {"b_under_a", direction_json(result.b_under_a)}};
  out << json.dump(layout == Layout::indented ? 2 : -1) << '\n';
}

}  // namespace mtlschain::report
