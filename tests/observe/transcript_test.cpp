// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::observe {
namespace {

using Outcome = ClientCertificateOutcome;

Observation read(const std::string& name) {
  return read_material(fixture("transcripts/" + name), "file:" + name);
}

x509::Chain presented() {
  x509::Chain chain;
  const auto bundle = x509::read_bundle(fixture("transcripts/presented.pem"), "presented.pem");
  REQUIRE(bundle);
  for (const auto& entry : bundle->entries) chain.push_back(entry.certificate);
  return chain;
}

struct Row {
  const char* file;
  const char* version;
  const char* alpn;
  bool completed;
  bool requested;
  Outcome outcome;
  std::optional<int> alert;
};

TEST_CASE("a transcript with -showcerts gives the whole chain and the facts of the handshake") {
  const std::vector<Row> rows{
      {"tls13-client-cert.txt", "TLSv1.3", "istio", true, true, Outcome::refused, 116},
      {"tls12-client-cert.txt", "TLSv1.2", "istio", false, true, Outcome::refused, 40},
      {"tls13-accepted.txt", "TLSv1.3", "istio", true, true, Outcome::accepted, {}},
      {"terminal.txt", "TLSv1.3", "istio", true, true, Outcome::refused, 116},
      {"tls13-showcerts.txt", "TLSv1.3", "", true, false, Outcome::not_requested, {}},
      {"tls12-showcerts.txt", "TLSv1.2", "", true, false, Outcome::not_requested, {}},
      {"openssl-1.1.1-tls13.txt", "TLSv1.3", "istio", true, true, Outcome::refused, 116},
      {"openssl-1.1.1-tls12.txt", "TLSv1.2", "", true, false, Outcome::not_requested, {}},
  };
  const auto expected = presented();
  REQUIRE(expected.size() == 4);
  for (const auto& row : rows) {
    CAPTURE(row.file);
    const auto seen = read(row.file);
    CHECK(seen.source == Source::transcript);
    CHECK(seen.presented == expected);
    CHECK(seen.unparsed.empty());
    CHECK_FALSE(seen.failure);
    CHECK(seen.remarks.empty());
    REQUIRE(seen.handshake);
    CHECK(seen.handshake->version == row.version);
    CHECK(seen.handshake->alpn == row.alpn);
    CHECK(seen.handshake->group == "x25519");
    CHECK(seen.handshake->peer_signature == "RSA-PSS");
    CHECK(seen.handshake->completed == row.completed);
    CHECK(seen.client_certificate.requested == row.requested);
    CHECK(seen.client_certificate.outcome == row.outcome);
    REQUIRE(seen.alerts.size() == (row.alert ? 1 : 0));
    if (row.alert) CHECK(seen.alerts[0].number == *row.alert);
  }
}

TEST_CASE("ciphers, alerts and acceptable names are those that the transcript prints") {
  const auto tls13 = read("tls13-client-cert.txt");
  REQUIRE(tls13.handshake);
  CHECK(tls13.handshake->cipher == "TLS_AES_256_GCM_SHA384");
  CHECK(tls13.handshake->bytes_read == 4124);
  CHECK(tls13.handshake->bytes_written == 446);
  REQUIRE(tls13.alerts.size() == 1);
  CHECK(tls13.alerts[0].name == "certificate_required");
  REQUIRE(tls13.client_certificate.acceptable_issuers.size() == 1);
  CHECK(tls13.client_certificate.acceptable_issuers[0] == "O = Istio, CN = Root CA");
  CHECK(read("tls12-client-cert.txt").client_certificate.acceptable_issuers.size() == 1);
  CHECK(read("tls12-showcerts.txt").client_certificate.acceptable_issuers.empty());
}

TEST_CASE("a TLS 1.2 handshake without ticket, its alert lost, is not called complete") {
  auto text = fixture("transcripts/tls12-client-cert.txt");
  text.erase(0, text.find("CONNECTED("));
  const auto seen = read_material(text, "-");
  REQUIRE(seen.handshake);
  CHECK_FALSE(seen.handshake->completed);
  CHECK(seen.client_certificate.outcome == Outcome::unknown);
}

TEST_CASE("the wording of newer releases, and of our own show, is understood") {
  const auto seen =
      read_material("Connecting to 127.0.0.1\nCONNECTED(00000003)\n---\nCertificate chain\n" +
                        presented()[0].pem() +
                        "---\nPeer Temp Key: ECDH, prime256v1, 256 bits\n---\n"
                        "New, SSLv3, Cipher is ECDHE-RSA-AES128-SHA\nProtocol: TLSv1.2\n---\n",
                    "-");
  REQUIRE(seen.handshake);
  CHECK(seen.handshake->group == "secp256r1");
  CHECK(seen.handshake->version == "TLSv1.2");
  CHECK(seen.handshake->cipher == "ECDHE-RSA-AES128-SHA");
}

TEST_CASE("without -showcerts the leaf is taken once, and the missing rest is said") {
  const auto seen = read("tls13-leaf-only.txt");
  REQUIRE(seen.presented.size() == 1);
  CHECK(seen.presented[0] == presented()[0]);
  CHECK(seen.remarks.size() == 1);
  CHECK_FALSE(seen.failure);
}

TEST_CASE("a leaf that stands in both sections is counted once") {
  auto text = fixture("transcripts/tls13-showcerts.txt");
  const std::string heading = "Server certificate\n";
  text.insert(text.find(heading) + heading.size(), presented()[0].pem());
  CHECK(read_material(text, "-").presented == presented());
}

TEST_CASE("a transcript without certificate says what it says of the cause") {
  const std::vector<std::pair<const char*, FailureKind>> rows{
      {"anonymous.txt", FailureKind::no_certificate},
      {"plaintext.txt", FailureKind::plaintext},
      {"reset.txt", FailureKind::reset},
      {"refused.txt", FailureKind::refused},
      {"unresolved.txt", FailureKind::unresolved},
      {"brief.txt", FailureKind::no_certificate},
  };
  for (const auto& [file, kind] : rows) {
    CAPTURE(file);
    const auto seen = read(file);
    CHECK(seen.source == Source::transcript);
    CHECK(seen.presented.empty());
    REQUIRE(seen.failure);
    CHECK(failure_name(seen.failure->kind) == failure_name(kind));
  }
  CHECK_FALSE(read("plaintext.txt").handshake);
}

TEST_CASE("connect errors are told apart by their number") {
  const std::vector<std::pair<const char*, FailureKind>> rows{
      {"connect:errno=111\n", FailureKind::refused},
      {"connect:errno=61\n", FailureKind::refused},
      {"connect:errno=113\n", FailureKind::unreachable},
      {"connect:errno=110\n", FailureKind::timed_out},
  };
  for (const auto& [text, kind] : rows) {
    CAPTURE(text);
    const auto seen = read_material(text, "-");
    REQUIRE(seen.failure);
    CHECK(failure_name(seen.failure->kind) == failure_name(kind));
  }
}

TEST_CASE("an alert without a certificate is the failure") {
  const auto seen = read_material(
      "CONNECTED(00000003)\n"
      "4047:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:"
      "../ssl/record/rec_layer_s3.c:1602:SSL alert number 70\n"
      "---\nno peer certificate available\n---\n",
      "-");
  REQUIRE(seen.failure);
  CHECK(seen.failure->kind == FailureKind::alert);
  REQUIRE(seen.alerts.size() == 1);
  CHECK(seen.alerts[0] == Alert{true, 70, "protocol_version"});
  CHECK_FALSE(seen.client_certificate.requested);
}

TEST_CASE("of several connections the first with a certificate is taken") {
  const auto seen = read("several.txt");
  CHECK(seen.presented == presented());
  CHECK(seen.remarks.size() == 1);
  REQUIRE(seen.handshake);
  CHECK(seen.handshake->version == "TLSv1.3");
  const auto refused = fixture("transcripts/refused.txt");
  const auto twice = read_material(refused + refused, "-");
  REQUIRE(twice.failure);
  CHECK(twice.failure->kind == FailureKind::refused);
  CHECK(twice.remarks.size() == 1);
}

TEST_CASE("a broken first block is never skipped, a later one is") {
  const auto text = fixture("transcripts/tls13-showcerts.txt");
  const std::string begin = "-----BEGIN CERTIFICATE-----\n";
  const auto first = text.find(begin) + begin.size();
  auto broken = text;
  broken[first + 70] = '!';
  const auto seen = read_material(broken, "-");
  REQUIRE(seen.failure);
  CHECK(seen.failure->kind == FailureKind::bad_certificate);
  CHECK(seen.presented.empty());

  broken = text;
  broken[text.find(begin, first) + begin.size() + 70] = '!';
  const auto later = read_material(broken, "-");
  CHECK_FALSE(later.failure);
  CHECK(later.presented.size() == 3);
  REQUIRE(later.unparsed.size() == 1);
  CHECK(later.unparsed[0].position == 1);
  CHECK(later.unparsed[0].line > 0);
}

TEST_CASE("what the peer writes after the handshake adds no certificate") {
  const auto text = fixture("transcripts/tls13-leaf-only.txt");
  const auto forged = "---\nCertificate chain\n 0 s:CN = x\n" + presented()[2].pem() + "---\n";
  const auto seen = read_material(text + forged, "-");
  REQUIRE(seen.presented.size() == 1);
  CHECK(seen.presented[0] == presented()[0]);
  const auto anonymous = read_material(fixture("transcripts/anonymous.txt") + forged, "-");
  CHECK(anonymous.presented.empty());
  REQUIRE(anonymous.failure);
  CHECK(anonymous.failure->kind == FailureKind::no_certificate);
}

TEST_CASE("a chain that was cut is remarked") {
  const auto text = fixture("transcripts/tls13-showcerts.txt");
  const auto cut = text.substr(0, text.find("   i:", text.find(" 3 s:")));
  const auto seen = read_material(cut, "-");
  CHECK(seen.presented.size() == 3);
  CHECK(seen.remarks.size() == 1);
}

}  // namespace
}  // namespace mtlschain::observe
