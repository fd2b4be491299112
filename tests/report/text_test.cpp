// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "report/evidence.hpp"
#include "report/sample.hpp"

namespace mtlschain::report {

namespace {

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    // A command is there to be copied: it stays in one line.
    if (!line.starts_with("  run:  ")) most = std::max(most, line.size());
  }
  return most;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

std::string last_line(const std::string& text) {
  const auto end = text.rfind('\n', text.size() - 2);
  return text.substr(end + 1, text.size() - end - 2);
}

// Nothing but printable ASCII, line ends and well-formed UTF-8 above U+009F, none of it invisible.
bool is_clean(const std::string& text) {
  if (text.find("\xe2\x80\xae") != std::string::npos) return false;
  if (text.find("\xe2\x80\xa8") != std::string::npos) return false;
  if (text.find("\xc2\x9b") != std::string::npos) return false;
  return std::ranges::all_of(text, [](unsigned char byte) {
    return byte == '\n' || (byte >= 0x20 && byte != 0x7f && byte != 0xff);
  });
}

std::string without_colour(std::string text) {
  for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
    text.erase(at, text.find('m', at) - at + 1);
  }
  return text;
}

}  // namespace

TEST_CASE("the screen of a verified target") {
  CHECK(sample::text(sample::verified()) == sample::content("report/verified.txt"));
}

TEST_CASE("the screen of a rejected target") {
  CHECK(sample::text(sample::rejected()) == sample::content("report/rejected.txt"));
}

TEST_CASE("the screen of a rejected target on a narrow terminal") {
  CHECK(sample::text(sample::rejected(), {.width = 60}) ==
        sample::content("report/rejected-narrow.txt"));
}

TEST_CASE("the screen of a target that was not observed") {
  CHECK(sample::text(sample::not_observed()) == sample::content("report/not-observed.txt"));
}

TEST_CASE("a screen holds four certificates, and the cause of a rejection, in thirty-six lines") {
  CHECK(std::ranges::count(sample::text(sample::verified()), '\n') <= 25);
  CHECK(std::ranges::count(sample::text(sample::rejected()), '\n') <= 36);
}

TEST_CASE("under the headline: why, what was seen whole, what to do, what shows more") {
  const std::string text = sample::text(sample::rejected());
  const std::string head = text.substr(0, text.find("\nendpoint:"));
  const auto why = head.find("\n  why:  ");
  const auto seen = head.find("\n  seen: ");
  const auto next = head.find("\n  hint: ");
  const auto run = head.find("\n  run:  mtlschain compare ");
  CHECK(why < seen);
  CHECK(seen < next);
  CHECK(next < run);
  CHECK(run != std::string::npos);
  CHECK(head.find("sha256 " + std::string(64, '1') + "\n") != std::string::npos);
  CHECK(head.find("sha256 " + std::string(64, '2') + "\n") != std::string::npos);
  CHECK(head.find("\n        OpenSSL: error 19 at depth 2") != std::string::npos);
}

TEST_CASE("a finding that follows from another one says so instead of a hint") {
  Report report = sample::rejected();
  report.judgement.findings.push_back({judge::Code::foreign_certificate,
                                       judge::Severity::error,
                                       {judge::Place::In::presented, 1},
                                       {},
                                       {},
                                       judge::Code::same_name_root});
  const std::string text = sample::text(report);
  CHECK(text.find("[foreign-certificate]\n      follows from same-name-root\n") !=
        std::string::npos);
  CHECK(text.find("compare with that cluster") == std::string::npos);
}

TEST_CASE("the first line tells the cause, the last the verdict") {
  const std::string text = sample::text(sample::rejected());
  CHECK(first_line(text).starts_with("httpbin.istio-demo:8000: rejected: "));
  CHECK(last_line(text) == "rejected: same-name-root");
  CHECK(last_line(sample::text(sample::verified())) == "verified");
  CHECK(last_line(sample::text(sample::not_observed())) == "not observed: plaintext (N1)");
}

TEST_CASE("the stock view is one exact line") {
  const std::string line =
      "\nwithout root-cert.pem: verify error:num=19:self signed certificate in certificate chain\n";
  CHECK(sample::text(sample::verified()).find(line) != std::string::npos);
  CHECK(sample::text(sample::verified(), {.width = 60}).find(line) != std::string::npos);
}

TEST_CASE("quiet: nothing for a verified target, one line for another") {
  CHECK(sample::text(sample::verified(), {.quiet = true}).empty());
  const std::string line = sample::text(sample::rejected(), {.quiet = true});
  CHECK(line.starts_with("httpbin.istio-demo:8000: rejected: "));
  CHECK(std::ranges::count(line, '\n') == 1);
  CHECK(std::ranges::count(sample::text(sample::not_observed(), {.quiet = true}), '\n') == 1);
}

TEST_CASE("colour changes no character of the text") {
  for (const Report& report : {sample::verified(), sample::rejected(), sample::not_observed()}) {
    const std::string coloured = sample::text(report, {.colour = true});
    CHECK(coloured.find("\x1b[") != std::string::npos);
    CHECK(without_colour(coloured) == sample::text(report));
    CHECK(is_clean(sample::text(report)));
  }
}

TEST_CASE("hostile text is escaped, cut and wrapped") {
  for (const std::size_t width : {60U, 100U}) {
    const std::string text = sample::text(sample::all_hostile(), {.width = width});
    CHECK(is_clean(text));
    CHECK(text.size() < 20'000);
    CHECK(widest(text) <= std::max<std::size_t>(width, 90));
  }
  CHECK(is_clean(sample::text(sample::all_hostile(), {.quiet = true})));
}

TEST_CASE("a screen has no facts that are there for programs or templates alone") {
  const judge::Finding finding{
      .code = judge::Code::missing_intermediate,
      .facts = {{"root", "CN = a"}, {"found_in", "cert-chain.pem[0]"}, {"held_by", "chain"}}};
  CHECK(whole_evidence(finding) == std::vector<std::string>{"found_in cert-chain.pem[0]"});
}

}  // namespace mtlschain::report
