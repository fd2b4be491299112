// SPDX-License-Identifier: Apache-2.0
// A report is a target again: what was seen comes back as it was, and only what was seen.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "report/sample.hpp"
#include <mtlschain/observe/material.hpp>

using namespace mtlschain;
using namespace mtlschain::report;

namespace {

observe::Observation with_everything() {
  auto seen = sample::observation();
  seen.trust_bundle = {seen.presented.back()};
  seen.unparsed = {{4, 17, "bad base64 on line 3"}};
  seen.remarks = {"peer asked to renegotiate: refused"};
  seen.elapsed = std::chrono::microseconds{12'345};
  seen.failure = observe::Failure{base::Stage::handshake, observe::FailureKind::closed,
                                  "closed after the chain", "look there", "HTTP/1.1 400"};
  return seen;
}

std::vector<observe::Observation> again(const std::vector<Report>& reports) {
  std::ostringstream out;
  write_json(out, reports, sample::inputs());
  return observe::read_material_all(out.str(), "file:report.json");
}

}  // namespace

TEST_CASE("an observation comes back as it was") {
  Report report;
  report.observation = with_everything();
  const auto all = again({report});
  REQUIRE(all.size() == 1);
  const auto& first = report.observation;
  const auto& second = all[0];
  CHECK(second.source == observe::Source::report);
  CHECK(second.target == first.target);
  CHECK(second.address == first.address);
  CHECK(second.name == first.name);
  CHECK(second.presented == first.presented);
  CHECK(second.trust_bundle == first.trust_bundle);
  CHECK(second.alerts == first.alerts);
  CHECK(second.elapsed == first.elapsed);
  REQUIRE(second.unparsed.size() == 1);
  CHECK(second.unparsed[0].position == 4);
  CHECK(second.unparsed[0].line == 17);
  CHECK(second.unparsed[0].reason == first.unparsed[0].reason);
  CHECK(second.client_certificate.requested);
  CHECK_FALSE(second.client_certificate.sent);
  CHECK(second.client_certificate.outcome == observe::ClientCertificateOutcome::refused);
  CHECK(second.client_certificate.acceptable_issuers ==
        first.client_certificate.acceptable_issuers);
  CHECK(second.remarks.front() == first.remarks.front());
}

TEST_CASE("handshake and failure come back as they were") {
  Report report;
  report.observation = with_everything();
  const auto all = again({report});
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].handshake);
  const auto& first = *report.observation.handshake;
  const auto& second = *all[0].handshake;
  CHECK(second.completed);
  CHECK(second.version == first.version);
  CHECK(second.cipher == first.cipher);
  CHECK(second.group == first.group);
  CHECK(second.alpn == first.alpn);
  CHECK(second.servername == first.servername);
  CHECK(second.alpn_offered == first.alpn_offered);
  CHECK(second.peer_signature == first.peer_signature);
  CHECK(second.bytes_read == first.bytes_read);
  CHECK(second.bytes_written == first.bytes_written);
  REQUIRE(all[0].failure);
  CHECK(all[0].failure->stage == base::Stage::handshake);
  CHECK(all[0].failure->kind == observe::FailureKind::closed);
  CHECK(all[0].failure->message == "closed after the chain");
  CHECK(all[0].failure->hint == "look there");
  CHECK(all[0].failure->first_bytes == "HTTP/1.1 400");
}

TEST_CASE("every report of a document and of JSON lines is an observation") {
  Report first;
  first.observation = sample::observation();
  Report second;
  second.observation.target = "other.istio-demo:8000";
  second.observation.failure = observe::Failure{
      base::Stage::connect, observe::FailureKind::refused, "connection refused", {}, {}};
  std::ostringstream lines;
  write_jsonl(lines, first, sample::inputs());
  write_jsonl(lines, second, sample::inputs());
  for (const auto& all :
       {again({first, second}), observe::read_material_all(lines.str(), "file:report.jsonl")}) {
    REQUIRE(all.size() == 2);
    CHECK(all[0].presented.size() == 4);
    CHECK_FALSE(all[0].failure);
    CHECK(all[1].target == "other.istio-demo:8000");
    CHECK_FALSE(all[1].handshake);
    REQUIRE(all[1].failure);
    CHECK(all[1].failure->kind == observe::FailureKind::refused);
    CHECK(all[1].failure->stage == base::Stage::connect);
  }
}

TEST_CASE("a report says how it was seen first, however often it is read again") {
  for (const auto source : {observe::Source::live, observe::Source::transcript,
                            observe::Source::pem, observe::Source::kubernetes}) {
    Report report;
    report.observation = sample::observation();
    report.observation.source = source;
    for (int round = 0; round < 3; ++round) {
      const auto all = again({report});
      REQUIRE(all.size() == 1);
      CHECK(all[0].source == observe::Source::report);
      CHECK(all[0].first_source == source);
      report.observation = all[0];
    }
  }
  Report silent;
  silent.observation = sample::observation();
  silent.observation.source = observe::Source::report;
  const auto all = again({silent});
  REQUIRE(all.size() == 1);
  CHECK_FALSE(all[0].first_source);
}

TEST_CASE("a changed certificate of a report is said, not believed") {
  Report report;
  report.observation = sample::observation();
  std::ostringstream out;
  write_json(out, std::vector{report}, sample::inputs());
  const auto text = out.str();
  const auto damage = [&](int which) {
    auto damaged = text;
    auto at = damaged.find("\"pem\"");
    for (int i = 0; i < which; ++i) at = damaged.find("\"pem\"", at + 1);
    damaged.replace(damaged.find("CERTIFICATE-----\\n", at) + 60, 1, "%");
    return observe::read_material(damaged, "-");
  };
  const auto first = damage(0);
  REQUIRE(first.failure);
  CHECK(first.failure->kind == observe::FailureKind::bad_certificate);
  CHECK(first.presented.empty());
  const auto second = damage(1);
  CHECK_FALSE(second.failure);
  CHECK(second.presented.size() == 3);
  REQUIRE(second.unparsed.size() == 1);
  CHECK(second.unparsed[0].position == 1);
}
