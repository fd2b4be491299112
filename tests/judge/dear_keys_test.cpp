// SPDX-License-Identifier: Apache-2.0
// Whoever presents a chain chooses its keys: what they cost is bounded, and not only their number.
#include "judge/dear_keys.hpp"

#include <doctest/doctest.h>
#include <openssl/ec.h>

#include <span>
#include <string>

#include "case.hpp"
#include "cpu_time.hpp"
#include "judge/signature_cost.hpp"
#include <mtlschain/judge/compare.hpp>
#include <mtlschain/judge/judge.hpp>

using namespace mtlschain;
using namespace mtlschain::judge;
using tests::forge;
using tests::Key;
using tests::key_of;
using tests::worthless_key;

namespace {

Expectation trusting(const x509::Certificate& root) {
  Expectation expectation;
  expectation.plugged.root = tests::plugged_file("root-cert.pem", "root-cert.pem", {});
  expectation.plugged.root.bundle.entries.push_back({root, 1});
  expectation.at = *base::parse_time("2026-06-01T00:00:00Z");
  return expectation;
}

Judgement judged(x509::Chain presented, const x509::Certificate& root) {
  observe::Observation seen;
  seen.target = "-";
  seen.source = observe::Source::pem;
  seen.presented = std::move(presented);
  return judge::judge(seen, trusting(root));
}

bool has(const Judgement& judgement, Code code) {
  return std::ranges::find(judgement.findings, code, &Finding::code) != judgement.findings.end();
}

std::size_t cost_of(int modulus_bits, int exponent_bits) {
  const Key key = worthless_key(modulus_bits, exponent_bits);
  return signature_cost(forge({"CA", "CA"}, key, key).native());
}

std::size_t cost_of(EVP_PKEY* made) {
  const openssl::KeyPtr key{made};
  REQUIRE(key);
  const openssl::X509Ptr certificate{X509_new()};
  X509_set_pubkey(certificate.get(), key.get());
  return signature_cost(certificate.get());
}

Side side(const std::string& name, x509::Chain chain) {
  observe::Observation seen;
  seen.target = name;
  seen.source = observe::Source::pem;
  seen.presented = std::move(chain);
  return side_of(std::span{&seen, 1}, name);
}

// A key whose public exponent is as long as its modulus: the private one of a usual key.
Key turned_round(int bits) {
  Key key = key_of(bits);
  std::swap(key.open, key.secret);
  return key;
}

// deep is a chain of `length`, every certificate with the same key, root last.
x509::Chain deep(std::size_t length, const Key& key) {
  x509::Chain chain;
  for (std::size_t i = 0; i < length; ++i) {
    const std::string issuer = "CA " + std::to_string(i + 1 < length ? i + 1 : i);
    chain.push_back(forge({"CA " + std::to_string(i), issuer, i > 0}, key, key));
  }
  return chain;
}

}  // namespace

TEST_CASE("keys that meshes use cost one, others what they take") {
  CHECK(cost_of(2'048, 17) == 1);
  CHECK(cost_of(4'096, 17) == 1);
  CHECK(cost_of(8'192, 17) == 1);
  CHECK(cost_of(16'384, 17) == 4);
  CHECK(cost_of(16'384, 64) == 16);
  CHECK(cost_of(3'072, 3'071) == 26);
  CHECK(cost_of(2'048, 33) == 1);
  CHECK(cost_of(16'385, 17) == 1);  // refused by OpenSSL, as the next
  CHECK(cost_of(3'073, 65) == 1);
  for (const char* curve : {"P-256", "P-384", "P-521"}) CHECK(cost_of(EVP_EC_gen(curve)) == 1);
  CHECK(cost_of(EVP_EC_gen("secp256k1")) == 8);
  CHECK(cost_of(EVP_EC_gen("sect571r1")) == 16);
  CHECK(cost_of(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")) == 1);
  const openssl::X509Ptr keyless{X509_new()};
  CHECK(signature_cost(keyless.get()) == 1);
}

TEST_CASE("look-alike issuers with dear keys end soon, whatever their number") {
  const Key usual = key_of(2'048);
  const x509::Certificate root = forge({"Root", "Root"}, usual, usual);
  for (const auto& [modulus, exponent] : {std::pair{16'384, 64}, std::pair{3'072, 3'071}}) {
    CAPTURE(modulus);
    const Key dear = worthless_key(modulus, exponent);
    x509::Chain chain{forge({"leaf", "CA", false}, usual, dear)};
    for (int i = 0; i < 150; ++i) {
      chain.push_back(forge({"CA", "Other " + std::to_string(i)}, dear, usual));
    }
    const double begin = tests::cpu_seconds();
    const Judgement judgement = judged(std::move(chain), root);
    CHECK(tests::cpu_seconds() - begin < 0.6);
    CHECK(verdict(judgement) == Verdict::rejected);
    CHECK(has(judgement, Code::search_bounded));
  }
}

TEST_CASE("a usual issuer among look-alikes with dear keys is still found") {
  const Key usual = key_of(8'192);
  const x509::Certificate root = forge({"Root", "Root"}, usual, usual);
  const Key dear = worthless_key(16'384, 64);
  x509::Chain chain{forge({"leaf", "CA", false}, usual, usual)};
  for (int i = 0; i < 5; ++i) {
    chain.push_back(forge({"CA", "Other " + std::to_string(i)}, dear, usual));
  }
  chain.push_back(forge({"CA", "Root"}, usual, usual));
  const Judgement judgement = judged(std::move(chain), root);
  CHECK(verdict(judgement) == Verdict::verified);
  CHECK(judgement.path.size() == 3);
}

TEST_CASE("a long chain of dear keys is refused unverified, a short one is verified") {
  const Key dear = turned_round(3'072);
  x509::Chain chain = deep(90, dear);
  const x509::Certificate root = chain.back();
  const double begin = tests::cpu_seconds();
  const Judgement judgement = judged(chain, root);
  CHECK(tests::cpu_seconds() - begin < 0.6);
  CHECK(verdict(judgement) == Verdict::rejected);
  CHECK(has(judgement, Code::search_bounded));
  std::vector<OpenSslError> stock;
  const double again = tests::cpu_seconds();
  CHECK(stock_view(chain, trusting(root).at, &stock));
  CHECK(tests::cpu_seconds() - again < 0.2);
  REQUIRE_FALSE(stock.empty());
  CHECK(stock.back().number == X509_V_ERR_APPLICATION_VERIFICATION);

  x509::Chain few = deep(8, dear);
  const x509::Certificate other = few.back();
  CHECK(verdict(judged(std::move(few), other)) == Verdict::verified);
}

TEST_CASE("comparing many chains of dear keys ends soon") {
  const Key dear = turned_round(3'072);
  x509::Chain many;
  for (int i = 0; i < 60; ++i) {
    const std::string number = std::to_string(i);
    many.push_back(forge({"leaf " + number, "CA", false}, dear, dear));
    many.push_back(forge({"CA", "Other " + number}, dear, dear));
  }
  const Key usual = key_of(2'048);
  const x509::Certificate root = forge({"Root", "Root"}, usual, usual);
  const double begin = tests::cpu_seconds();
  compare(side("a", std::move(many)), side("b", {root}), *base::parse_time("2026-06-01T00:00:00Z"));
  CHECK(tests::cpu_seconds() - begin < 2);
}
