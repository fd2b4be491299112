// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <vector>

#include "cpu_time.hpp"
#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::observe {
namespace {

using tests::cpu_seconds;

const std::vector<std::string>& originals() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> texts;
    for (const char* name :
         {"envoy.json", "envoy-gateway.json", "envoy-istioctl.yaml", "envoy-warming.json",
          "ztunnel.json", "secret-cacerts.yaml", "secret-tls.json", "list.yaml", "bundle.jwks",
          "report.json", "configmap.yaml"}) {
      texts.push_back(fixture(std::string("documents/") + name));
      REQUIRE_FALSE(texts.back().empty());
    }
    return texts;
  }();
  return all;
}

bool sound(const Observation& seen) {
  return seen.failure ? !seen.failure->message.empty() : !seen.presented.empty();
}

// mutate changes up to four places: a byte, a piece lost, doubled, or another value in its place.
std::string mutate(const std::string& original, std::mt19937& random) {
  static constexpr std::array<const char*, 8> values{"[]",   "{}",   "null", "0",
                                                     "\"\"", "true", "[[",   "\"x\""};
  const auto below = [&](std::size_t bound) { return random() % bound; };
  auto text = original;
  for (auto changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = below(text.size());
    const auto length = std::min<std::size_t>(text.size() - at, below(100));
    const auto value = std::min(text.find(": ", at), text.size());
    switch (below(5)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      case 3:
        text.insert(value, values.at(below(values.size())));
        break;
      default:
        text.replace(value, std::min<std::size_t>(text.size() - value, 2 + length),
                     std::string(": ") + values.at(below(values.size())));
    }
  }
  return text;
}

TEST_CASE("mutations of documents give observations, soon") {
  std::mt19937 random(20261123);
  const auto begin = cpu_seconds();
  std::size_t read = 0;
  for (std::size_t round = 0; round < 4'400; ++round) {
    const auto all =
        read_material_all(mutate(originals()[round % originals().size()], random), "-");
    REQUIRE_FALSE(all.empty());
    REQUIRE(std::ranges::all_of(all, sound));
    read += all[0].presented.empty() ? 0 : 1;
  }
  CHECK(read > 200);
  CHECK(cpu_seconds() - begin < 60);
}

TEST_CASE("the wrong type anywhere is bounded") {
  for (const auto& original : originals()) {
    for (auto at = original.find(": "); at != std::string::npos; at = original.find(": ", at + 2)) {
      const auto end = original.find_first_of(",}\n", at + 2);
      for (const char* value : {"[]", "{}", "null", "0", "-1", "1.5", "true", "\"x\"", "[{}]"}) {
        auto text = original;
        text.replace(at + 2, end - at - 2, value);
        const auto all = read_material_all(text, "-");
        REQUIRE_FALSE(all.empty());
        REQUIRE(std::ranges::all_of(all, sound));
      }
    }
  }
}

// What every observation of a document repeats multiplies: two thousand times ten thousand roots.
TEST_CASE("what observations share is bounded in sum") {
  const auto quoted = [](const std::string& name, int count) {
    std::string text = "{\"inline_string\": \"";
    const auto pem = fixture(name);
    for (int i = 0; i < count; ++i) {
      for (const char c : pem) text += c == '\n' ? "\\n" : std::string(1, c);
    }
    return text + "\"}";
  };
  const auto leaf = quoted("cases/leaf-alone/presented.pem", 1);
  std::string text = R"({"dynamic_active_secrets": [)";
  for (int i = 0; i < 100; ++i) {
    text += R"({"secret": {"name": "s", "tls_certificate": {"certificate_chain": )" + leaf + "}}},";
  }
  text += R"({"secret": {"name": "ROOTCA", "validation_context": {"trusted_ca": )" +
          quoted("cases/healthy-sidecar/root-cert.pem", 500);
  const auto all = read_material_all(text + "}}}]}", "-");
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].failure);
  CHECK(all[0].failure->message == "more than 40000 certificates");
}

TEST_CASE("bombs are refused, with their reason, soon") {
  const auto begin = cpu_seconds();
  const auto unreadable = [](const std::string& text, std::string_view word) {
    const auto seen = read_material_all(text, "-");
    REQUIRE(seen.size() == 1);
    REQUIRE(seen[0].failure);
    CAPTURE(seen[0].failure->message);
    CHECK(failure_exit_code(seen[0].failure->kind) == base::ExitCode::usage);
    CHECK(seen[0].failure->message.find(word) != std::string::npos);
  };
  unreadable(std::string(200, '[') + std::string(200, ']'), "deeper than 64");
  unreadable("{\"a\":" + std::string(4'000'000, '['), "deeper than 64");
  const std::string head =
      R"({"dynamic_active_secrets": [{"name": "default", "secret": {"name": "default",)"
      R"("tls_certificate": {"certificate_chain": {"inline_)";
  std::string begins;
  for (int i = 0; i < 10'001; ++i) begins += "-----BEGIN CERTIFICATE-----\\n";
  unreadable(head + "string\": \"" + begins + "\"}}}}]}", "10000 PEM blocks");
  unreadable(head + "bytes\": \"" + std::string(7'000'000, 'A') + "=\"}}}}]}", "base64");
  std::string reports = R"({"schema": "mtlschain/report/1", "reports": [{})";
  for (int i = 0; i < 10'000; ++i) reports += ",{}";
  unreadable(reports + "]}", "10000 reports");
  unreadable(R"({"kind": "Secret", "apiVersion": "v1", "kind": "ConfigMap"})", "stands twice");
  CHECK(cpu_seconds() - begin < 30);
  // Base64 of no PEM is a secret without certificate: reached, nothing shown.
  const auto empty =
      read_material(head + "bytes\": \"" + std::string(7'000'000, 'A') + "\"}}}}]}", "-");
  REQUIRE(empty.failure);
  CHECK(empty.presented.empty());
}

}  // namespace
}  // namespace mtlschain::observe
