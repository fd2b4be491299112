// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::trust {
namespace {

const std::string documents = std::string(MTLSCHAIN_TESTDATA) + "/documents/";
const std::string healthy = std::string(MTLSCHAIN_TESTDATA) + "/cases/healthy-sidecar/";
const std::string two_roots = std::string(MTLSCHAIN_TESTDATA) + "/cases/healthy-multi-root/";

const DefaultPlaces nowhere{.sidecar = documents + "no/sidecar"};

x509::Chain certificates(const PluggedFile& file) {
  REQUIRE(file.given());
  x509::Chain chain;
  for (const auto& entry : file.bundle.entries) chain.push_back(entry.certificate);
  return chain;
}

PluggedFiles load(const PluggedPaths& paths) {
  auto plugged = load_anchors(paths, nowhere);
  REQUIRE_MESSAGE(plugged, plugged.error().message);
  return *std::move(plugged);
}

std::string message(const PluggedPaths& paths) {
  const auto plugged = load_anchors(paths, nowhere);
  REQUIRE_FALSE(plugged);
  CHECK(plugged.error().stage == base::Stage::load);
  return plugged.error().message;
}

TEST_CASE("a root is read from everything that holds one") {
  const auto one = certificates(load({.root = healthy + "root-cert.pem"}).root);
  const auto both = certificates(load({.root = two_roots + "root-cert.pem"}).root);
  const std::vector<std::pair<std::string, x509::Chain>> rows{
      {"bundle.jwks", both},       {"configmap.yaml", both},     {"envoy.json", both},
      {"ztunnel.json", both},      {"envoy-gateway.json", one},  {"envoy-istioctl.yaml", one},
      {"envoy-warming.json", one}, {"secret-cacerts.json", one}, {"secret-cacerts.yaml", one},
      {"secret-tls.json", one}};
  for (const auto& [name, roots] : rows) {
    CAPTURE(name);
    const auto plugged = load({.root = documents + name});
    CHECK(certificates(plugged.root) == roots);
    CHECK(plugged.root.label == name);
  }
}

TEST_CASE("chain and signing certificate are read from the plugged secret") {
  const auto plain = load({.root = healthy + "root-cert.pem",
                           .chain = healthy + "cert-chain.pem",
                           .ca = healthy + "ca-cert.pem"});
  const auto secret = load({.root = documents + "secret-cacerts.json",
                            .chain = documents + "secret-cacerts.json",
                            .ca = documents + "secret-cacerts.yaml"});
  CHECK(certificates(secret.root) == certificates(plain.root));
  CHECK(certificates(secret.chain) == certificates(plain.chain));
  CHECK(certificates(secret.ca) == certificates(plain.ca));
}

TEST_CASE("a ConfigMap that is called as Envoy's secret is no better than another") {
  std::ifstream file(documents + "list.yaml", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto at = text.find("istio-ca-root-cert");
  REQUIRE(at != std::string::npos);
  const auto path = std::filesystem::temp_directory_path() / "mtlschain-rootca-list.yaml";
  std::ofstream(path, std::ios::binary) << text.replace(at, 18, "ROOTCA");
  CHECK(message({.root = path.string()}).find("2 different things") != std::string::npos);
  std::filesystem::remove(path);
}

TEST_CASE("an empty chain file in a Secret is a chain of none, as in a directory") {
  std::ifstream file(healthy + "ca-cert.pem", std::ios::binary);
  std::string lines;
  for (std::string line; std::getline(file, line);) lines += "    " + line + "\n";
  const auto path = std::filesystem::temp_directory_path() / "mtlschain-empty-chain.yaml";
  std::ofstream(path, std::ios::binary) << "apiVersion: v1\nkind: Secret\nstringData:\n"
                                           "  cert-chain.pem: \"\"\n  ca-cert.pem: |\n"
                                        << lines;
  const auto secret = load({.root = healthy + "root-cert.pem", .chain = path.string()});
  CHECK(secret.chain.state == FileState::blank);
  std::filesystem::remove(path);
}

TEST_CASE("what does not hold the role is refused, not guessed") {
  CHECK(message({.root = documents + "list.yaml"}).find("2 different things") != std::string::npos);
  CHECK(message({.root = documents + "envoy-resource.json"}).find("no root in it") !=
        std::string::npos);
  CHECK(message({.root = documents + "report.json"}).find("report.json") != std::string::npos);
  CHECK(message({.root = healthy + "root-cert.pem", .chain = documents + "envoy.json"})
            .find("a dump holds what a proxy presents") != std::string::npos);
  CHECK(message({.root = healthy + "root-cert.pem", .ca = documents + "bundle.jwks"})
            .find("bundle.jwks") != std::string::npos);
  CHECK(message({.root = healthy + "root-cert.pem", .crl = documents + "secret-cacerts.json"})
            .find("no CRL in it") != std::string::npos);
}

}  // namespace
}  // namespace mtlschain::trust
