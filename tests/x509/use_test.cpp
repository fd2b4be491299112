// SPDX-License-Identifier: Apache-2.0
// What a certificate may be used for, when, and who issued it.
#include <doctest/doctest.h>
#include <openssl/x509.h>

#include <string>

#include "openssl/errors.hpp"
#include "openssl/key_samples.hpp"
#include "x509/extension_samples.hpp"
#include "x509/files.hpp"
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/certificate.hpp>

using namespace std::string_literals;

namespace mtlschain::x509 {
namespace {

Chain chain_of(std::string_view pem) {
  auto bundle = read_bundle(pem, "sample");
  REQUIRE(bundle);
  Chain chain;
  for (const BundleEntry& entry : bundle->entries) chain.push_back(entry.certificate);
  return chain;
}

// presented is what the case folder presents: leaf first.
Chain presented(const std::string& name) {
  return chain_of(tests::testdata("cases/" + name + "/presented.pem"));
}

// altered is the certificate with one sequence of bytes exchanged, as by a hostile peer.
Certificate altered(const Certificate& certificate, const std::string& from,
                    const std::string& to) {
  std::string der = certificate.der();
  const auto at = der.find(from);
  REQUIRE(at != std::string::npos);
  auto made = Certificate::from_der(base::bytes_of(der.replace(at, from.size(), to)));
  REQUIRE(made);
  return *made;
}

const std::string key_usage_id = "\x06\x03\x55\x1d\x0f";

base::Time time(const std::string& text) {
  const auto parsed = base::parse_time(text);
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("which keys are usual, and which weak") {
  for (const auto& sample : tests::key_samples) {
    const Key key = chain_of(sample.pem).front().key();
    CAPTURE(key.text());
    const std::string text = sample.key;
    const bool usual = text.starts_with("RSA ") || text.starts_with("EC P-");
    CHECK(key.usual() == usual);
    CHECK_FALSE(key.weak());
  }
  const Key key = presented("weak-rsa-1024-leaf").front().key();
  CHECK(key.text() == "RSA 1024");
  CHECK(key.weak());
  CHECK_FALSE(key.usual());
}

TEST_CASE("what cannot be decoded is neither weak nor usual, and keeps its name") {
  const Key key = presented("leaf-key-of-unknown-algorithm").front().key();
  CHECK(key.algorithm == KeyAlgorithm::unknown);
  CHECK(key.bits == 0);
  CHECK(key.text().ends_with(" (not decodable)"));
  CHECK(key.text().size() > std::string{" (not decodable)"}.size());
  CHECK_FALSE(key.weak());
  CHECK_FALSE(key.usual());
}

// That it is written out is a defect of the path (X509_V_ERR_EC_KEY_EXPLICIT_PARAMS).
TEST_CASE("a curve that is written out in full has the name of the curve that it is") {
  const Key key = presented("intermediate-explicit-curve").at(1).key();
  CHECK(key.algorithm == KeyAlgorithm::ec);
  CHECK(key.bits == 256);
  CHECK(key.text() == "EC P-256");
}

TEST_CASE("a signature over SHA-1 or MD5 is weak") {
  CHECK(presented("weak-sha1-intermediate").at(1).weak_signature());
  CHECK(presented("weak-md5-leaf").front().weak_signature());
  CHECK_FALSE(presented("healthy-sidecar").front().weak_signature());
  CHECK_FALSE(presented("healthy-rsa-pss").front().weak_signature());
  CHECK_FALSE(presented("healthy-ed25519").front().weak_signature());
}

TEST_CASE("key usages are what the extensions grant") {
  const Chain chain = presented("healthy-sidecar");
  CHECK(chain[0].key_usage() == KeyUsage{.digital_signature = true});
  CHECK(chain[1].key_usage() == KeyUsage{.digital_signature = true, .key_cert_sign = true});
  CHECK(chain[0].extended_key_usage() ==
        ExtendedKeyUsage{.server_auth = true, .client_auth = true});
  CHECK_FALSE(chain[1].extended_key_usage());
  CHECK_FALSE(chain_of(tests::many_names).front().key_usage());
  CHECK(presented("purpose-leaf-client-only").front().extended_key_usage() ==
        ExtendedKeyUsage{.client_auth = true});
  CHECK(presented("purpose-leaf-any-extended-key-usage").front().extended_key_usage()->any);
}

TEST_CASE("extensions that cannot be decoded grant nothing") {
  const Certificate bad = chain_of(tests::malformed).front();
  CHECK(bad.malformed());
  CHECK(bad.key_usage() == KeyUsage{});
  CHECK(bad.extended_key_usage() == ExtendedKeyUsage{});
  CHECK_FALSE(bad.may_sign_certificates());
  CHECK_FALSE(bad.issued_by(bad));
  CHECK_FALSE(bad.claims_self_signed());
  CHECK(bad.has(Extension::subject_alt_name));
  CHECK_FALSE(bad.holds_name("evil"));
  CHECK(openssl::take_errors().empty());
  CHECK_FALSE(chain_of(tests::many_names).front().malformed());
}

TEST_CASE("a key usage with a broken bit string makes the certificate malformed") {
  const Certificate leaf = presented("healthy-sidecar").front();
  REQUIRE_FALSE(leaf.malformed());
  // BIT STRING becomes INTEGER.
  const std::string before = key_usage_id + "\x01\x01\xff\x04\x04\x03\x02\x05\xa0"s;
  const std::string after = key_usage_id + "\x01\x01\xff\x04\x04\x02\x02\x05\xa0"s;
  const Certificate bad = altered(leaf, before, after);
  CHECK(bad.malformed());
  CHECK(bad.key_usage() == KeyUsage{});
  CHECK(bad.critical(Extension::key_usage));
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("an extension is critical where it is there and says so") {
  const Certificate leaf = presented("healthy-sidecar").front();
  CHECK(leaf.critical(Extension::key_usage));
  CHECK(leaf.critical(Extension::subject_alt_name));
  CHECK(leaf.has(Extension::key_usage));
  CHECK_FALSE(leaf.has(Extension::name_constraints));
  CHECK_FALSE(leaf.critical(Extension::name_constraints));
  const Certificate loose = presented("identity-san-not-critical").front();
  CHECK(loose.has(Extension::subject_alt_name));
  CHECK_FALSE(loose.critical(Extension::subject_alt_name));
}

TEST_CASE("who may sign certificates") {
  const Chain chain = presented("healthy-sidecar");
  CHECK_FALSE(chain[0].may_sign_certificates());
  CHECK(chain[1].may_sign_certificates());
  CHECK_FALSE(presented("intermediate-without-key-cert-sign").at(1).may_sign_certificates());
  CHECK(presented("intermediate-without-key-cert-sign").at(1).is_ca());
}

TEST_CASE("the role of a certificate is by its own fields") {
  const Chain chain = presented("healthy-sidecar");
  CHECK(chain[0].role() == Role::leaf);
  CHECK(chain[1].role() == Role::intermediate);
  CHECK(chain[2].role() == Role::root);
  CHECK(presented("leaf-is-ca").front().role() == Role::intermediate);
  CHECK(chain_of(tests::malformed).front().role() == Role::root);
}

TEST_CASE("names and signatures say who issued a certificate") {
  const Chain chain = presented("healthy-sidecar");
  CHECK(chain[0].names_as_issuer(chain[1]));
  CHECK(chain[0].issued_by(chain[1]));
  CHECK(chain[0].signed_by(chain[1]));
  CHECK_FALSE(chain[0].names_as_issuer(chain[2]));
  CHECK_FALSE(chain[0].issued_by(chain[2]));
  CHECK_FALSE(chain[0].signed_by(chain[2]));
  CHECK_FALSE(chain[1].signed_by(chain[0]));
  CHECK(chain[2].claims_self_signed());
  CHECK_FALSE(chain[1].claims_self_signed());
}

TEST_CASE("an altered certificate is still issued, but not signed, by its issuer") {
  const Chain chain = presented("healthy-sidecar");
  const Certificate other = altered(chain[0], "httpbin", "httpbim");
  CHECK(other.issued_by(chain[1]));
  CHECK_FALSE(other.signed_by(chain[1]));
  const Certificate root = altered(chain[2], "\x02\x03\x01\x00\x01"s, "\x02\x03\x01\x00\x03"s);
  CHECK(root.claims_self_signed());
  CHECK_FALSE(root.self_signed());
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("an issuer without the right to sign is still the issuer; one of other key ids is not") {
  const Chain without_right = presented("intermediate-without-key-cert-sign");
  CHECK(without_right[0].issued_by(without_right[1]));
  CHECK(without_right[0].signed_by(without_right[1]));
  const Chain other_ids = presented("key-id-mismatch");
  CHECK(other_ids[0].names_as_issuer(other_ids[1]));
  CHECK_FALSE(other_ids[0].issued_by(other_ids[1]));
  CHECK(other_ids[0].signed_by(other_ids[1]));
}

TEST_CASE("nothing is signed by a key that cannot be decoded") {
  const Chain chain = presented("intermediate-key-of-unknown-algorithm");
  CHECK_FALSE(chain[0].signed_by(chain[1]));
  CHECK_FALSE(chain[1].owns(nullptr));
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("a list is signed by the key that made it, not by the name it bears") {
  const Certificate signer = presented("crl-good").at(1);
  const auto good = read_crls(tests::testdata("cases/crl-good/ca-crl.pem"), "good");
  REQUIRE(good);
  CHECK(good->front().signed_by(signer));
  CHECK_FALSE(good->front().signed_by(presented("crl-good").front()));
  const auto forged = read_crls(tests::testdata("cases/crl-wrong-signer/ca-crl.pem"), "forged");
  REQUIRE(forged);
  CHECK(forged->front().issuer() == signer.subject());
  CHECK_FALSE(forged->front().signed_by(presented("crl-wrong-signer").at(1)));
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("a certificate owns the key that it carries") {
  const Chain chain = presented("healthy-sidecar");
  CHECK(chain[1].owns(X509_get0_pubkey(chain[1].native())));
  CHECK_FALSE(chain[0].owns(X509_get0_pubkey(chain[1].native())));
  CHECK_FALSE(chain[0].owns(nullptr));
  CHECK(openssl::take_errors().empty());
}

TEST_CASE("a certificate is valid from its first to its last second") {
  const Certificate leaf = presented("healthy-sidecar").front();
  CHECK(leaf.not_yet_valid_at(time("2026-05-31T17:59:59Z")));
  CHECK_FALSE(leaf.valid_at(time("2026-05-31T17:59:59Z")));
  CHECK(leaf.valid_at(time("2026-05-31T18:00:00Z")));
  CHECK(leaf.valid_at(time("2026-06-01T18:00:00Z")));
  CHECK_FALSE(leaf.expired_at(time("2026-06-01T18:00:00Z")));
  CHECK_FALSE(leaf.valid_at(time("2026-06-01T18:00:01Z")));
  CHECK(leaf.expired_at(time("2026-06-01T18:00:01Z")));
  CHECK_FALSE(leaf.not_yet_valid_at(time("2026-06-01T18:00:01Z")));
}

TEST_CASE("a date that cannot be read is never valid") {
  const base::Time at = time("2026-06-01T00:00:00Z");
  const Certificate end = presented("leaf-malformed-not-after").front();
  CHECK_FALSE(end.valid_at(at));
  CHECK(end.expired_at(at));
  const Certificate begin = presented("intermediate-malformed-not-before").at(1);
  CHECK_FALSE(begin.valid_at(at));
  CHECK(begin.not_yet_valid_at(at));
  CHECK_FALSE(begin.expired_at(at));
}

TEST_CASE("a host is held by a name of its own kind") {
  const Certificate names = chain_of(tests::many_names).front();
  CHECK(names.holds_name("10.0.0.7"));
  CHECK(names.holds_name("2001:db8::1"));
  CHECK_FALSE(names.holds_name("10.0.0.8"));
  CHECK_FALSE(names.holds_name("evil"));  // what is there goes on behind a NUL
  CHECK_FALSE(names.holds_name("san"));   // the subject is no name of a host
  CHECK_FALSE(presented("identity-address-in-a-dns-name").front().holds_name("10.0.0.7"));
  CHECK(presented("healthy-istiod-host").front().holds_name("istiod.istio-system.svc"));
}

TEST_CASE("subjects are compared, sorted and hashed alike") {
  const Chain chain = presented("healthy-sidecar");
  CHECK_FALSE(chain[0].has_subject());
  CHECK(chain[1].has_subject());
  CHECK((chain[2].subject_order(chain[3]) == 0));
  CHECK((chain[1].subject_order(chain[2]) != 0));
  CHECK((chain[1].subject_order(chain[2]) < 0) == (chain[2].subject_order(chain[1]) > 0));
  CHECK(chain[2].subject_hash() == chain[3].subject_hash());
  CHECK(chain[1].subject_hash() != chain[2].subject_hash());
}

}  // namespace mtlschain::x509
