// SPDX-License-Identifier: Apache-2.0
// Istio's own sample files: the workload chain under its root and under the other root files.
#include <doctest/doctest.h>

#include <string>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

std::filesystem::path sample(const std::string& name) {
  return std::filesystem::path{MTLSCHAIN_TESTDATA} / "istio-samples" / name;
}

struct Given {
  std::string root = "root-cert.pem";
  std::string chain = {};
  std::string at = "2026-06-01T00:00:00Z";
};

Judgement judged(const Given& given) {
  observe::Observation observation;
  observation.source = observe::Source::pem;
  const x509::Bundle presented = tests::must(
      x509::read_bundle(tests::read_text(sample("workload-foo-cert.pem")), "presented"));
  for (const x509::BundleEntry& entry : presented.entries) {
    observation.presented.push_back(entry.certificate);
  }
  Expectation expectation;
  expectation.plugged.root = tests::read_plugged(sample(given.root));
  if (!given.chain.empty()) expectation.plugged.chain = tests::read_plugged(sample(given.chain));
  expectation.at = tests::must(base::parse_time(given.at));
  return judge::judge(observation, expectation);
}

bool has(const Judgement& judgement, Code code) {
  return std::ranges::find(judgement.findings, code, &Finding::code) != judgement.findings.end();
}

}  // namespace

TEST_CASE("the sample workload verifies under its root and under the combined roots") {
  CHECK(verdict(judged({})) == Verdict::verified);
  CHECK(verdict(judged({.root = "root-cert-combined.pem"})) == Verdict::verified);
  const Judgement judgement = judged({.chain = "cert-chain.pem"});
  CHECK(verdict(judgement) == Verdict::verified);
  CHECK(judgement.sequence == Sequence::chain_only);
}

TEST_CASE("the sample workload is rejected under the other root") {
  const Judgement judgement = judged({.root = "root-cert-alt.pem"});
  CHECK(verdict(judgement) == Verdict::rejected);
  CHECK(judgement.findings.front().code == Code::foreign_root);
  CHECK(judgement.findings.front().openssl == OpenSslError{20, 1});
}

TEST_CASE("the sample workload's intermediate is foreign to the other files") {
  const Judgement judgement = judged({.chain = "cert-chain-alt.pem"});
  CHECK(verdict(judgement) == Verdict::rejected);
  CHECK(judgement.findings.front().code == Code::other_intermediate);
  CHECK(judgement.sequence == Sequence::foreign);
}

TEST_CASE("a leaf that lives for years is not called stuck in its last months") {
  CHECK_FALSE(has(judged({.at = "2032-12-01T00:00:00Z"}), Code::rotation_stuck));
}
