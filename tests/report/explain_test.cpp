// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

#include <mtlschain/report/explain.hpp>

using namespace mtlschain;

namespace {

std::string readme() {
  std::ifstream file{std::string{MTLSCHAIN_TESTDATA} + "/../README.md"};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("README has the table of findings as the program gives it") {
  std::ostringstream table;
  report::write_explanations_table(table, judge::all_explanations());
  INFO("put this into README.md:\n", table.str());
  CHECK(readme().find("\n\n" + table.str() + "\n") != std::string::npos);
}

TEST_CASE("a page names id, number, severity, placeholders as words, command whole, and issues") {
  std::ostringstream out;
  report::write_explanation(out, *judge::explanations_of("M2").front(), {.width = 60});
  const std::string text = out.str();
  CHECK(text.starts_with("same-name-root (M2): error\n"));
  CHECK(text.find("FILE") != std::string::npos);
  CHECK(text.find("\ncommand    mtlschain compare HOST:PORT root-cert.pem") != std::string::npos);
  CHECK(text.find("\nshown by   istio#31987") != std::string::npos);
}

TEST_CASE("a page says where the profile web thinks otherwise") {
  std::ostringstream out;
  report::write_explanation(out, *judge::explanations_of("weak-signature").front(), {});
  CHECK(out.str().starts_with("weak-signature (F8): warning; with --profile web: error\n"));
}

TEST_CASE("the JSON list has every finding with its issues") {
  std::ostringstream out;
  report::write_explanations_json(out, judge::all_explanations());
  const auto json = nlohmann::json::parse(out.str());
  CHECK(json["schema"] == "mtlschain/explanations/1");
  REQUIRE(json["explanations"].size() == judge::all_explanations().size());
  const auto& first = json["explanations"][0];
  CHECK(first["code"] == "same-name-root");
  CHECK(first["severity"] == "error");
  CHECK(first["web_severity"] == "error");
  CHECK(first["issues"] == nlohmann::json::array({"istio#31987", "istio#37096"}));
}
