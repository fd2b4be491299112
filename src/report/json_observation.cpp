// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/json_parts.hpp"
#include "report/names.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/judge/explanation.hpp>

namespace mtlschain::report {

namespace {

Json texts_json(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(record_text(text));
  return array;
}

Json handshake_json(const observe::Observation& seen) {
  if (!seen.handshake) return nullptr;
  const observe::Handshake& handshake = *seen.handshake;
  return {{"completed", handshake.completed},
          {"version", record_text(handshake.version)},
          {"cipher", record_text(handshake.cipher)},
          {"group", record_text(handshake.group)},
          {"alpn", record_text(handshake.alpn)},
          {"alpn_offered", texts_json(handshake.alpn_offered)},
          {"servername", record_text(handshake.servername)},
          {"key_proved", handshake.key_proved ? Json(*handshake.key_proved) : Json()},
          {"peer_signature", record_text(handshake.peer_signature)},
          {"bytes_read", handshake.bytes_read},
          {"bytes_written", handshake.bytes_written}};
}

Json client_json(const observe::ClientCertificate& client) {
  return {{"requested", client.requested},
          {"sent", client.sent},
          {"outcome", observe::outcome_name(client.outcome)},
          {"acceptable_issuers", texts_json(client.acceptable_issuers)}};
}

Json alerts_json(const std::vector<observe::Alert>& alerts) {
  Json array = Json::array();
  for (const observe::Alert& alert : alerts) {
    array.push_back({{"received", alert.received},
                     {"number", alert.number},
                     {"name", record_text(alert.name)},
                     {"fatal", alert.fatal}});
  }
  return array;
}

Json captured_json(const observe::Observation& seen) {
  if (!seen.captured_as) return nullptr;
  return {{"uid", seen.captured_as->uid}, {"gid", seen.captured_as->gid}};
}

Json failure_json(const observe::Observation& seen) {
  if (!seen.failure) return nullptr;
  const observe::Failure& failure = *seen.failure;
  const judge::Explanation* sight = judge::sight_of(seen);
  return {{"stage", base::stage_name(failure.stage)},
          {"kind", observe::failure_name(failure.kind)},
          {"catalogue", sight == nullptr ? std::string_view{} : sight->catalogue},
          {"message", record_text(failure.message)},
          {"hint", record_text(failure.hint)},
          {"first_bytes", record_text(failure.first_bytes)}};
}

}  // namespace

std::string record_text(std::string_view text) {
  return base::printable(text, record_limit);
}

Json observation_json(const observe::Observation& seen) {
  return {{"handshake", handshake_json(seen)},
          {"client_certificate", client_json(seen.client_certificate)},
          {"alerts", alerts_json(seen.alerts)},
          {"failure", failure_json(seen)},
          {"captured_as", captured_json(seen)},
          {"remarks", texts_json(seen.remarks)},
          {"elapsed_ms", static_cast<double>(seen.elapsed.count()) / 1000}};
}

Json unparsed_json(const std::vector<observe::Unparsed>& unparsed) {
  Json array = Json::array();
  for (const observe::Unparsed& element : unparsed) {
    array.push_back({{"position", element.position},
                     {"line", element.line},
                     {"reason", record_text(element.reason)}});
  }
  return array;
}

}  // namespace mtlschain::report
