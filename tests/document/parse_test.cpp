// SPDX-License-Identifier: Apache-2.0
#include "document/parse.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "cpu_time.hpp"
#include "document/builder.hpp"

namespace mtlschain::document {
namespace {

using tests::cpu_seconds;

std::string times(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string problem_of(std::string_view text) {
  const auto documents = parse(text);
  return documents ? "" : documents.error().message;
}

TEST_CASE("JSON and YAML give the same values") {
  const auto json = parse(R"({"a": {"b": ["x", null]}, "n": 12, "t": true})");
  const auto yaml = parse("a:\n  b:\n  - x\n  - ~\nn: \"12\"\nt: 'true'\n");
  REQUIRE(json);
  REQUIRE(yaml);
  for (const auto* documents : {&*json, &*yaml}) {
    REQUIRE(documents->size() == 1);
    const auto list = items_of(member(member(&documents->front(), "a"), "b"));
    REQUIRE(list.size() == 2);
    CHECK(text_of(&list[0]) == "x");
    CHECK(list[1].kind == Kind::null);
  }
  CHECK(number_of(member(&json->front(), "n")) == 12);
  CHECK(is_true(member(&json->front(), "t")));
}

TEST_CASE("a member is found in both of Protobuf's spellings, and nothing else") {
  const auto documents = parse(R"({"dynamicActiveSecrets": "camel", "inline_bytes": "snake"})");
  REQUIRE(documents);
  const Value* map = &documents->front();
  CHECK(text_of(member(map, "dynamic_active_secrets")) == "camel");
  CHECK(text_of(member(map, "inline_bytes")) == "snake");
  CHECK(member(map, "inline_byte") == nullptr);
  CHECK(member(map, "dynamic_active_secret") == nullptr);
  CHECK(member(map, "dynamic_active_secrets_") != nullptr);
}

TEST_CASE("the wrong kind looks like an absent one") {
  const auto documents = parse(R"([1, -1, 1.5, 1e30, "1", true, null, [], {}])");
  REQUIRE(documents);
  for (const Value& value : items_of(&documents->front())) {
    CAPTURE(value.text);
    CHECK(number_of(&value).has_value() == (value.kind == Kind::number && value.text == "1"));
    CHECK(text_of(&value) == (value.kind == Kind::text ? "1" : ""));
    CHECK(is_true(&value) == (value.kind == Kind::boolean));
    CHECK(member(&value, "a") == nullptr);
    CHECK(items_of(&value).empty());
  }
  CHECK(text_of(nullptr).empty());
  CHECK_FALSE(number_of(nullptr));
  CHECK(items_of(nullptr).empty());
}

TEST_CASE("JSON lines are documents, and their numbers are told") {
  const auto documents = parse("{\"a\": 1}\r\n\n{\"b\": 2}\n");
  REQUIRE(documents);
  CHECK(documents->size() == 2);
  CHECK(problem_of("{\"a\": 1}\n{\"b\": \n{\"c\": 3}\n") == "not valid JSON: line 2");
  const auto yaml = parse("kind: A\n---\nkind: B\n");
  REQUIRE(yaml);
  CHECK(yaml->size() == 2);
}

TEST_CASE("what is damaged or bombs is refused with its reason") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"{\n\"a\": \n}", "line 3"},
      {"{\"a\": 1} x", "not valid JSON"},
      {std::string("{\"a\": \"\0\"}", 10), "not valid JSON"},
      {"{\"a\": \"\xFF\"}", "not valid JSON"},
      {"{\"a\": \"\\ud800\"}", "not valid JSON"},
      {"{\"a\": 1e999}", "not valid JSON"},
      {"{\"a\": 1, \"a\": 2}", "stands twice"},
      {"{\"\\u001b[31m\": 1, \"\\u001b[31m\": 2}", "\\x1b[31m"},
      {times("[", 65) + times("]", 65), "deeper than 64"},
      {times("{\"a\":", 200), "deeper than 64"},
      {"[" + times("0,", max_values) + "0]", "more than 400000 values"},
      {"a: 1\na: 2\n", "stands twice"},
      {"a: &x [1]\nb: *x\n", "alias"},
      {"? [a]\n: b\n", "not text"},
      {"a: \xFF\n", "not valid YAML"},
      {"a: \"\n", "not valid YAML"},
      {"a: " + times("[", 65) + times("]", 65), "deeper than 64"},
      {times("- ", 200) + "a", "deeper than 64"},
      {std::string(max_bytes + 1, ' '), "larger than 8 MiB"},
  };
  for (const auto& [text, word] : rows) {
    CAPTURE(text.substr(0, 40));
    CAPTURE(problem_of(text));
    CHECK(problem_of(text).find(word) != std::string::npos);
  }
  CHECK(problem_of(times("[", 64) + times("]", 64)).empty());
}

TEST_CASE("the time of refusing grows with the size alone") {
  const std::vector<std::string> pieces{"[",  "{\"a\":[", "[{", "\"", "{\"a\":\"",   "- ",
                                        "? ", "a: [",     "&a", "!",  "a: |\n  b\n", "{a: "};
  const auto begin = cpu_seconds();
  for (const auto& piece : pieces) {
    const auto text = times(piece, max_bytes / 8 / piece.size());
    CHECK_FALSE(parse_json("[" + text));
    CHECK_FALSE(parse_yaml("a:\n " + text + "\n\x01"));
  }
  CHECK(cpu_seconds() - begin < 30);
}

TEST_CASE("structure is told from text by its beginning") {
  CHECK(is_structured(" \n{"));
  CHECK(is_structured("\xEF\xBB\xBF[1]"));
  CHECK(is_structured("# comment\napiVersion: v1\n"));
  CHECK(is_structured("dynamicActiveSecrets:\n- name: default\n"));
  CHECK_FALSE(is_structured("see apiVersion: v1\n"));
  CHECK_FALSE(is_structured("{ a remark\n-----BEGIN CERTIFICATE-----\n"));
  CHECK_FALSE(is_structured("CONNECTED(00000003)\n"));
  CHECK_FALSE(is_structured(""));
}

}  // namespace
}  // namespace mtlschain::document
