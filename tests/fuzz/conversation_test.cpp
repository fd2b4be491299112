// SPDX-License-Identifier: Apache-2.0
#include "fuzz/conversation.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

namespace {

using mtlschain::tests::fuzz::converse;
using std::operator""sv;

struct Script {
  std::string_view name;
  std::string_view steps;
};

TEST_CASE("a scripted server that has the leaf's key is verified") {
  constexpr std::array healthy{
      Script{"TLS 1.3, AES-256", "SAECrstVroFo"},
      Script{"TLS 1.3, AES-128", "SBECrstVroFo"},
      Script{"TLS 1.3, EC leaf", "SAECefgVeoFo"},
      Script{"TLS 1.3, one record", "SAJECrstVroFoJ"},
      Script{"TLS 1.3, records of 16 bytes", "/\x10SAECrstVroFo"},
      Script{"TLS 1.3, no ALPN, ChangeCipherSpec, ticket", "SBYLCrstVroFoWT"},
      Script{"TLS 1.3, new keys, data, close_notify", "SAECrstVroFoWU0PxA1\0"sv},
      Script{"TLS 1.3, request, accepted", "+SAEQCrstVroFoWT"},
      Script{"TLS 1.3, nothing is harmed", "SAECrst~\xC0\0^\xC0\0VroFo"sv},
      Script{"TLS 1.2, ECDHE-RSA, AES-256", "SECrstKroDWYFo"},
      Script{"TLS 1.2, ECDHE-RSA, AES-128", "SFCrstKroDWYFo"},
      Script{"TLS 1.2, ECDHE-ECDSA", "SGCefgKeoDWYFo"},
      Script{"TLS 1.2, ECDHE-RSA, request", "SECrstKroQDWYFo"},
      Script{"TLS 1.2, RSA, AES-128", "SRCrstDWYFo"},
      Script{"TLS 1.2, RSA, AES-256", "SSCrstDWYFo"},
      Script{"TLS 1.2, RSA, request", "SRCrstQDWYFo"},
      Script{"TLS 1.2, RSA, our certificate", "+SRCrstQDWYFo"},
  };
  for (const Script& script : healthy) {
    CAPTURE(script.name);
    const auto conversed = converse(script.steps);
    CHECK(conversed.exit_code == mtlschain::base::ExitCode::verified);
    CHECK(conversed.proved);
    REQUIRE(conversed.seen.handshake);
    CHECK(conversed.seen.handshake->completed);
    CHECK(conversed.seen.handshake->key_proved == true);
    CHECK_FALSE(conversed.seen.failure);
  }
}

TEST_CASE("a scripted server that has only the public chain is not verified") {
  constexpr std::array attacks{
      Script{"TLS 1.3, request, chain, alert 40", "SAEQCrstA2("},
      Script{"TLS 1.3, request, chain, alert 116, with a certificate of ours", "+SAEQCrstA2t"},
      Script{"TLS 1.3, request, chain, warning 112", "SAEQCrstA1p"},
      Script{"TLS 1.3, signed with another key", "SAECrstVxoFo"},
      Script{"TLS 1.3, signed with another key, request, alert", "SAEQCrstVxoFoA2("},
      Script{"TLS 1.3, no CertificateVerify", "SAECrstFo"},
      Script{"TLS 1.3, garbage for a signature", "SAECrstVrgFo"},
      Script{"TLS 1.2, RSA, request, chain, alert 40", "SRCrstQDA2("},
      Script{"TLS 1.2, RSA, request, alert after our flight", "SRCrstQDWA2*"},
      Script{"TLS 1.2, RSA, request, alert, with a certificate of ours", "+SRCrstQDWA2*"},
      Script{"TLS 1.2, RSA, guessed secret", "GSRCrstDWYFo"},
      Script{"TLS 1.2, RSA, guessed secret, request, alert", "GSRCrstQDWYFoA20"},
      Script{"TLS 1.2, ECDHE, request, chain, alert 40", "SECrstQDA2("},
      Script{"TLS 1.2, ECDHE, signed with another key", "SECrstKxoDWYFo"},
      Script{"TLS 1.2, ECDHE, another key, request, alert", "SECrstKxoQDA2("},
  };
  for (const Script& script : attacks) {
    CAPTURE(script.name);
    const auto conversed = converse(script.steps);
    CHECK(conversed.exit_code == mtlschain::base::ExitCode::rejected);
    CHECK_FALSE(conversed.proved);
    REQUIRE(conversed.seen.handshake);
    CHECK(conversed.seen.handshake->key_proved != true);
    CHECK_FALSE(conversed.seen.presented.empty());
  }
}

// A wrong proof by who has the key is no proof either.
TEST_CASE("a scripted server that proves wrongly is not verified") {
  constexpr std::array wrong{
      Script{"TLS 1.3, another transcript", "SAEQCrstVrtFoA2("},
      Script{"TLS 1.3, another algorithm", "SAEQCrstVraFoA2("},
      Script{"TLS 1.3, signed as a client", "SAEQCrstVrcFoA2("},
      Script{"TLS 1.3, harmed signature", "SAEQCrst~\xC0\1VroFoA2("},
      Script{"TLS 1.3, harmed record", "SAEQCrst^\xC0\1VroFoA2("},
      Script{"TLS 1.2, ECDHE, other parameters", "SEQCrstKrtDA2("},
      Script{"TLS 1.2, ECDHE, not signed", "SECrstKruQDA2("},
      Script{"TLS 1.2, RSA, wrong Finished", "SRCrstQDWYFwA2("},
  };
  for (const Script& script : wrong) {
    CAPTURE(script.name);
    const auto conversed = converse(script.steps);
    CHECK(conversed.exit_code != mtlschain::base::ExitCode::verified);
    CHECK_FALSE(conversed.proved);
    REQUIRE(conversed.seen.handshake);
    CHECK(conversed.seen.handshake->key_proved != true);
  }
}

}  // namespace
