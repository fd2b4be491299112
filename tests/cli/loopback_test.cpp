// SPDX-License-Identifier: Apache-2.0
// The case folders once more, now over the wire: what a server presents on loopback is judged as
// the folder says.
#include "net/loopback.hpp"

#include <doctest/doctest.h>

#include "case.hpp"

namespace mtlschain {
namespace {

std::string headline(const judge::Judgement& judgement) {
  return judgement.findings.empty() ? ""
                                    : std::string{judge::info(judgement.findings.front().code).id};
}

// Of the handshake this server shows its own; what a folder says of one is judged elsewhere.
bool tells_of_handshake(const tests::Case& given) {
  const auto told = [&](const char* key) { return !given.value(key).empty(); };
  return told("alpn") || told("version") || told("failure");
}

TEST_CASE("what a server presents is judged as its case folder says") {
  int served = 0;
  for (const std::filesystem::path& folder : tests::case_folders()) {
    const tests::Case given = tests::read_case(folder);
    if (tells_of_handshake(given)) continue;
    const auto server = net::TlsServer::start(net_test::service_options(given.name));
    if (!server) continue;  // a leaf with another key, or one that libssl refuses to serve
    ++served;
    const auto seen = net_test::observe_one((*server)->address());
    const auto judgement = judge::judge(seen, given.expectation);
    INFO(given.name, ": ", headline(judgement));
    CHECK(judge::verdict_name(judge::verdict(judgement)) == given.value("verdict"));
    const std::string expected = given.value("headline");
    if (!expected.empty()) CHECK(headline(judgement) == expected);
  }
  CHECK(served == 194);  // each folder whose leaf has the key `leaf`, and that libssl serves
}

}  // namespace
}  // namespace mtlschain
