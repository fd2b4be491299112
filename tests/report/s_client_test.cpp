// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "report/sample.hpp"

// testdata/report/s_client-*.out and .err are what `openssl s_client -showcerts` 3.0 printed for
// the same certificates at the same time (-attime).
namespace mtlschain::report {

namespace {

struct Printed {
  std::string out;
  std::string err;
};

Printed printed(const Report& report) {
  std::ostringstream out;
  std::ostringstream err;
  write_s_client({out, err}, report);
  return {out.str(), err.str()};
}

// What s_client prints beyond what is observed: noise, and the secrets of the session.
bool is_left_out(std::string_view line) {
  static constexpr std::array<std::string_view, 14> beginnings{"Can't use SSL_get_servername",
                                                               "Client Certificate Types:",
                                                               "Requested Signature Algorithms",
                                                               "Shared Requested Signature",
                                                               "Peer signing digest",
                                                               "Secure Renegotiation",
                                                               "    Session-ID",
                                                               "    PSK",
                                                               "    SRP",
                                                               "    Start Time",
                                                               "    Timeout",
                                                               "    Extended master secret",
                                                               "    TLS session ticket",
                                                               "    0"};
  return std::ranges::any_of(beginnings,
                             [&](auto beginning) { return line.starts_with(beginning); });
}

// Lines that both print; error queues are compared by the alert's number alone.
std::vector<std::string> common_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (const auto at = line.find("self-signed"); at != std::string::npos) line[at + 4] = ' ';
    if (const auto at = line.find("SSL alert number"); at != std::string::npos) line.erase(0, at);
    if (!is_left_out(line)) lines.push_back(line);
  }
  return lines;
}

void check_like(const Report& report, const std::string& name) {
  const Printed ours = printed(report);
  CHECK(common_lines(ours.out) == common_lines(sample::content("report/" + name + ".out")));
  CHECK(common_lines(ours.err) == common_lines(sample::content("report/" + name + ".err")));
}

Report plain() {
  Report report = sample::verified();
  report.observation.client_certificate = {};
  report.observation.alerts.clear();
  return report;
}

}  // namespace

TEST_CASE("TLS 1.3, nothing judged: the stock view") {
  Report report = plain();
  report.judgement = {};
  report.observation.handshake->bytes_read = 3892;
  report.observation.handshake->bytes_written = 389;
  check_like(report, "s_client-tls13");
}

TEST_CASE("TLS 1.2, a client certificate was required") {
  Report report = plain();
  report.judgement = {};
  auto& handshake = *report.observation.handshake;
  handshake.version = "TLSv1.2";
  handshake.cipher = "ECDHE-RSA-AES256-GCM-SHA384";
  handshake.alpn.clear();
  handshake.bytes_read = 3819;
  handshake.bytes_written = 402;
  report.observation.client_certificate = {
      true, false, {"O = Istio, CN = Root CA"}, observe::ClientCertificateOutcome::refused};
  report.observation.alerts = {{true, 40, "handshake_failure"}};
  check_like(report, "s_client-tls12-client-certificate");
}

TEST_CASE("a verified chain") {
  Report report = plain();
  auto& handshake = *report.observation.handshake;
  handshake.alpn.clear();
  handshake.bytes_read = 3880;
  handshake.bytes_written = 377;
  check_like(report, "s_client-verified");
}

TEST_CASE("an expired leaf is told between the good reports, with its date twice") {
  Report report = plain();
  report.judgement.openssl = {{10, 0}};
  CHECK(printed(report).err ==
        "depth=2 O = Istio, CN = Root CA\nverify return:1\n"
        "depth=1 O = Istio, CN = Intermediate CA, L = cluster1\nverify return:1\n"
        "depth=0 \nverify error:num=10:certificate has expired\n"
        "notAfter=Jun  1 18:00:00 2026 GMT\nverify return:1\n"
        "depth=0 \nnotAfter=Jun  1 18:00:00 2026 GMT\nverify return:1\n");
}

TEST_CASE("a leaf alone gives 20, then 21, and the code of the last") {
  Report report = plain();
  report.judgement = {};
  report.observation.presented.resize(1, report.observation.presented[0]);
  const Printed ours = printed(report);
  CHECK(ours.err ==
        "depth=0 \nverify error:num=20:unable to get local issuer certificate\nverify return:1\n"
        "depth=0 \nverify error:num=21:unable to verify the first certificate\nverify return:1\n"
        "depth=0 \nverify return:1\n");
  CHECK(ours.out.find("Verify return code: 21 (") != std::string::npos);
}

TEST_CASE("each certificate is printed once") {
  const std::string out = printed(plain()).out;
  std::size_t blocks = 0;
  for (auto at = out.find("-----BEGIN"); at != std::string::npos;
       at = out.find("-----BEGIN", at + 1)) {
    ++blocks;
  }
  CHECK(blocks == 4);
}

TEST_CASE("a connection without a certificate is never called verified") {
  const Printed ours = printed(sample::not_observed());
  CHECK(ours.out.find("no peer certificate available") != std::string::npos);
  CHECK(ours.out.find("OK") == std::string::npos);
  CHECK(ours.out.find("0 (ok)") == std::string::npos);
  CHECK(ours.err.find("the peer answers without TLS") != std::string::npos);
}

TEST_CASE("a target that was not reached prints no transcript") {
  Report report = sample::not_observed();
  report.observation.failure->stage = base::Stage::connect;
  CHECK(printed(report).out.empty());
  CHECK(printed(report).err.find("the peer answers without TLS") != std::string::npos);
}

TEST_CASE("hostile text is escaped in a transcript") {
  const Printed ours = printed(sample::all_hostile());
  for (const std::string& text : {ours.out, ours.err}) {
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find('\x01') == std::string::npos);
    CHECK(text.find("\xe2\x80\xae") == std::string::npos);
    CHECK(text.size() < 200'000);
  }
}

}  // namespace mtlschain::report
