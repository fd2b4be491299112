// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "case.hpp"
#include "fuzz/elements.hpp"
#include "fuzz/rendered.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/report/exit_code.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::tests::fuzz {
namespace {

constexpr std::size_t most_certificates = 8;

observe::Observation observation_of(std::string_view bytes) {
  observe::Observation seen;
  seen.target = "host:443";
  seen.name = "host";
  for (std::size_t position = 0; !bytes.empty() && position < most_certificates; ++position) {
    auto certificate = x509::Certificate::from_der(base::bytes_of(take_element(bytes)));
    if (certificate) {
      seen.presented.push_back(*std::move(certificate));
    } else {
      promise_error(certificate.error(), base::Stage::load);
      seen.unparsed.push_back({position, 0, certificate.error().message});
    }
  }
  return seen;
}

enum class Order : std::uint8_t { as_given, reversed };

// The healthy case, with every check asked for.
judge::Expectation make_expectation() {
  judge::Expectation expected =
      read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases/healthy-sidecar").expectation;
  expected.spiffe = must(spiffe::parse_pattern("spiffe://cluster.local/ns/*/sa/*"));
  expected.trust_domain = "cluster.local";
  expected.host = "host";
  expected.min_remaining = judge::Share{40};
  return expected;
}

const judge::Expectation& expectation() {
  static const judge::Expectation made = make_expectation();
  return made;
}

bool same_judgement(const judge::Judgement& left, const judge::Judgement& right) {
  if (judge::verdict(left) != judge::verdict(right)) return false;
  if (left.findings.empty() || right.findings.empty())
    return left.findings.empty() && right.findings.empty();
  return left.findings.front().code == right.findings.front().code;
}

// judged: the last certificate is an anchor too, so that paths are found.
judge::Judgement judged(const observe::Observation& seen, Order order) {
  judge::Expectation expected = expectation();
  auto& roots = expected.plugged.root.bundle.entries;
  if (!seen.presented.empty()) roots.push_back({seen.presented.back(), 1});
  if (order == Order::reversed) std::ranges::reverse(roots);
  auto judgement = judge::judge(seen, expected);
  promise(!judgement.judged || judgement.labels.size() == seen.presented.size(), "labels");
  return judgement;
}

void render_text(const report::Report& report, std::size_t width) {
  promise_screen([&](std::ostream& out) { report::write_text(out, report, {}, {.width = width}); });
}

void render_json(const report::Report& report) {
  std::ostringstream document;
  report::write_json(document, std::span{&report, 1}, {});
  promise_json(document.view(), false);
  const auto again = observe::read_material(document.view(), "again");
  promise(again.presented == report.observation.presented, "round trip of a report");
}

void render_line(const report::Report& report) {
  std::ostringstream line;
  report::write_jsonl(line, report, {});
  promise_json(line.view(), true);
}

void render_s_client(const report::Report& report) {
  std::ostringstream out;
  std::ostringstream err;
  report::write_s_client({out, err}, report);
  promise(clean(out.view()) && clean(err.view()), "transcript is printable");
  if (!report.observation.unparsed.empty()) return;
  const auto again = observe::read_material(out.view(), "again");
  promise(again.presented == report.observation.presented, "round trip of a transcript");
}

// One rendering of the five: together they take four times as long as the judgement.
void render(const report::Report& report, std::size_t turn) {
  promise(base::value(report::exit_code(report, {})) <= 4, "exit code");
  switch (turn) {
    case 0:
      return render_text(report, 20);
    case 1:
      return render_text(report, 100);
    case 2:
      return render_json(report);
    case 3:
      return render_line(report);
    default:
      return render_s_client(report);
  }
}

}  // namespace

void certificate(std::string_view bytes) {
  constexpr std::size_t renderings = 5;
  const auto seen = observation_of(bytes);
  const auto turn = turn_of(bytes, 3 * renderings);
  if (turn < renderings) return render({seen, {}, {}}, turn);
  auto judgement = judged(seen, Order::as_given);
  if (turn < 2 * renderings) return render({seen, std::move(judgement), {}}, turn - renderings);
  promise(same_judgement(judgement, judged(seen, Order::reversed)),
          "the order of roots is nothing");
}

}  // namespace mtlschain::tests::fuzz
