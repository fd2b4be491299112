// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "report/json_parts.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>

namespace mtlschain::report {

namespace {

Json time_json(const std::optional<base::Time>& time) {
  return time ? Json(base::format_time(*time)) : Json();
}

Json alt_names_json(const x509::Certificate& certificate) {
  Json array = Json::array();
  for (const x509::SubjectAltName& name : certificate.alt_names()) {
    array.push_back({{"type", x509::san_type_name(name.type)}, {"value", record_text(name.value)}});
  }
  return array;
}

Json match_json(const judge::Match& match) {
  static constexpr std::array<std::string_view, 3> kinds{"equal", "same_key", "same_name"};
  return {{"kind", kinds.at(static_cast<std::size_t>(match.kind))},
          {"in", judge::place_name(match.place.in)},
          {"index", match.place.index},
          {"label", record_text(match.label)}};
}

// What the judge knows of a presented certificate; null where nothing was judged.
Json label_json(const judge::Judgement& judgement, std::size_t index) {
  if (index >= judgement.labels.size()) {
    return {
        {"role", nullptr}, {"matches", Json::array()}, {"repeats", nullptr}, {"on_path", false}};
  }
  const judge::Label& label = judgement.labels[index];
  Json matches = Json::array();
  for (const judge::Match& match : label.matches) matches.push_back(match_json(match));
  return {{"role", judge::role_name(label.role)},
          {"matches", std::move(matches)},
          {"repeats", label.repeats ? Json(*label.repeats) : Json()},
          {"on_path", label.on_path}};
}

// The peer's own counting: what could not be parsed keeps its position.
std::size_t next_position(std::size_t position, const observe::Observation& seen) {
  std::set<std::size_t> holes;
  for (const observe::Unparsed& hole : seen.unparsed) holes.insert(hole.position);
  while (holes.contains(position)) ++position;
  return position;
}

}  // namespace

Json certificate_json(const x509::Certificate& certificate) {
  return {{"subject", record_text(certificate.subject())},
          {"issuer", record_text(certificate.issuer())},
          {"serial", record_text(certificate.serial())},
          {"not_before", time_json(certificate.not_before())},
          {"not_after", time_json(certificate.not_after())},
          {"sha256", base::hex(certificate.sha256())},
          {"spki_sha256", base::hex(certificate.spki_sha256())},
          {"subject_key_id", base::hex(base::bytes_of(certificate.subject_key_id()))},
          {"authority_key_id", base::hex(base::bytes_of(certificate.authority_key_id()))},
          {"key", record_text(certificate.key().text())},
          {"signature_algorithm", record_text(certificate.signature_algorithm())},
          {"alt_names", alt_names_json(certificate)},
          {"is_ca", certificate.is_ca()},
          {"pem", certificate.pem()}};
}

Json trust_bundle_json(const x509::Chain& bundle) {
  Json array = Json::array();
  for (const x509::Certificate& certificate : bundle) {
    array.push_back({{"subject", record_text(certificate.subject())},
                     {"sha256", base::hex(certificate.sha256())},
                     {"pem", certificate.pem()}});
  }
  return array;
}

Json presented_json(const Report& report) {
  Json array = Json::array();
  std::size_t position = 0;
  for (std::size_t index = 0; index < report.observation.presented.size(); ++index) {
    position = next_position(position, report.observation);
    Json element{{"position", position++}};
    element.update(label_json(report.judgement, index));
    element.update(certificate_json(report.observation.presented[index]));
    array.push_back(std::move(element));
  }
  return array;
}

}  // namespace mtlschain::report
