// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include <mtlschain/spiffe/bundle.hpp>

namespace mtlschain::spiffe {
namespace {

std::string document() {
  std::ifstream file(std::string(MTLSCHAIN_TESTDATA) + "/documents/bundle.jwks", std::ios::binary);
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string with(std::string_view from, std::string_view to) {
  auto text = document();
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST_CASE("a bundle is its X.509 authorities in order") {
  const auto bundle = parse_bundle(document());
  REQUIRE(bundle);
  REQUIRE(bundle->authorities.size() == 2);
  CHECK(bundle->authorities[0].subject() == "O = Istio, CN = Root CA");
  CHECK(bundle->authorities[1].subject() == "O = Elsewhere, CN = Root CA");
  CHECK(bundle->other_keys == 1);
  CHECK(bundle->sequence == 12);
  CHECK(bundle->refresh_hint == std::chrono::seconds(300));
}

TEST_CASE("a key of another use is passed over") {
  const auto bundle = parse_bundle(with("\"x509-svid\"", "\"x509-SVID\""));
  REQUIRE(bundle);
  CHECK(bundle->authorities.size() == 1);
  CHECK(bundle->other_keys == 2);
  const auto empty = parse_bundle(R"({"keys": []})");
  REQUIRE(empty);
  CHECK(empty->authorities.empty());
  CHECK_FALSE(empty->sequence);
}

TEST_CASE("X509-SVID 6.2: without x5c a key is passed over, of several the first is taken") {
  const auto none =
      parse_bundle(R"({"keys": [{"use": "x509-svid"}, {"use": "x509-svid", "x5c": []}]})");
  REQUIRE(none);
  CHECK(none->authorities.empty());
  REQUIRE(none->doubts.size() == 2);
  CHECK(none->doubts[1].key == 1);
  const auto more = parse_bundle(with("\"]", "\", \"AA==\"]"));
  REQUIRE(more);
  CHECK(more->authorities.size() == 2);
  REQUIRE(more->doubts.size() == 1);
  CHECK(more->doubts[0].reason.starts_with("several x5c"));
}

TEST_CASE("an authority that cannot be read fails the bundle") {
  const auto message = [](const std::string& text) {
    const auto bundle = parse_bundle(text);
    REQUIRE_FALSE(bundle);
    CHECK(bundle.error().stage == base::Stage::load);
    return bundle.error().message;
  };
  CHECK(message(with("\"x5c\": [\"MII", "\"x5c\": [\"-II")).find("not base64") !=
        std::string::npos);
  CHECK(message(with("\"x5c\": [\"MII", "\"x5c\": [\"AAA")).find("key 0") != std::string::npos);
  CHECK(message(R"({"keys": [{"use": "x509-svid", "x5c": [{}]}]})").find("key 0") !=
        std::string::npos);
}

TEST_CASE("what is no key set is refused") {
  for (const char* text : {"", "{}", "[]", "{\"keys\": {}}", "{\"keys\": [", "\"keys\"",
                           "{\"keys\": [], \"keys\": []}"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_bundle(text));
  }
}

}  // namespace
}  // namespace mtlschain::spiffe
