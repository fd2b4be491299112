// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <mtlschain/spiffe/id.hpp>

namespace mtlschain::spiffe {
namespace {

constexpr std::string_view lower_digits_marks = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  while (times-- > 0) result += text;
  return result;
}

TEST_CASE("valid ids keep trust domain and path") {
  const std::vector<Id> rows{
      {"cluster.local", "/ns/istio-demo/sa/httpbin"},
      {"cluster.local", ""},
      {"a", "/A"},
      {"1-2_3.4", "/a.b/..c/.../_-"},
      {"..", ""},
      {std::string(255, 'a'), "/x"},
      {"a", "/" + std::string(2048 - 11, 'x')},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text());
    const auto id = parse_id(row.text());
    REQUIRE(id);
    CHECK(*id == row);
    CHECK(id->text() == row.text());
  }
}

TEST_CASE("invalid ids are refused") {
  const std::vector<std::string> rows{
      "",
      "spiffe",
      "spiffe:",
      "spiffe:/",
      "spiffe:/a",
      "spiffe://",
      "spiffe:///path",
      "SPIFFE://a/b",
      "Spiffe://a/b",
      " spiffe://a/b",
      "https://a/b",
      "spiffe://Cluster.local/a",
      "spiffe://user@a/b",
      "spiffe://a:8080/b",
      "spiffe://a:/b",
      "spiffe://[::1]/b",
      "spiffe://a/",
      "spiffe://a/b/",
      "spiffe://a//b",
      "spiffe://a/./b",
      "spiffe://a/../b",
      "spiffe://a/b/.",
      "spiffe://a/b/..",
      "spiffe://a/.",
      "spiffe://a/%2e%2e/b",
      "spiffe://a/b%20c",
      "spiffe://a%2eb/c",
      "spiffe://a?q",
      "spiffe://a/b?q",
      "spiffe://a#f",
      "spiffe://a/b#f",
      "spiffe://a/*",
      "spiffe://a/b ",
      "spiffe://a/b\n",
      std::string("spiffe://a/b\0", 13),
      "spiffe://" + std::string(256, 'a') + "/x",
      "spiffe://a/" + std::string(2048 - 10, 'x'),
      "spiffe://b\xC3\xBC\x63her/a",
  };
  for (const auto& text : rows) {
    CAPTURE(text);
    const auto id = parse_id(text);
    REQUIRE_FALSE(id);
    CHECK(id.error().stage == base::Stage::options);
    CHECK(id.error().message.size() < 600);
    CHECK(id.error().message.find_first_of("\n\x1b") == std::string::npos);
    CHECK(parse_pattern(text).has_value() == (text == "spiffe://a/*"));
  }
}

TEST_CASE("every byte value in trust domain and path") {
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    const char c = static_cast<char>(byte);
    const bool in_domain = lower_digits_marks.find(c) != std::string_view::npos;
    const bool in_segment = in_domain || upper.find(c) != std::string_view::npos;
    const auto domain = std::string("spiffe://a") + c + "b/x";
    CHECK(parse_id(domain).has_value() == (in_domain || c == '/'));
    const auto path = std::string("spiffe://a/x") + c + "y";
    CHECK(parse_id(path).has_value() == (in_segment || c == '/'));
    CHECK(parse_trust_domain(std::string("a") + c).has_value() == in_domain);
    CHECK(parse_pattern(path).has_value() == (in_segment || c == '/'));
  }
}

TEST_CASE("a trust domain is a name, with or without the scheme") {
  CHECK(parse_trust_domain("cluster.local") == "cluster.local");
  CHECK(parse_trust_domain("spiffe://cluster.local") == "cluster.local");
  CHECK(parse_trust_domain(std::string(255, 'a')));
  for (const auto& text : {std::string(), std::string("spiffe://"), std::string("spiffe://a/"),
                           std::string("spiffe://a/b"), std::string("a/b"), std::string("A"),
                           std::string("a:1"), std::string(256, 'a')}) {
    CAPTURE(text);
    const auto name = parse_trust_domain(text);
    REQUIRE_FALSE(name);
    CHECK(name.error().stage == base::Stage::options);
  }
}

struct Match {
  const char* pattern;
  const char* id;
  bool matches;
};

TEST_CASE("a star stands for exactly one segment") {
  const std::vector<Match> rows{
      {"spiffe://a/ns/*/sa/x", "spiffe://a/ns/foo/sa/x", true},
      {"spiffe://a/ns/*/sa/*", "spiffe://a/ns/foo/sa/y", true},
      {"spiffe://a/*", "spiffe://a/b", true},
      {"spiffe://a/*", "spiffe://a/b/c", false},
      {"spiffe://a/*", "spiffe://a", false},
      {"spiffe://a/*/*", "spiffe://a/b", false},
      {"spiffe://a/b/*", "spiffe://a/b", false},
      {"spiffe://a", "spiffe://a", true},
      {"spiffe://a", "spiffe://a/b", false},
      {"spiffe://a/b", "spiffe://a/b", true},
      {"spiffe://a/b", "spiffe://a/bc", false},
      {"spiffe://a/bc", "spiffe://a/b", false},
      {"spiffe://a/b", "spiffe://a/B", false},
      {"spiffe://a/*", "spiffe://b/b", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.id);
    const auto pattern = parse_pattern(row.pattern);
    const auto id = parse_id(row.id);
    REQUIRE(pattern);
    REQUIRE(id);
    CHECK(pattern->matches(*id) == row.matches);
    CHECK(pattern->text() == row.pattern);
  }
}

TEST_CASE("a star is a whole segment of the path") {
  for (const auto* text : {"spiffe://*/a", "spiffe://a*/b", "spiffe://a/b*", "spiffe://a/**",
                           "spiffe://a/*b/c", "spiffe://a/*/"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_pattern(text));
  }
}

TEST_CASE("long ids cost what they measure") {
  CHECK_FALSE(parse_id("spiffe://a" + repeat("/b", 4'000'000)));
  CHECK(parse_id("spiffe://a" + repeat("/b", 1019)));
}

}  // namespace
}  // namespace mtlschain::spiffe
