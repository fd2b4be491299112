// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "cpu_time.hpp"
#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::observe {
namespace {

using tests::cpu_seconds;

// mutate changes up to four places: a byte, a piece lost, doubled, or brought from elsewhere.
std::string mutate(const std::string& original, std::mt19937& random) {
  const auto below = [&](std::size_t bound) { return random() % bound; };
  auto text = original;
  for (auto changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const auto at = below(text.size());
    const auto length = std::min<std::size_t>(text.size() - at, below(200));
    switch (below(4)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length));
        break;
      default:
        text.insert(at, original.substr(below(original.size()), length));
    }
  }
  return text;
}

TEST_CASE("mutations of transcripts give an observation, soon") {
  const std::vector<std::string> originals{
      fixture("transcripts/tls13-leaf-only.txt"), fixture("transcripts/tls12-client-cert.txt"),
      fixture("transcripts/plaintext.txt"), fixture("transcripts/brief.txt")};
  for (const auto& original : originals) REQUIRE_FALSE(original.empty());
  std::mt19937 random(20261123);
  const auto begin = cpu_seconds();
  for (std::size_t round = 0; round < 5'000; ++round) {
    const auto& original = originals[round % originals.size()];
    const auto seen = read_material(mutate(original, random), "-");
    REQUIRE((seen.failure || !seen.presented.empty()));
  }
  CHECK(cpu_seconds() - begin < 30);
}

TEST_CASE("long hostile transcripts stay cheap") {
  const std::vector<std::string> lines{"CONNECTED(\n",
                                       "depth=\nconnect:errno=1\n",
                                       "Certificate chain\n",
                                       "\n",
                                       "---\n",
                                       "Acceptable client certificate CA names\nCN = a\n",
                                       "CN = a\n",
                                       ":error:SSL alert number 1\n"};
  const auto begin = cpu_seconds();
  for (const auto& line : lines) {
    std::string text = "CONNECTED(\nAcceptable client certificate CA names\n";
    while (text.size() < max_material_bytes / 4) text += line;
    const auto seen = read_material(text, "-");
    CHECK(seen.failure);
    CHECK(seen.alerts.size() <= 16);
    CHECK(seen.client_certificate.acceptable_issuers.size() <= 1000);
  }
  CHECK(cpu_seconds() - begin < 60);
}

}  // namespace
}  // namespace mtlschain::observe
