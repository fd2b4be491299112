// SPDX-License-Identifier: Apache-2.0
// The checks that no case folder can hold: what the handshake showed, and facts of the findings.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "case.hpp"

using namespace mtlschain;
using namespace mtlschain::judge;

namespace {

tests::Case healthy(const std::string& name = "healthy-sidecar") {
  return tests::read_case(std::filesystem::path{MTLSCHAIN_TESTDATA} / "cases" / name);
}

Judgement judged(const tests::Case& given) {
  return judge::judge(given.observation, given.expectation);
}

std::vector<Code> codes(const Judgement& judgement) {
  std::vector<Code> all;
  for (const Finding& finding : judgement.findings) all.push_back(finding.code);
  return all;
}

const Finding* find(const Judgement& judgement, Code code) {
  const auto found = std::ranges::find(judgement.findings, code, &Finding::code);
  return found == judgement.findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a healthy sidecar: path, labels, stock view") {
  const Judgement judgement = judged(healthy());
  CHECK(verdict(judgement) == Verdict::verified);
  REQUIRE(judgement.path.size() == 3);
  CHECK((judgement.path[1].place == Place{Place::In::presented, 1}));
  CHECK((judgement.path[2].place == Place{Place::In::root, 0}));
  REQUIRE(judgement.labels.size() == 4);
  CHECK(judgement.labels[0].role == Role::leaf);
  CHECK(judgement.labels[0].matches.empty());
  CHECK(judgement.labels[1].role == Role::intermediate);
  CHECK(judgement.labels[1].matches.front().label == "cert-chain.pem[0]");
  CHECK(judgement.labels[2].role == Role::root);
  CHECK(judgement.labels[2].matches.front().label == "root-cert.pem[0]");
  CHECK(judgement.labels[2].on_path);
  CHECK(judgement.labels[3].repeats == 2);
  CHECK_FALSE(judgement.labels[3].on_path);
  REQUIRE(judgement.stock);
  CHECK(judgement.stock->error == OpenSslError{19, 2});
  CHECK(judgement.stock->expected);
  CHECK(judgement.openssl.empty());
}

TEST_CASE("the stock view of a chain without its root is not the expected 19") {
  const tests::Case given = healthy("healthy-ztunnel");
  const Judgement judgement = judged(given);
  REQUIRE(judgement.stock);
  CHECK(judgement.stock->error == OpenSslError{20, 1});
  CHECK_FALSE(judgement.stock->expected);
  std::vector<OpenSslError> defects;
  CHECK(stock_view(given.observation.presented, given.expectation.at, &defects));
  CHECK((defects == std::vector<OpenSslError>{{20, 1}}));
  CHECK_FALSE(stock_view({}, given.expectation.at));
  const x509::Chain leaf_alone{given.observation.presented.front()};
  CHECK(stock_view(leaf_alone, given.expectation.at, &defects)->error == OpenSslError{20, 0});
  CHECK((defects == std::vector<OpenSslError>{{20, 0}, {21, 0}}));
}

TEST_CASE("without --chain, --ca and an identity those checks are listed as not judged") {
  tests::Case given = healthy();
  CHECK(judged(given).not_judged.empty());
  given.expectation.plugged.chain = {};
  given.expectation.plugged.ca = {};
  given.expectation.spiffe.reset();
  given.expectation.trust_domain.reset();
  const Judgement judgement = judged(given);
  CHECK(judgement.not_judged == std::vector{Check::files, Check::identity});
  CHECK(judgement.sequence == Sequence::not_judged);
  CHECK(verdict(judgement) == Verdict::verified);
}

TEST_CASE("nothing presented, or a first element that is no certificate, is not judged") {
  tests::Case given = healthy();
  tests::Case empty = given;
  empty.observation.presented.clear();
  CHECK(verdict(judged(empty)) == Verdict::not_observed);
  given.observation.unparsed = {{0, 3, "bad base64"}};
  const Judgement judgement = judged(given);
  CHECK(verdict(judgement) == Verdict::not_observed);
  CHECK(codes(judgement) == std::vector{Code::unparsed_certificate});
}

TEST_CASE("a later element that is no certificate rejects") {
  tests::Case given = healthy();
  given.observation.unparsed = {{4, 80, "bad base64"}};
  const Judgement judgement = judged(given);
  CHECK(verdict(judgement) == Verdict::rejected);
  REQUIRE(judgement.findings.front().code == Code::unparsed_certificate);
  CHECK(fact(judgement.findings.front(), "position") == "4");
  CHECK(fact(judgement.findings.front(), "reason") == "bad base64");
}

TEST_CASE(
    "a client certificate that was asked for: note when none was sent, warning when refused") {
  tests::Case given = healthy();
  given.observation.client_certificate = {
      true, false, {}, observe::ClientCertificateOutcome::refused};
  given.observation.alerts = {{true, 116, "certificate_required"}};
  given.observation.failure =
      observe::Failure{base::Stage::handshake, observe::FailureKind::alert, "alert 116", "", ""};
  const Judgement without = judged(given);
  CHECK(verdict(without) == Verdict::verified);
  REQUIRE(find(without, Code::client_certificate_required) != nullptr);
  CHECK(find(without, Code::client_certificate_required)->severity == Severity::note);
  CHECK(find(without, Code::handshake_incomplete) == nullptr);

  given.observation.client_certificate.sent = true;
  const Judgement refused = judged(given);
  REQUIRE(find(refused, Code::client_certificate_refused) != nullptr);
  CHECK(find(refused, Code::client_certificate_refused)->severity == Severity::warning);
  CHECK(fact(*find(refused, Code::client_certificate_refused), "answer") ==
        "alert 116 certificate_required");
  CHECK(find(refused, Code::client_certificate_required) == nullptr);
}

TEST_CASE("a failure beside a chain and an old version are warnings") {
  tests::Case given = healthy();
  given.observation.handshake = observe::Handshake{};
  given.observation.handshake->version = "TLSv1.1";
  given.observation.failure = observe::Failure{base::Stage::handshake, observe::FailureKind::closed,
                                               "the peer closed", "", ""};
  const Judgement judgement = judged(given);
  CHECK(verdict(judgement) == Verdict::verified);
  REQUIRE(find(judgement, Code::old_tls) != nullptr);
  CHECK(fact(*find(judgement, Code::old_tls), "version") == "TLSv1.1");
  REQUIRE(find(judgement, Code::handshake_incomplete) != nullptr);
  CHECK(fact(*find(judgement, Code::handshake_incomplete), "reason") == "the peer closed");
  given.observation.handshake->version = "TLSv1.2";
  CHECK(find(judged(given), Code::old_tls) == nullptr);
}

TEST_CASE("same-name root: both fingerprints and the file entry are facts") {
  const Judgement judgement = judged(healthy("same-name-root-with-aki"));
  const Finding& headline = judgement.findings.front();
  REQUIRE(headline.code == Code::same_name_root);
  CHECK(fact(headline, "file") == "root-cert.pem[0]");
  CHECK(fact(headline, "fingerprint").size() == 64);
  CHECK(fact(headline, "file_fingerprint").size() == 64);
  CHECK(fact(headline, "fingerprint") != fact(headline, "file_fingerprint"));
  CHECK(headline.openssl == OpenSslError{19, 2});
  CHECK((headline.about == Place{Place::In::presented, 2}));
  CHECK(judgement.path.empty());
}

TEST_CASE("a broken block in a root file is a warning with file and line") {
  tests::Case given = healthy();
  given.expectation.plugged.root.bundle.problems = {{1, 42, "no END line"}};
  const Judgement judgement = judged(given);
  CHECK(verdict(judgement) == Verdict::verified);
  REQUIRE(find(judgement, Code::broken_block) != nullptr);
  const Finding& finding = *find(judgement, Code::broken_block);
  CHECK(finding.severity == Severity::warning);
  CHECK(fact(finding, "file") == "root-cert.pem");
  CHECK(fact(finding, "line") == "42");
}

TEST_CASE("--ca that stands elsewhere warns, that is not presented rejects") {
  tests::Case given = healthy();
  given.expectation.plugged.chain = {};
  std::swap(given.observation.presented[1], given.observation.presented[2]);
  const Judgement later = judged(given);
  CHECK(verdict(later) == Verdict::verified);
  REQUIRE(find(later, Code::other_ca) != nullptr);
  CHECK(find(later, Code::other_ca)->severity == Severity::warning);

  tests::Case other = healthy("other-intermediate");
  other.expectation.plugged.ca = healthy().expectation.plugged.ca;
  other.expectation.plugged.chain = {};
  const Judgement absent = judged(other);
  REQUIRE(find(absent, Code::other_ca) != nullptr);
  CHECK(verdict(absent) == Verdict::rejected);
}

TEST_CASE("an expected certificate that is absent though the path holds is a warning") {
  tests::Case given = healthy();
  given.expectation.plugged.chain.bundle.entries.insert(
      given.expectation.plugged.chain.bundle.entries.begin() + 1,
      healthy("other-intermediate").expectation.plugged.chain.bundle.entries.front());
  given.expectation.plugged.chain.bundle.entries[1].certificate =
      healthy("foreign-root-presented").observation.presented[1];
  const Judgement judgement = judged(given);
  CHECK(judgement.sequence == Sequence::missing);
  REQUIRE(find(judgement, Code::missing_certificate) != nullptr);
  CHECK(find(judgement, Code::missing_certificate)->severity == Severity::warning);
  CHECK((find(judgement, Code::missing_certificate)->about == Place{Place::In::chain, 1}));
  CHECK(verdict(judgement) == Verdict::verified);
}

TEST_CASE("least remaining validity by share and by duration, on every certificate of the path") {
  tests::Case given = healthy();
  given.expectation.min_remaining = Share{100};
  const Judgement all = judged(given);
  CHECK(std::ranges::count(codes(all), Code::remaining_too_short) == 3);
  CHECK(verdict(all) == Verdict::rejected);
  given.expectation.min_remaining = std::chrono::seconds{1};
  CHECK(verdict(judged(given)) == Verdict::verified);
  given.expectation.min_remaining = std::chrono::seconds{std::chrono::years{100}};
  CHECK(std::ranges::count(codes(judged(given)), Code::remaining_too_short) == 3);
}

TEST_CASE("findings come as errors by rank, then warnings, then notes") {
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const Judgement judgement = judged(tests::read_case(folder));
    for (std::size_t i = 1; i < judgement.findings.size(); ++i) {
      const Finding& before = judgement.findings[i - 1];
      const Finding& after = judgement.findings[i];
      INFO(folder.filename().string());
      CHECK(before.severity >= after.severity);
      if (before.severity == after.severity) {
        CHECK(info(before.code).rank <= info(after.code).rank);
      }
    }
  }
}

TEST_CASE("a remembered CA signature lets nothing else through") {
  const tests::Case good = healthy();
  const Judge judge{good.expectation};
  CHECK(verdict(judge(good.observation)) == Verdict::verified);
  const tests::Case broken = healthy("signature-broken-leaf");
  CHECK(verdict(judge(broken.observation)) == Verdict::rejected);
  const tests::Case expired = healthy("leaf-expired");
  CHECK(judge(expired.observation).findings.front().code == Code::expired_leaf);
  CHECK(verdict(judge(healthy("signature-broken-intermediate").observation)) == Verdict::rejected);
}

TEST_CASE("a short-lived leaf in the last part of its life is a warning, a fresh one is not") {
  const Judgement late = judged(healthy("leaf-before-not-after"));
  REQUIRE(find(late, Code::rotation_stuck) != nullptr);
  CHECK(find(late, Code::rotation_stuck)->severity == Severity::warning);
  CHECK(find(judged(healthy()), Code::rotation_stuck) == nullptr);
  CHECK(find(judged(healthy("leaf-at-not-before")), Code::rotation_stuck) == nullptr);
}

TEST_CASE("of two valid anchors of one name and key the order of the file does not choose") {
  tests::Case given = healthy("reissued-root");
  auto& anchors = given.expectation.plugged.root.bundle.entries;
  anchors.push_back({given.observation.presented[2], 0});
  const Judgement straight = judged(given);
  std::swap(anchors[0], anchors[1]);
  const Judgement turned = judged(given);
  REQUIRE(straight.path.size() == 3);
  REQUIRE(turned.path.size() == 3);
  CHECK(straight.path[2].certificate == turned.path[2].certificate);
}

TEST_CASE("what OpenSSL says several times of one fault is one finding with its first number") {
  const Judgement lists = judged(healthy("crl-of-intermediate-only"));
  CHECK((lists.openssl == std::vector<OpenSslError>{{3, 1}, {3, 2}}));
  CHECK(codes(lists) == std::vector{Code::crl_missing});
  CHECK(lists.findings.front().openssl == OpenSslError{3, 1});
  const Judgement signer = judged(healthy("intermediate-without-key-cert-sign"));
  CHECK((signer.openssl == std::vector<OpenSslError>{{79, 1}, {26, 1}, {32, 1}}));
  CHECK(codes(signer) == std::vector{Code::not_a_ca});
  CHECK(signer.findings.front().openssl == OpenSslError{79, 1});
}
