// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <span>
#include <sstream>
#include <string>
#include <utility>

#include "case.hpp"
#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::tests::fuzz {
namespace {

constexpr std::size_t most_certificates = 8;

// take_element takes one DER element off the front; what has no such length is all taken.
std::string_view take_element(std::string_view& bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  std::size_t size = bytes.size();
  if (size >= 4 && byte(1) == 0x82) size = 4U + (byte(2) * 256U + byte(3));
  const auto element = bytes.substr(0, size);
  bytes.remove_prefix(element.size());
  return element;
}

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

// expectation: the healthy case, with every check asked for.
judge::Expectation expectation() {
  static const Case healthy =
      read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases/healthy-sidecar");
  judge::Expectation expected = healthy.expectation;
  expected.spiffe = must(spiffe::parse_pattern("spiffe://cluster.local/ns/*/sa/*"));
  expected.trust_domain = "cluster.local";
  expected.host = "host";
  expected.min_remaining = judge::Share{40};
  return expected;
}

bool same_judgement(const judge::Judgement& left, const judge::Judgement& right) {
  if (judge::verdict(left) != judge::verdict(right)) return false;
  if (left.findings.empty() || right.findings.empty())
    return left.findings.empty() && right.findings.empty();
  return left.findings.front().code == right.findings.front().code;
}

// with_last_trusted: the last certificate is an anchor too, so that paths are found.
judge::Judgement judged(const observe::Observation& seen) {
  judge::Expectation expected = expectation();
  auto& roots = expected.plugged.root->bundle.entries;
  if (!seen.presented.empty()) roots.push_back({seen.presented.back(), 1});
  const auto judgement = judge::judge(seen, expected);
  std::ranges::reverse(roots);
  promise(same_judgement(judgement, judge::judge(seen, expected)), "the order of roots is nothing");
  promise(!judgement.judged || judgement.labels.size() == seen.presented.size(), "labels");
  return judgement;
}

void render_text(const report::Report& report, const report::Inputs& inputs) {
  for (const std::size_t width : {std::size_t{20}, std::size_t{100}}) {
    std::ostringstream out;
    report::write_text(out, report, inputs, {.width = width});
    promise(clean(out.view()), "text is printable");
  }
}

void render_json(const report::Report& report, const report::Inputs& inputs) {
  std::ostringstream document;
  report::write_json(document, std::span{&report, 1}, inputs);
  promise(nlohmann::json::accept(document.view()), "JSON");
  const auto again = observe::read_material(document.view(), "again");
  promise(again.presented == report.observation.presented, "round trip of a report");
  std::ostringstream line;
  report::write_jsonl(line, report, inputs);
  promise(line.view().find('\n') + 1 == line.view().size(), "one line of JSON");
  promise(nlohmann::json::accept(line.view()), "JSON of the line");
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

void render(const observe::Observation& seen, judge::Judgement judgement) {
  const report::Report report{seen, std::move(judgement), {}};
  render_text(report, {});
  render_json(report, {});
  render_s_client(report);
  promise(report::exit_code(report, {}) <= 4, "exit code");
}

}  // namespace

void certificate(std::string_view bytes) {
  const auto seen = observation_of(bytes);
  render(seen, judged(seen));
  render(seen, {});
}

}  // namespace mtlschain::tests::fuzz
