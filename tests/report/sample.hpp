// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

#include <mtlschain/base/time.hpp>
#include <mtlschain/report/render.hpp>
#include <mtlschain/x509/bundle.hpp>

// Reports made by hand, of the certificates of testdata/cases/healthy-sidecar.
namespace mtlschain::report::sample {

inline std::string content(const std::string& name) {
  std::ifstream file(std::string(MTLSCHAIN_TESTDATA) + "/" + name, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline x509::Chain presented() {
  const auto bundle =
      x509::read_bundle(content("cases/healthy-sidecar/presented.pem"), "presented.pem");
  REQUIRE(bundle.has_value());
  x509::Chain chain;
  for (const auto& entry : bundle->entries) chain.push_back(entry.certificate);
  REQUIRE(chain.size() == 4);
  return chain;
}

inline base::Time at() {
  return *base::parse_time("2026-06-01T00:00:00Z");
}

inline Inputs inputs() {
  Inputs inputs;
  inputs.at = at();
  inputs.openssl = "OpenSSL 3.0.0";
  inputs.files = {{"root", "plugged/root-cert.pem", "root-cert.pem", 1, {std::string(64, 'a')}},
                  {"chain", "plugged/cert-chain.pem", "cert-chain.pem", 2, {}}};
  return inputs;
}

inline observe::Observation observation() {
  observe::Observation seen;
  seen.target = "httpbin.istio-demo:8000";
  seen.address = "10.0.0.7:8000";
  seen.name = "httpbin.istio-demo";
  seen.handshake = observe::Handshake{.completed = true,
                                      .version = "TLSv1.3",
                                      .cipher = "TLS_AES_256_GCM_SHA384",
                                      .group = "x25519",
                                      .alpn = "istio",
                                      .servername = "httpbin.istio-demo",
                                      .alpn_offered = {"istio"},
                                      .key_proved = true,
                                      .peer_signature = "RSA-PSS",
                                      .bytes_read = 3268,
                                      .bytes_written = 407};
  seen.client_certificate = {
      true, false, {"O = Istio, CN = Root CA"}, observe::ClientCertificateOutcome::refused};
  seen.alerts = {{true, 116, "certificate_required"}};
  seen.presented = presented();
  return seen;
}

inline judge::Match match(judge::Place::In in, std::size_t index, const std::string& label) {
  return {judge::Match::Kind::equal, {in, index}, label};
}

inline std::vector<judge::Label> labels() {
  using In = judge::Place::In;
  const auto intermediate = match(In::chain, 0, "cert-chain.pem[0]");
  const auto root = match(In::root, 0, "root-cert.pem[0]");
  const auto root_in_chain = match(In::chain, 1, "cert-chain.pem[1]");
  return {{judge::Role::leaf, {}, {}, true},
          {judge::Role::intermediate, {intermediate}, {}, true},
          {judge::Role::root, {root, root_in_chain}, {}, true},
          {judge::Role::root, {root, root_in_chain}, 2, false}};
}

inline Report verified() {
  using In = judge::Place::In;
  Report report;
  report.observation = observation();
  report.observed_at = at();
  auto& judgement = report.judgement;
  judgement.judged = true;
  judgement.labels = labels();
  judgement.sequence = judge::Sequence::exact;
  judgement.stock = judge::StockView{judge::OpenSslError{19, 2}, true};
  judgement.not_judged = {judge::Check::identity};
  const auto& chain = report.observation.presented;
  judgement.path = {
      {chain[0], {In::presented, 0}}, {chain[1], {In::presented, 1}}, {chain[2], {In::root, 0}}};
  judgement.findings = {
      {judge::Code::doubled_root, judge::Severity::note, {In::presented, 3}, {{"count", "2"}}, {}},
      {judge::Code::client_certificate_required, judge::Severity::note, {}, {}, {}}};
  return report;
}

inline Report rejected() {
  using In = judge::Place::In;
  Report report = verified();
  auto& judgement = report.judgement;
  judgement.path.clear();
  for (auto& label : judgement.labels) label.on_path = false;
  judgement.labels[2].matches = {
      {judge::Match::Kind::same_name, {In::root, 0}, "root-cert.pem[0]"}};
  judgement.labels[3].matches = judgement.labels[2].matches;
  judgement.sequence = judge::Sequence::extra;
  judgement.openssl = {{19, 2}};
  judge::Finding cause{judge::Code::same_name_root,
                       judge::Severity::error,
                       {In::presented, 2},
                       {{"file", "root-cert.pem[0]"},
                        {"subject", "O = Istio, CN = Root CA"},
                        {"fingerprint", std::string(64, '1')},
                        {"subject_key_id", std::string(40, '3')},
                        {"file_fingerprint", std::string(64, '2')},
                        {"file_subject_key_id", std::string(40, '4')}},
                       judge::OpenSslError{19, 2}};
  judgement.findings.insert(judgement.findings.begin(), std::move(cause));
  return report;
}

inline Report not_observed() {
  Report report;
  report.observation.target = "httpbin.istio-demo:8000";
  report.observation.name = "httpbin.istio-demo";
  report.observation.address = "10.0.0.7:8000";
  report.observation.failure = observe::Failure{
      base::Stage::handshake, observe::FailureKind::plaintext, "the peer answers without TLS",
      "check the injection label and PeerAuthentication", "HTTP/1.1 400 Bad Request\r\n\x1b[31m"};
  report.observed_at = at();
  return report;
}

// What nobody should be able to put on a terminal or into a record.
inline std::string hostile() {
  return "a\x1b[2J\r\nb\x01\x7f\xff\xc2\x9b\xe2\x80\xae\xe2\x80\xa8" + std::string(100'000, 'x');
}

inline Report all_hostile() {
  Report report = rejected();
  auto& seen = report.observation;
  for (std::string* text :
       {&seen.target, &seen.address, &seen.name, &seen.handshake->version, &seen.handshake->cipher,
        &seen.handshake->group, &seen.handshake->alpn, &seen.handshake->servername,
        &seen.handshake->peer_signature, &seen.alerts[0].name}) {
    *text = hostile();
  }
  seen.client_certificate.acceptable_issuers.assign(50, hostile());
  seen.remarks = {hostile()};
  seen.unparsed = {{4, 7, hostile()}};
  seen.failure = observe::Failure{base::Stage::handshake, observe::FailureKind::reset, hostile(),
                                  hostile(), hostile()};
  report.judgement.labels[1].matches[0].label = hostile();
  report.judgement.findings[0].facts = {{"file", hostile()}, {"evidence", hostile()}};
  return report;
}

inline std::string text(const Report& report, const Style& style = {}) {
  std::ostringstream out;
  write_text(out, report, inputs(), style);
  return out.str();
}

}  // namespace mtlschain::report::sample
