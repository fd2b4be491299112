// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "report/sample.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/report/compare.hpp>
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::report {

namespace {

using nlohmann::json;

judge::Side side(const std::string& name, const std::string& bytes) {
  return {name, {judge::part_of(observe::read_material(bytes, name), name)}};
}

judge::Side side(const std::string& name) {
  return side(name, sample::content("compare/" + name + ".pem"));
}

Compared compared(judge::Side a, judge::Side b) {
  judge::Comparison comparison = judge::compare(a, b, sample::at());
  return {std::move(a), std::move(b), std::move(comparison), sample::at(), "OpenSSL 3.0.0"};
}

Compared compared(const std::string& a, const std::string& b) {
  return compared(side(a), side(b));
}

// Broken, repeated, expired, re-issued, rekeyed, removed and added: every member has an element.
Compared everything() {
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  judge::Side a =
      side("A", sample::content("compare/intermediate-and-a.pem") + broken +
                    sample::content("compare/a-expired.pem") + sample::content("compare/a.pem"));
  a.parts.push_back(side("chain-of-b").parts.front());
  judge::Side b = side("B", sample::content("compare/a-and-a-same-name.pem") +
                                sample::content("compare/a-reissued.pem") +
                                sample::content("compare/a-same-name.pem"));
  b.parts.push_back(side("chain").parts.front());
  return compared(std::move(a), std::move(b));
}

std::string text(const Compared& compared, const Style& style = {}) {
  std::ostringstream out;
  write_comparison_text(out, compared, style);
  return out.str();
}

std::string document(const Compared& compared, Layout layout = Layout::indented) {
  std::ostringstream out;
  write_comparison_json(out, compared, layout);
  return out.str();
}

// signs are the first columns of the lines that begin with a sign.
std::string signs(const std::string& screen) {
  std::string found;
  std::istringstream lines{screen};
  for (std::string line; std::getline(lines, line);) {
    const bool signed_line = line.size() > 1 && line[1] == ' ';
    if (signed_line && std::string_view{"-+~=!"}.find(line[0]) != std::string_view::npos) {
      found += line[0];
    }
  }
  return found;
}

std::string last_line(const std::string& screen) {
  const std::size_t begin = screen.rfind('\n', screen.size() - 2);
  return screen.substr(begin + 1, screen.size() - begin - 2);
}

}  // namespace

TEST_CASE("the screen: one sign for each difference, the verdict last") {
  struct Row {
    const char* a;
    const char* b;
    const char* signs;
    const char* verdict;
    int code;
  };
  static constexpr std::array rows{
      Row{"a", "a", "=", "equal", 0},
      Row{"a", "a-commented-twice", "=!!", "equal", 0},
      Row{"a-and-b", "b-and-a", "=!", "equal", 0},
      Row{"a", "a-reissued", "~=", "same trust, other form", 1},
      Row{"chain", "a", "--=", "same trust, other form", 1},
      Row{"a", "a-same-name", "~=", "different", 1},
      Row{"a", "a-and-b", "+=", "different", 1},
      Row{"a", "a-expired", "~=!", "different", 1},
  };
  for (const Row& row : rows) {
    const std::string pair = std::string{row.a} + " " + row.b;
    CAPTURE(pair);
    const Compared given = compared(row.a, row.b);
    const std::string screen = text(given);
    CHECK(signs(screen) == row.signs);
    CHECK(last_line(screen) == row.verdict);
    CHECK(base::value(exit_code(given.comparison)) == row.code);
    const std::string quiet = text(given, {.quiet = true});
    CHECK(std::ranges::count(quiet, '\n') == row.code);
    CHECK(quiet.empty() == (row.code == 0));
  }
}

TEST_CASE("fingerprints are whole on a narrow screen, and nothing else is wider") {
  const Compared given = everything();
  const std::string screen = text(given, {.width = 60});
  for (const judge::Lone& lone : given.comparison.added) {
    CHECK(screen.find("sha256 " + base::hex(lone.held.certificate.sha256())) != std::string::npos);
  }
  std::istringstream lines{screen};
  for (std::string line; std::getline(lines, line);) {
    CAPTURE(line);
    if (line.find("sha256 ") == std::string::npos) CHECK(line.size() <= 60);
  }
}

TEST_CASE("both directions are answered, with places") {
  const std::string screen = text(compared("chain", "chain-of-a-same-name"));
  CHECK(screen.find("does the leaf of A verify under the anchors of B? no\n") != std::string::npos);
  CHECK(screen.find("does the leaf of B verify under the anchors of A? no\n") != std::string::npos);
  CHECK(screen.find("chain-of-a-same-name[2]") != std::string::npos);
  const std::string some = text(compared("a", "a-and-b"));
  CHECK(some.find("does a leaf under B verify under the anchors of A? for 1 of 2\n") !=
        std::string::npos);
}

TEST_CASE("of many trusted anchors a screen gives the number, of the others each") {
  judge::Side few = side("b");
  judge::Side many = side("a-and-b");
  const judge::Trust trusted = judge::compare(few, many, sample::at()).a_under_b.trusts.front();
  Compared given = compared(many, few);
  given.comparison.a_under_b.trusts.insert(given.comparison.a_under_b.trusts.end(), 20, trusted);
  const std::string screen = text(given);
  CHECK(screen.find("for 21 of 22") != std::string::npos);
  CHECK(screen.find("  21 trusted\n") != std::string::npos);
  CHECK(screen.find("a-and-b[0] O = Istio, CN = Root CA: no anchor of B") != std::string::npos);
}

TEST_CASE("a block that cannot be read is never equal, and keeps its position") {
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const std::string a = sample::content("compare/a.pem");
  const std::string b = sample::content("compare/b.pem");
  const Compared given = compared(side("A", a + broken + b), side("B", a + b));
  CHECK(exit_code(given.comparison) == base::ExitCode::rejected);
  CHECK(given.comparison.both.size() == 2);
  CHECK(text(given).find("! A[1] at line ") != std::string::npos);
  const json parsed = json::parse(document(given));
  CHECK(parsed["a"]["parts"][0]["unparsed"][0]["position"] == 1);
  CHECK(parsed["both"][0]["a_places"] == json{"A[2]"});
  CHECK(parsed["both"][0]["b_places"] == json{"B[1]"});
}

TEST_CASE("a record says what the screen says") {
  const json parsed = json::parse(document(compared("chain", "chain-of-a-same-name")));
  CHECK(parsed["outcome"] == "different");
  CHECK(parsed["exit_code"] == 1);
  CHECK(parsed["reissued"].size() == 2);
  CHECK(parsed["rekeyed"][0]["b"]["places"] == json{"chain-of-a-same-name[2]"});
  CHECK(parsed["a_under_b"]["trusts"][0]["cause"]["code"] == "same-name-root");
  CHECK(parsed["a_under_b"]["trusts"][0]["cause"]["facts"]["file"] == "chain-of-a-same-name[2]");
  const std::string line = document(everything(), Layout::one_line);
  CHECK(std::ranges::count(line, '\n') == 1);
  CHECK(json::parse(line) == json::parse(document(everything())));
}

TEST_CASE("hostile names leave no control character on the screen or in the record") {
  judge::Side bad = side("chain", sample::content("cases/odd-control-characters/presented.pem"));
  bad.name = "evil\x1b[31m\n";
  bad.parts.front().label = bad.name;
  const Compared given = compared(bad, side("a"));
  for (const std::string& output : {text(given), document(given)}) {
    CHECK(output.find('\x1b') == std::string::npos);
    CHECK(output.find("\\u001b") == std::string::npos);
    CHECK(output.find("evil") != std::string::npos);
  }
}

// tests/report/compare_schema_test.py runs this case with a folder to fill.
TEST_CASE("comparisons for the schema") {
  const char* folder = std::getenv("MTLSCHAIN_SAMPLES");
  if (folder == nullptr) return;
  const std::string path = std::string(folder) + "/";
  std::ofstream(path + "equal.json") << document(compared("a", "a"));
  std::ofstream(path + "rejected.json") << document(compared("chain", "chain-of-a-same-name"));
  std::ofstream(path + "everything.json") << document(everything());
  std::ofstream(path + "unknown.json") << document(compared("chain-without-root", "a"));
  std::ofstream(path + "line.json") << document(everything(), Layout::one_line);
}

}  // namespace mtlschain::report
