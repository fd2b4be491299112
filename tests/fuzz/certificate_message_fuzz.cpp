// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <sstream>
#include <utility>

#include "case.hpp"
#include "fuzz/rendered.hpp"
#include "fuzz/targets.hpp"
#include "net/certificate_message.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/report/render.hpp>

namespace mtlschain::tests::fuzz {
namespace {

net::PresentedElements split(std::string_view bytes, bool tls1_3) {
  auto elements = net::split_certificate_message(base::bytes_of(bytes), tls1_3);
  const std::size_t count = elements.chain.size() + elements.unparsed.size();
  std::size_t total = 0;
  for (const auto& certificate : elements.chain) total += certificate.der().size();
  promise(total <= bytes.size(), "no certificate that is not in the message");
  std::size_t next = 0;
  for (const auto& unparsed : elements.unparsed) {
    promise(unparsed.position >= next && unparsed.position < count, "positions ascend");
    promise(clean(unparsed.reason), "reason printable");
    next = unparsed.position + 1;
  }
  return elements;
}

// Built once: that takes longer than judging.
const judge::Judge& healthy_judge() {
  static const judge::Judge judge{
      read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases/healthy-sidecar").expectation};
  return judge;
}

// through_judge: what a peer sent is judged, written, and read again as it was.
void through_judge(net::PresentedElements elements) {
  if (elements.chain.empty() && elements.unparsed.empty()) return;
  observe::Observation seen;
  seen.target = "host:443";
  seen.presented = std::move(elements.chain);
  seen.unparsed = std::move(elements.unparsed);
  seen.handshake.emplace().key_proved = false;
  seen.failure = observe::Failure{
      base::Stage::handshake, observe::FailureKind::protocol, "libssl refused it", {}, {}};
  auto judgement = healthy_judge()(seen);
  const report::Report report{std::move(seen), std::move(judgement), {}};
  promise(judge::verdict(report.judgement) != judge::Verdict::verified, "no proof, no verdict");
  std::ostringstream line;
  report::write_jsonl(line, report, {});
  promise_json(line.view(), true);
  const auto again = observe::read_material(line.view(), "again");
  promise(again.presented == report.observation.presented, "round trip of a report");
}

}  // namespace

void certificate_message(std::string_view bytes) {
  for (const bool tls1_3 : {true, false}) {
    auto elements = split(bytes, tls1_3);
    if (tls1_3 == (turn_of(bytes, 2) == 0)) through_judge(std::move(elements));
  }
}

}  // namespace mtlschain::tests::fuzz
