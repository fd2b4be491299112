// SPDX-License-Identifier: Apache-2.0
// A report that was changed after it was written is unreadable, and says where.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "observe/fixture.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::observe {
namespace {

// report_with is a document of one report, each member as its schema has it, but for `from`.
std::string report_with(std::string_view from, std::string_view to) {
  std::string text = R"({"schema": "mtlschain/report/1", "reports": [{"target": "a:1",)"
                     R"("source": "live", "observation": {"handshake": null,)"
                     R"("client_certificate": {"requested": false}, "alerts": [],)"
                     R"("failure": {"stage": "connect", "kind": "refused", "message": "no"},)"
                     R"("captured_as": null, "remarks": []}, "presented": [], "unparsed": [],)"
                     R"("trust_bundle": []}]})";
  const auto at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, from);
  return text.replace(at, from.size(), to);
}

void check_unreadable(const Observation& seen, std::string_view message) {
  REQUIRE(seen.failure);
  CHECK(seen.failure->kind == FailureKind::unreadable);
  CHECK(failure_exit_code(seen.failure->kind) == base::ExitCode::usage);
  CHECK(seen.failure->message == message);
  CHECK_FALSE(seen.failure->hint.empty());
  CHECK(seen.source == Source::report);
}

struct Damage {
  const char* from;
  const char* to;
  const char* message;
};

constexpr Damage damages[] = {
    {R"("reports": [)", R"("report": [)", "the report is damaged: it has no list of reports"},
    {R"([{"target")", R"(["x", {"target")", "report 1 is damaged: it is no object"},
    {R"("message": "no")", R"("message": "")",
     "report 1 is damaged: its observation.failure has no message"},
    {R"(, "message": "no")", "", "report 1 is damaged: its observation.failure has no message"},
    {R"("message": "no")", R"("message": ["no"])",
     "report 1 is damaged: its observation.failure has no message"},
    {R"({"stage": "connect", "kind": "refused", "message": "no"})", R"("no")",
     "report 1 is damaged: its observation.failure is no object"},
    {R"({"stage": "connect", "kind": "refused", "message": "no"})", "null",
     "report 1 is damaged: it has neither a chain nor a failure"},
    {R"("presented": [])", R"("presented": {})", "report 1 is damaged: its presented is no list"},
    {R"("presented": [], )", "", "report 1 is damaged: it has no presented"},
    {R"("observation": {)", R"("seen": {)", "report 1 is damaged: it has no observation"},
    {R"("handshake": null)", R"("handshake": "TLSv1.3")",
     "report 1 is damaged: its observation.handshake is no object"},
    {R"({"requested": false})", "null",
     "report 1 is damaged: its observation.client_certificate is no object"},
    {R"("alerts": [])", R"("alerts": 116)",
     "report 1 is damaged: its observation.alerts is no list"},
    {R"("remarks": [])", R"("remarks": "none")",
     "report 1 is damaged: its observation.remarks is no list"},
    {R"("unparsed": [])", R"("unparsed": true)", "report 1 is damaged: its unparsed is no list"},
    {R"("trust_bundle": [])", R"("trust_bundle": null)",
     "report 1 is damaged: its trust_bundle is no list"},
    {R"("source": "live")", R"("source": 1)", "report 1 is damaged: its source is no text"},
};

TEST_CASE("a report without what was seen is unreadable, and says where") {
  const auto whole = read_material(report_with("\"no\"", "\"no\""), "-");
  REQUIRE(whole.failure);
  CHECK(whole.failure->kind == FailureKind::refused);
  for (const auto& [from, to, message] : damages) {
    CAPTURE(to);
    const auto all = read_material_all(report_with(from, to), "-");
    REQUIRE_FALSE(all.empty());
    check_unreadable(all[0], message);
  }
}

TEST_CASE("a list of reports that is none is unreadable") {
  for (const char* reports : {"{}", "null", "\"x\"", "0"}) {
    const auto text =
        std::string{R"({"schema": "mtlschain/report/1", "reports": )"} + reports + "}";
    check_unreadable(read_material(text, "-"), "the report is damaged: its reports are no list");
  }
}

TEST_CASE("a damaged report leaves its neighbours readable, and keeps its name") {
  const auto text = fixture("documents/report.json");
  const auto count = read_material_all(text, "-").size();
  auto damaged = text;
  const auto at = damaged.find(R"("presented": [)");
  damaged.replace(at, 14, R"("presented": null, "p": [)");
  const auto all = read_material_all(damaged, "-");
  REQUIRE(all.size() == count);
  REQUIRE(count > 1);
  check_unreadable(all[0], "report 1 is damaged: its presented is no list");
  CHECK(all[0].target == "httpbin.istio-demo:8000");
  CHECK(all[1].target == read_material_all(text, "-")[1].target);
  CHECK((!all[1].failure || all[1].failure->kind != FailureKind::unreadable));
}

TEST_CASE("a damaged line is counted among the lines") {
  const std::string good = R"({"schema": "mtlschain/report/1", "target": "a:1", "source": "live",)"
                           R"("observation": {"failure": {"message": "no"}}, "presented": []})";
  const std::string bad =
      R"({"schema": "mtlschain/report/1", "target": "b:1", "observation": {}, "presented": []})";
  const auto all = read_material_all(good + "\n" + good + "\n" + bad + "\n", "-");
  REQUIRE(all.size() == 3);
  CHECK(all[0].failure->message == "no");
  check_unreadable(all[2], "report 3 is damaged: it has neither a chain nor a failure");
  CHECK(all[2].target == "b:1");
}

}  // namespace
}  // namespace mtlschain::observe
