// SPDX-License-Identifier: Apache-2.0
#include "document/holdings.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "document/kubernetes.hpp"
#include "document/parse.hpp"

namespace mtlschain::document {
namespace {

std::vector<Value> documents_of(std::string_view text) {
  auto documents = parse(text);
  REQUIRE(documents);
  return *std::move(documents);
}

TEST_CASE("a form is told by the members at the top") {
  const std::vector<std::pair<std::string, Form>> rows{
      {R"({"configs": [{"@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump"}]})",
       Form::envoy},
      {R"({"dynamicWarmingSecrets": []})", Form::envoy},
      {R"({"certificates": [{"identity": "a", "state": "Initializing"}]})", Form::ztunnel},
      {R"([{"certChain": []}])", Form::ztunnel},
      {R"({"kind": "Secret", "apiVersion": "v1"})", Form::kubernetes},
      {R"({"schema": "mtlschain/report/1"})", Form::report},
      {R"({"keys": []})", Form::jwks},
      {R"({"keys": {}})", Form::unknown},
      {R"({"configs": {}, "certificates": 1, "kind": "Secret"})", Form::unknown},
      {R"(["a", [1]])", Form::unknown},
      {R"({"certificates": [{"ca_cert": [], "cert_chain": []}]})", Form::ztunnel},
  };
  for (const auto& [text, form] : rows) {
    CAPTURE(text);
    CHECK(form_of(documents_of(text)) == form);
  }
}

TEST_CASE("entries of Secrets are decoded, those of ConfigMaps are plain") {
  const auto documents = documents_of(R"({"kind": "SecretList", "apiVersion": "v1", "items": [
      {"metadata": {"name": "a", "namespace": "n"}, "type": "t",
       "data": {"x": "aGVsbG8=", "bad": "a-b", "empty": ""}, "stringData": {"y": "plain"}}]})");
  const auto resources = resources_of(documents.front());
  REQUIRE(resources.size() == 1);
  CHECK(resources[0].kind == "Secret");
  CHECK(resources[0].name == "a");
  CHECK(resources[0].name_space == "n");
  CHECK(resources[0].type == "t");
  REQUIRE(resources[0].entry("x") != nullptr);
  CHECK(resources[0].entry("x")->bytes == "hello");
  CHECK(resources[0].entry("y")->bytes == "plain");
  CHECK(resources[0].entry("bad")->problem == "not base64");
  CHECK(resources[0].entry("empty")->problem.empty());
  CHECK(resources[0].entry("z") == nullptr);
  const auto map = documents_of(R"({"kind": "ConfigMap", "apiVersion": "v1",
      "data": {"x": "aGVsbG8="}, "binaryData": {"y": "aGVsbG8="}})");
  const auto plain = resources_of(map.front());
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].entry("x")->bytes == "aGVsbG8=");
  CHECK(plain[0].entry("y")->bytes == "hello");
}

TEST_CASE("the names of kubernetes.io/tls win, as in istiod") {
  const auto documents = documents_of(R"({"kind": "Secret", "apiVersion": "v1", "stringData": {
      "ca-cert.pem": "-----BEGIN A", "cert-chain.pem": "-----BEGIN B", "root-cert.pem": "-----BEGIN C",
      "tls.crt": "-----BEGIN D", "ca.crt": "-----BEGIN E", "tls.key": "-----BEGIN F"}})");
  const auto holdings = kubernetes_holdings(documents.front());
  REQUIRE(holdings.size() == 1);
  CHECK(holdings[0].chain == "-----BEGIN D");
  CHECK(holdings[0].ca == "-----BEGIN D");
  CHECK(holdings[0].roots == "-----BEGIN E");
  CHECK(holdings[0].chain_file == "-----BEGIN D-----BEGIN E");
  CHECK(holdings[0].passed_over == "-----BEGIN A");
  CHECK(holdings[0].both_namings);
}

TEST_CASE("the two namings are never mixed") {
  const auto documents = documents_of(R"({"kind": "Secret", "apiVersion": "v1", "stringData": {
      "cert-chain.pem": "-----BEGIN B", "root-cert.pem": "-----BEGIN C", "ca-crl.pem": "-----BEGIN L",
      "tls.crt": "-----BEGIN D"}})");
  const auto holdings = kubernetes_holdings(documents.front());
  REQUIRE(holdings.size() == 1);
  CHECK(holdings[0].roots.empty());
  CHECK(holdings[0].crl.empty());
  CHECK(holdings[0].chain_file == "-----BEGIN D");
  const auto other = documents_of(R"({"kind": "ConfigMap", "apiVersion": "v1", "data": {
      "root-cert.pem": "-----BEGIN C", "ca.crt": "-----BEGIN E"}})");
  CHECK(kubernetes_holdings(other.front()).at(0).roots == "-----BEGIN C");
}

TEST_CASE("an empty chain file stays empty beside a signing certificate") {
  const auto documents = documents_of(R"({"kind": "Secret", "apiVersion": "v1", "stringData": {
      "ca-cert.pem": "-----BEGIN A", "cert-chain.pem": ""}})");
  const auto holdings = kubernetes_holdings(documents.front());
  REQUIRE(holdings.size() == 1);
  CHECK(holdings[0].chain.empty());
  CHECK(holdings[0].ca == "-----BEGIN A");
  CHECK(holdings[0].certificate);
}

TEST_CASE("more secrets than the bound are refused") {
  std::string text = R"({"dynamic_active_secrets": [{})";
  for (std::size_t i = 0; i < max_holdings; ++i) text += ",{}";
  CHECK_FALSE(read_holdings(documents_of(text + "]}")));
}

TEST_CASE("base64 is strict, but may be broken into lines") {
  CHECK(decode_base64("aGVs\r\nbG8=\n").text == "hello");
  CHECK(decode_base64("").problem.empty());
  for (const char* bad : {"a", "a===", "aGVsbG8=a", "aGVs-_8=", "W3J\x01"}) {
    CAPTURE(bad);
    CHECK(decode_base64(bad).problem == "not base64");
  }
}

}  // namespace
}  // namespace mtlschain::document
