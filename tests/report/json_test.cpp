// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "report/sample.hpp"

namespace mtlschain::report {

namespace {

using nlohmann::json;

// A report of a report says how it was seen first; the schema demands it there.
Report read_again() {
  Report report = sample::verified();
  report.observation.source = observe::Source::report;
  report.observation.first_source = observe::Source::live;
  return report;
}

std::vector<Report> reports() {
  return {sample::verified(), sample::rejected(), sample::not_observed(), sample::all_hostile(),
          read_again()};
}

std::string document(const std::vector<Report>& all) {
  std::ostringstream out;
  write_json(out, all, sample::inputs());
  return out.str();
}

std::string line(const Report& report) {
  std::ostringstream out;
  write_jsonl(out, report, sample::inputs());
  return out.str();
}

}  // namespace

TEST_CASE("the shape is the same for none, one and many") {
  const json none = json::parse(document({}));
  const json one = json::parse(document({sample::verified()}));
  const json many = json::parse(document(reports()));
  CHECK(none["reports"].empty());
  CHECK(one["reports"].size() == 1);
  CHECK(many["reports"].size() == 5);
  CHECK(one["reports"][0] == many["reports"][0]);
  CHECK(one["schema"] == "mtlschain/report/1");
}

TEST_CASE("a line is the document's members and one report's") {
  for (const Report& report : reports()) {
    const std::string text = line(report);
    CHECK(std::ranges::count(text, '\n') == 1);
    json expected = json::parse(document({report}));
    const json members = expected["reports"][0];
    expected.erase("reports");
    expected.update(members);
    CHECK(json::parse(text) == expected);
  }
}

TEST_CASE("a record holds evidence in full") {
  const json report = json::parse(document({sample::rejected()}))["reports"][0];
  CHECK(report["verdict"] == "rejected");
  CHECK(report["exit_code"] == 1);
  CHECK(report["headline"] == "same-name-root");
  CHECK(report["findings"][0]["facts"]["file_fingerprint"] == std::string(64, '2'));
  CHECK(report["findings"][0]["openssl"]["symbol"] == "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN");
  CHECK(report["findings"][0]["certificate"] == json{{"in", "presented"}, {"index", 2}});
  CHECK(report["findings"][0]["why"].get<std::string>().starts_with("make root-ca ran"));
  CHECK(report["findings"][0]["command"].get<std::string>().starts_with("mtlschain compare "));
  CHECK(report["findings"][0]["follows"].is_null());
  CHECK(report["stock"]["number"] == 19);
  CHECK(report["presented"][3]["repeats"] == 2);
  std::string blocks;
  for (const json& element : report["presented"]) blocks += element["pem"].get<std::string>();
  const auto read = x509::read_bundle(blocks, "json");
  REQUIRE(read.has_value());
  CHECK(read->entries.size() == 4);
  CHECK(read->entries[0].certificate == sample::presented()[0]);
}

TEST_CASE("only a report of a report says how it was seen first") {
  Report again = read_again();
  CHECK(json::parse(line(again))["first_source"] == "live");
  again.observation.first_source.reset();
  CHECK(json::parse(line(again))["first_source"].is_null());
  CHECK_FALSE(json::parse(line(sample::verified())).contains("first_source"));
}

TEST_CASE("presented elements keep the peer's positions round what could not be parsed") {
  Report report = sample::verified();
  report.observation.unparsed = {{1, 0, "rubbish"}, {2, 0, "rubbish"}};
  const json presented = json::parse(document({report}))["reports"][0]["presented"];
  CHECK(presented[0]["position"] == 0);
  CHECK(presented[1]["position"] == 3);
  CHECK(presented[3]["position"] == 5);
}

TEST_CASE("hostile text leaves no control character in a record") {
  const std::string text = document({sample::all_hostile()});
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\\u001b") == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(text.find("\xc2\x9b") == std::string::npos);
  CHECK(text.size() < 1'000'000);
  CHECK(json::accept(text));
}

// tests/report/schema_test.py runs this case with a folder to fill.
TEST_CASE("samples for the schema") {
  const char* folder = std::getenv("MTLSCHAIN_SAMPLES");
  if (folder == nullptr) return;
  std::ofstream(std::string(folder) + "/none.json") << document({});
  std::ofstream(std::string(folder) + "/all.json") << document(reports());
  std::ofstream lines(std::string(folder) + "/all.jsonl");
  for (const Report& report : reports()) lines << line(report);
}

}  // namespace mtlschain::report
