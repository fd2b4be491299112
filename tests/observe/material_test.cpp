// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::observe {
namespace {

std::string kind_of(const Observation& observation) {
  return observation.failure ? std::string(failure_name(observation.failure->kind)) : "";
}

// A certificate request, made by
// `openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=r`.
constexpr const char* request =
    "-----BEGIN CERTIFICATE REQUEST-----\n"
    "MIHHMG4CAQAwDDEKMAgGA1UEAwwBcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA\n"
    "BPvCuTD6kFq+ODeDabxTISeQc/z2H045eb8e1G5rnYx5F0xW6NVmyo1Z3Wsbx1R3\n"
    "kzJI4hbrSRo8KJBmsdvggz+gADAKBggqhkjOPQQDAgNJADBGAiEAzUpL072HqswQ\n"
    "RrYLDaW62TCFc01BpgIaE90skOQVjEoCIQDkIWbbtqAor13xxLn8wM9D1TpoH8pN\n"
    "qQJola9rAxaSQg==\n"
    "-----END CERTIFICATE REQUEST-----\n";

constexpr const char* key_block =
    "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n";

TEST_CASE("a PEM bundle is a chain in its order") {
  const auto seen = read_material(fixture("transcripts/presented.pem"), "file:presented.pem");
  CHECK(seen.target == "file:presented.pem");
  CHECK(seen.source == Source::pem);
  CHECK(seen.presented.size() == 4);
  CHECK(seen.presented[2] == seen.presented[3]);
  CHECK_FALSE(seen.failure);
  CHECK_FALSE(seen.handshake);
  CHECK(seen.remarks.empty());
}

TEST_CASE("Istio's workload file is leaf, intermediate, root") {
  const auto seen = read_material(fixture("istio-samples/workload-foo-cert.pem"), "-");
  CHECK_FALSE(seen.failure);
  REQUIRE_FALSE(seen.presented.empty());
  REQUIRE_FALSE(seen.presented[0].alt_names().empty());
  CHECK(seen.presented[0].alt_names()[0].value.starts_with("spiffe://"));
}

TEST_CASE("private keys before the certificates are counted, not read") {
  const auto seen =
      read_material(std::string(key_block) + key_block + fixture("transcripts/presented.pem"), "-");
  CHECK_FALSE(seen.failure);
  CHECK(seen.presented.size() == 4);
  REQUIRE(seen.remarks.size() == 1);
  CHECK(seen.remarks[0].find('2') != std::string::npos);
  CHECK(seen.remarks[0].find("bm90") == std::string::npos);
}

TEST_CASE("one DER certificate is a chain of one") {
  const auto chain = read_material(fixture("transcripts/presented.pem"), "-").presented;
  const auto seen = read_material(chain.at(1).der(), "-");
  CHECK(seen.source == Source::der);
  REQUIRE(seen.presented.size() == 1);
  CHECK(seen.presented[0] == chain[1]);
  const auto longer = read_material(chain.at(1).der() + "x", "-");
  CHECK(kind_of(longer) == "unreadable");
}

TEST_CASE("what is no chain is called by its name") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"", "empty"},
      {" \r\n\t", "empty"},
      {"{\"kind\": \"Secret\"}", "JSON"},
      {"[{\"pem\": \"-----BEGIN CERTIFICATE-----\\nMII\\n-----END CERTIFICATE-----\"}]", "JSON"},
      {"{\"a\": [1,", "not valid JSON"},
      {"apiVersion: v1\nkind: Secret\ndata:\n  tls.crt: LS0tLS1CRUdJTi\n", "tls.crt"},
      {"apiVersion: v1\ndata:\n  a: |\n    -----BEGIN CERTIFICATE-----\n    TUlJ\n"
       "    -----END CERTIFICATE-----\n",
       "unknown kind"},
      {"<!DOCTYPE html><html>", "HTML"},
      {request, "certificate request"},
      {key_block, "private key"},
      {"-----BEGIN X509 CRL-----\nTUlJ\n-----END X509 CRL-----\n", "CRL"},
      {std::string("\x30\x82\x01\x00\x02\x01\x03\x30\x82\x00", 10), "PKCS#12"},
      {"\xFF\xFE-\0-\0", "UTF-16"},
      {"hello world\n", "neither PEM nor DER"},
  };
  for (const auto& [text, word] : rows) {
    CAPTURE(word);
    const auto seen = read_material(text, "-");
    CHECK(kind_of(seen) == "unreadable");
    REQUIRE(seen.failure);
    CHECK(seen.failure->message.find(word) != std::string::npos);
    CHECK_FALSE(seen.failure->hint.empty());
    CHECK(seen.presented.empty());
    CHECK(seen.unparsed.empty());
  }
}

TEST_CASE("a bundle whose first block is broken is no chain") {
  const auto good = fixture("transcripts/presented.pem");
  const auto seen =
      read_material("-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n" + good, "-");
  CHECK(kind_of(seen) == "bad_certificate");
  CHECK(seen.presented.empty());
  REQUIRE(seen.unparsed.size() == 1);
  CHECK(seen.unparsed[0].line == 1);
  CHECK(seen.failure->message.find("line 1") != std::string::npos);
}

TEST_CASE("sizes and numbers of blocks are bounded") {
  CHECK(kind_of(read_material(std::string(max_material_bytes + 1, 'x'), "-")) == "unreadable");
  std::string text;
  for (int i = 0; i < 10'001; ++i) text += "-----BEGIN CERTIFICATE-----\n";
  CHECK(kind_of(read_material(text, "-")) == "unreadable");
}

}  // namespace
}  // namespace mtlschain::observe
