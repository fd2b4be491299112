// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "openssl/errors.hpp"
#include "openssl/key_samples.hpp"
#include "x509/extension_samples.hpp"
#include "x509/files.hpp"
#include "x509/name_samples.hpp"
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/certificate.hpp>
#include <mtlschain/x509/error.hpp>

using namespace std::string_literals;

namespace mtlschain::x509 {
namespace {

Certificate certificate(std::string_view pem) {
  auto bundle = read_bundle(pem, "sample");
  REQUIRE(bundle);
  return bundle->entries.front().certificate;
}

// ask_everything calls each accessor: none may crash, and none may leave an error in the queue.
std::size_t ask_everything(const Certificate& c) {
  std::size_t size = c.subject().size() + c.issuer().size() + c.serial().size();
  size += c.key().text().size() + c.signature_algorithm().size() + c.alt_names().size();
  size += c.subject_key_id().size() + c.authority_key_id().size() + c.pem().size();
  size += c.not_before() ? 1U : 0U;
  size += c.not_after() ? 1U : 0U;
  size += c.sha256()[0] + c.spki_sha256()[0] + c.subject_hash() % 2;
  size += c.malformed() || c.may_sign_certificates() || c.issued_by(c) || c.claims_self_signed();
  size += c.key_usage() || c.extended_key_usage() || c.critical(Extension::subject_alt_name);
  size += c.weak_signature() || c.holds_name("a.b") || c.valid_at({}) || c.key().usual();
  return size + (c.is_ca() ? 1U : 0U) + (c.self_signed() ? 1U : 0U) + (c.self_issued() ? 1U : 0U);
}

}  // namespace

TEST_CASE("subject and serial are what the openssl command prints") {
  for (const auto& sample : tests::name_samples) {
    CHECK(certificate(sample.pem).subject() == sample.subject);
    CHECK(certificate(sample.pem).issuer() == sample.subject);
    CHECK(certificate(sample.pem).serial() == sample.serial);
  }
}

TEST_CASE("key and signature are named") {
  for (const auto& sample : tests::key_samples) {
    CHECK(certificate(sample.pem).key().text() == sample.key);
    CHECK(certificate(sample.pem).signature_algorithm() == sample.signature);
  }
}

TEST_CASE("the Istio sample root says what openssl says of it") {
  const auto bytes = tests::testdata("istio-samples/root-cert.pem");
  const Certificate root = certificate(bytes);
  CHECK(base::hex(root.sha256()) ==
        "63727a1785cab47acec5c24cc0669c20824e8ae1ac28079a4d2f8c830592e7b0");
  CHECK(base::format_time(*root.not_before()) == "2018-01-24T19:15:51Z");
  CHECK(base::format_time(*root.not_after()) == "2117-12-31T19:15:51Z");
  CHECK(root.serial() == "E2110E139CC6CC7A");
  CHECK(base::hex(base::bytes_of(root.subject_key_id())) ==
        "394606b54ca17aec4ee2519ee0ea75cbc355a1a8");
  CHECK(root.authority_key_id() == root.subject_key_id());
  CHECK(root.is_ca());
  CHECK(root.self_signed());
  CHECK(bytes.find(root.pem()) != std::string::npos);
}

TEST_CASE("names and keys of different certificates are compared") {
  const Certificate root = certificate(tests::testdata("istio-samples/root-cert.pem"));
  const Certificate ca = certificate(tests::testdata("istio-samples/ca-cert.pem"));
  CHECK(root == certificate(root.pem()));
  CHECK(root.same_key(root));
  CHECK_FALSE(root == ca);
  CHECK_FALSE(root.same_key(ca));
  CHECK_FALSE(root.same_name(ca));
  CHECK(ca.issuer() == root.subject());
  CHECK_FALSE(ca.self_issued());
  CHECK_FALSE(ca.self_signed());
}

TEST_CASE("alternative names keep their order and raw bytes") {
  const auto names = certificate(tests::many_names).alt_names();
  const std::vector<SubjectAltName> expected{
      {SanType::uri, "spiffe://cluster.local/ns/foo/sa/httpbin"},
      {SanType::dns, "evil\0exa\nple"s},
      {SanType::ip, "10.0.0.7"},
      {SanType::ip, "2001:db8::1"},
      {SanType::email, "a@\x1b.c"},
      {SanType::other, "a registered id"},
      {SanType::other, "a directory name"}};
  CHECK(names == expected);
}

TEST_CASE("the public key's digest is that of openssl pkey") {
  CHECK(base::hex(certificate(tests::self_signed_sample).spki_sha256()) ==
        "200d2f3f6bce6c29d59547ebd72298b367bdd5f6d97304041a803b6418d006cd");
}

TEST_CASE("self_signed needs more than equal names") {
  CHECK(certificate(tests::self_signed_sample).self_signed());
  CHECK(certificate(tests::many_names).self_issued());  // its bytes were changed after signing
  CHECK_FALSE(certificate(tests::many_names).self_signed());
}

TEST_CASE("malformed extensions show as empty") {
  const Certificate bad = certificate(tests::malformed);
  CHECK(bad.alt_names().empty());
  CHECK(bad.subject_key_id().empty());
  CHECK(bad.authority_key_id().empty());
  CHECK_FALSE(bad.is_ca());
  CHECK(bad.subject() == "CN = san");
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("from_der takes one certificate and nothing behind it") {
  const std::string der = certificate(tests::self_signed_sample).der();
  CHECK(Certificate::from_der(base::bytes_of(der)));
  CHECK_FALSE(Certificate::from_der(base::bytes_of(der + "x")));
  CHECK_FALSE(Certificate::from_der(base::bytes_of(der.substr(0, der.size() - 1))));
  CHECK_FALSE(Certificate::from_der({}));
}

TEST_CASE("no mutation of a certificate crashes an accessor") {
  const std::string good = certificate(tests::many_names).der();
  std::mt19937 random{20261123};
  std::size_t parsed = 0;
  std::size_t asked = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string der = good;
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      der[random() % der.size()] = static_cast<char>(random());
    }
    const auto mutant = Certificate::from_der(base::bytes_of(der));
    if (!mutant) continue;
    ++parsed;
    // Checking signatures of all would take the time of the rest together.
    if (parsed % 4 == 0) asked += ask_everything(*mutant);
    CHECK(openssl::take_errors().empty());
  }
  CHECK(parsed > 1000);
  CHECK(asked > 0);
}

TEST_CASE("verification results have OpenSSL's symbols, and the procedure's words") {
  CHECK(verify_symbol(0) == "X509_V_OK");
  CHECK(verify_symbol(19) == "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN");
  CHECK(verify_symbol(94) == "X509_V_ERR_EC_KEY_EXPLICIT_PARAMS");
  CHECK(verify_symbol(95) == "X509_V_ERR_UNSPECIFIED");
  CHECK(verify_symbol(-1) == "X509_V_ERR_UNSPECIFIED");
  CHECK(verify_text(18) == "self signed certificate");
  CHECK(verify_text(19) == "self signed certificate in certificate chain");
  CHECK(verify_text(20) == "unable to get local issuer certificate");
}

}  // namespace mtlschain::x509
