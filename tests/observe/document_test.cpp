// SPDX-License-Identifier: Apache-2.0
// What is read from testdata/documents and from Istio's own config_dump.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::observe {
namespace {

std::vector<Observation> read(const std::string& name) {
  const auto text = fixture("documents/" + name);
  REQUIRE_FALSE(text.empty());
  return read_material_all(text, name);
}

x509::Chain case_chain(const std::string& name) {
  const auto bundle = x509::read_bundle(fixture("cases/" + name), name);
  REQUIRE(bundle);
  x509::Chain chain;
  for (const auto& entry : bundle->entries) chain.push_back(entry.certificate);
  return chain;
}

bool has_remark(const Observation& seen, std::string_view word) {
  return std::ranges::any_of(seen.remarks, [&](const std::string& remark) {
    return remark.find(word) != std::string::npos;
  });
}

bool is(const Observation& seen, FailureKind kind) {
  return seen.failure && seen.failure->kind == kind;
}

TEST_CASE("Istio's own dump gives its chain, its root and the secret that warms") {
  const auto all = read_material_all(fixture("istio-samples/envoy-config-dump.json"), "file:d");
  REQUIRE(all.size() == 1);
  CHECK(all[0].target == "file:d");
  CHECK(all[0].source == Source::envoy_dump);
  CHECK_FALSE(all[0].failure);
  REQUIRE(all[0].presented.size() == 2);
  REQUIRE(all[0].trust_bundle.size() == 1);
  CHECK(all[0].presented[1] == all[0].trust_bundle[0]);
  CHECK(has_remark(all[0], "configmap://some/thing is warming"));
}

TEST_CASE("three intermediates and two roots are all five there") {
  const auto all = read("envoy.json");
  REQUIRE(all.size() == 1);
  CHECK(all[0].presented.size() == 4);
  CHECK(all[0].trust_bundle == case_chain("healthy-multi-root/root-cert.pem"));
  CHECK(all[0].presented[1] == case_chain("healthy-two-intermediates/presented.pem")[1]);
  CHECK(all[0].presented[2] == case_chain("healthy-two-intermediates/presented.pem")[2]);
  CHECK(all[0].presented[3] == case_chain("healthy-sidecar/presented.pem")[1]);
}

TEST_CASE("a gateway gives one observation for each certificate, under its name") {
  const auto all = read("envoy-gateway.json");
  REQUIRE(all.size() == 4);
  std::vector<std::string> names;
  for (const auto& seen : all) {
    names.push_back(seen.target);
    CHECK(seen.trust_bundle == case_chain("healthy-sidecar/root-cert.pem"));
    CHECK(has_remark(seen, "late-credential is warming"));
  }
  CHECK(names == std::vector<std::string>{"envoy-gateway.json#default",
                                          "envoy-gateway.json#kubernetes://shop-credential",
                                          "envoy-gateway.json#metrics",
                                          "envoy-gateway.json#mounted"});
  REQUIRE(all[1].presented.size() == 2);
  CHECK(all[1].presented[0] == case_chain("foreign-root-presented/presented.pem")[0]);
  CHECK(all[2].presented.size() == 2);
  CHECK(is(all[3], FailureKind::no_certificate));
  CHECK(all[3].failure->message.find("/etc/certs/cert-chain.pem") != std::string::npos);
}

TEST_CASE("istioctl's form says the same in JSON and YAML") {
  for (const char* name : {"envoy-istioctl.json", "envoy-istioctl.yaml"}) {
    CAPTURE(name);
    const auto all = read(name);
    REQUIRE(all.size() == 1);
    CHECK(all[0].source == Source::envoy_dump);
    CHECK(all[0].presented == case_chain("healthy-sidecar/presented.pem"));
    CHECK(all[0].trust_bundle == case_chain("healthy-sidecar/root-cert.pem"));
  }
}

TEST_CASE("a dump by resource has no trust bundle") {
  const auto all = read("envoy-resource.json");
  REQUIRE(all.size() == 1);
  CHECK(all[0].presented.size() == 2);
  CHECK(all[0].trust_bundle.empty());
}

TEST_CASE("a workload whose certificate has not come is reached, but shows none") {
  const auto all = read("envoy-warming.json");
  REQUIRE(all.size() == 1);
  CHECK(is(all[0], FailureKind::no_certificate));
  CHECK(all[0].failure->message.find("SDS has not answered") != std::string::npos);
  CHECK(all[0].trust_bundle.size() == 1);
}

TEST_CASE("ztunnel gives one observation for each identity") {
  const auto all = read("ztunnel.json");
  REQUIRE(all.size() == 3);
  CHECK(all[0].source == Source::ztunnel_dump);
  CHECK(all[0].target == "ztunnel.json#spiffe://cluster.local/ns/istio-demo/sa/httpbin");
  CHECK(all[0].presented == case_chain("healthy-ztunnel/presented.pem"));
  CHECK(all[0].trust_bundle.size() == 2);
  REQUIRE(all[1].presented.size() == 2);
  CHECK(all[1].presented[0] == case_chain("leaf-expired/presented.pem")[0]);
  CHECK(is(all[2], FailureKind::no_certificate));
  CHECK(all[2].failure->message.find("the CA does not answer") != std::string::npos);
}

TEST_CASE("a plugged CA's secret is its chain file") {
  const auto json = read("secret-cacerts.json");
  const auto yaml = read("secret-cacerts.yaml");
  for (const auto* all : {&json, &yaml}) {
    REQUIRE(all->size() == 1);
    CHECK(all->front().source == Source::kubernetes);
    CHECK(all->front().presented == case_chain("healthy-sidecar/cert-chain.pem"));
    CHECK(all->front().trust_bundle == case_chain("healthy-sidecar/root-cert.pem"));
  }
}

TEST_CASE("the list of a cluster gives each secret that holds a chain") {
  const auto all = read("list.yaml");
  REQUIRE(all.size() == 2);
  CHECK(all[0].target == "list.yaml#a/one");
  CHECK(all[0].trust_bundle.empty());
  CHECK(all[1].target == "list.yaml#b/two");
  CHECK(all[1].trust_bundle.size() == 1);
  const auto single = read_material(fixture("documents/list.yaml"), "list.yaml");
  CHECK(is(single, FailureKind::unreadable));
  CHECK(single.presented.empty());
}

TEST_CASE("what only says what is trusted is no chain, and says how to give it") {
  for (const char* name : {"configmap.yaml", "bundle.jwks"}) {
    CAPTURE(name);
    const auto all = read(name);
    REQUIRE(all.size() == 1);
    CHECK(is(all[0], FailureKind::unreadable));
    CHECK(all[0].failure->hint.find("--root") != std::string::npos);
    CHECK(all[0].presented.empty());
  }
  CHECK(read("configmap.yaml")[0].trust_bundle.size() == 2);
}

TEST_CASE("a broken first block of a secret is no chain, a broken ROOTCA a remark") {
  auto text = fixture("documents/envoy.json");
  const auto chain = text.find("inline_bytes\": \"") + 16;
  auto damaged = text;
  damaged.replace(chain + 40, 8, "AAAAAAAA");
  CHECK(is(read_material(damaged, "-"), FailureKind::bad_certificate));
  damaged = text;
  damaged.replace(chain + 40, 1, "-");
  CHECK(is(read_material(damaged, "-"), FailureKind::unreadable));
  const auto root = text.find("trusted_ca");
  const auto bytes = text.find("inline_bytes\": \"", root) + 16;
  text.replace(bytes + 40, 1, "-");
  const auto seen = read_material(text, "-");
  CHECK_FALSE(seen.failure);
  CHECK(seen.trust_bundle.empty());
  CHECK(has_remark(seen, "ROOTCA"));
}

TEST_CASE("a transcript behind a bracket is a transcript") {
  const auto seen = read_material("[warning] no TTY\n" + fixture("transcripts/refused.txt"), "-");
  CHECK(seen.source == Source::transcript);
  CHECK(is(seen, FailureKind::refused));
}

TEST_CASE("another version of our report is refused") {
  const auto seen = read_material(R"({"schema": "mtlschain/report/2", "reports": []})", "-");
  CHECK(is(seen, FailureKind::unreadable));
  CHECK(is(read_material(R"({"schema": "mtlschain/report/1", "reports": []})", "-"),
           FailureKind::unreadable));
}

}  // namespace
}  // namespace mtlschain::observe
