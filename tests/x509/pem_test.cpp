// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "cpu_time.hpp"
#include "openssl/errors.hpp"
#include "sanitized.hpp"
#include "x509/extension_samples.hpp"
#include "x509/files.hpp"
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/pem.hpp>

using namespace std::string_literals;

namespace mtlschain::x509 {
namespace {

const std::string good{tests::untrusted_sample};
const std::string begin = "-----BEGIN CERTIFICATE-----\n";
const std::string end = "-----END CERTIFICATE-----\n";

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string problem(const std::string& text, std::size_t index = 0) {
  const auto blocks = scan_pem(text);
  REQUIRE(blocks);
  REQUIRE(blocks->size() > index);
  return blocks->at(index).problem;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string why_not(const std::string& bytes) {
  const auto bundle = read_bundle(bytes, "file");
  REQUIRE_FALSE(bundle);
  CHECK(bundle.error().stage == base::Stage::load);
  CHECK_FALSE(bundle.error().hint.empty());
  return bundle.error().message;
}

}  // namespace

TEST_CASE("what OpenSSL accepts is accepted") {
  for (const auto& text : {good, "text before\n" + good + "text behind", "\xEF\xBB\xBF" + good,
                           replaced(good, "\n", "\r\n"), replaced(good, "\n", " \t\n"),
                           good.substr(0, good.size() - 1)}) {
    const auto blocks = scan_pem(text);
    REQUIRE(blocks);
    REQUIRE(blocks->size() == 1);
    CHECK(blocks->front().problem.empty());
    CHECK(read_bundle(text, "file")->entries.size() == 1);
  }
  CHECK(scan_pem("x\n\n" + good)->front().line == 3);
  CHECK(scan_pem("# " + good)->empty());
  CHECK(scan_pem("")->empty());
}

TEST_CASE("what OpenSSL refuses or passes over has a problem that says so") {
  CHECK(contains(problem(begin + "AAAA\n"), "no END"));
  CHECK(contains(problem(begin + "AAAA\n" + good), "before the next BEGIN on line 3"));
  CHECK(problem(begin + "AAAA\n" + good, 1).empty());
  CHECK(contains(problem(begin + "AAAA\nAA!A\n" + end), "bad base64 on line 3"));
  CHECK(contains(problem(begin + "AA=A\n" + end), "bad base64 on line 2"));
  CHECK(contains(problem(begin + "AAA\n" + end), "cut"));
  CHECK(contains(problem(begin + end), "empty"));
  CHECK(contains(problem(begin + "AAAA\n\nAAAA\n" + end), "blank line 3"));
  CHECK(problem(begin + "\nAAAA\n" + end).empty());
  CHECK(contains(problem(begin + "AA\0A\n"s + end), "bad base64"));
  CHECK(contains(problem(begin + "Proc-Type: 4,ENCRYPTED\n\nAAAA\n" + end), "header on line 2"));
  CHECK(contains(problem(replaced("\n" + good, "\n", "\n  ")), "line 2 is indented"));
  CHECK(contains(problem(begin + "AAAA\n-----END X-----\n"), "another kind"));
  CHECK(contains(problem(begin + "AAAA\n-----END CERTIFICATE----- x\n"), "follows END on line 3"));
  CHECK(contains(problem(replaced(good, "\n", "\\n")), "line breaks"));
  CHECK(contains(problem("comment" + good), "before BEGIN on line 1"));
}

TEST_CASE("a missing newline between two blocks is named with its line") {
  const std::string joined = good.substr(0, good.size() - 1) + good + good;
  const auto lines = static_cast<std::size_t>(std::count(good.begin(), good.end(), '\n'));
  const std::string where = "share line " + std::to_string(lines);
  CHECK(contains(problem(joined, 0), where));
  CHECK(contains(problem(joined, 1), where));
  CHECK(problem(joined, 2).empty());
  const auto bundle = read_bundle(joined, "file");
  REQUIRE(bundle);
  CHECK(bundle->entries.size() == 1);
  CHECK(bundle->problems.size() == 2);
  CHECK(bundle->problems[1].position == 1);
}

TEST_CASE("a bundle keeps the good beside the bad, and never a key") {
  const std::string key = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
  const auto bundle = read_bundle(begin + "AAAA\n" + end + key + good, "file");
  REQUIRE(bundle);
  CHECK(bundle->private_keys == 1);
  CHECK(bundle->problems.size() == 1);
  CHECK(bundle->problems[0].line == 1);
  REQUIRE(bundle->entries.size() == 1);
  CHECK(bundle->entries[0].line == 7);
  CHECK(scan_pem(key)->front().der.empty());
}

TEST_CASE("a trusted certificate is a plain certificate") {
  const auto trusted = read_bundle(tests::trusted_sample, "file");
  REQUIRE(trusted);
  CHECK(trusted->entries[0].certificate.pem() == tests::untrusted_sample);
}

TEST_CASE("DER is told by its content") {
  const std::string der = read_bundle(good, "file")->entries[0].certificate.der();
  const auto bundle = read_bundle(der, "file");
  REQUIRE(bundle);
  CHECK(bundle->entries[0].line == 0);
  CHECK(contains(why_not(der + "x"), "1 bytes follow"));
  CHECK(contains(why_not(der.substr(0, 100)), "not a certificate"));
}

TEST_CASE("what is given instead of certificates is named") {
  const auto block = [](const std::string& label) {
    return "-----BEGIN " + label + "-----\nAAAA\n-----END " + label + "-----\n";
  };
  CHECK(contains(why_not(""), "is empty"));
  CHECK(contains(why_not(" \n"), "is empty"));
  CHECK(contains(why_not("hello"), "neither PEM nor DER"));
  CHECK(contains(why_not(block("ENCRYPTED PRIVATE KEY")), "a private key"));
  CHECK(contains(why_not(block("X509 CRL")), "a CRL"));
  CHECK(contains(why_not(block("CERTIFICATE REQUEST")), "a certificate request"));
  CHECK(contains(why_not(block("PKCS7")), "PKCS#7"));
  CHECK(contains(why_not(block("\x1b[31m")), "\\x1b"));
  CHECK(contains(why_not("LS0tLS1CRUdJTiBDRVJU"), "base64 of PEM"));
  CHECK(contains(why_not("\x30\x82\x01\x00\x02\x01\x03\x30"s), "PKCS#12"));
  CHECK(contains(why_not("\x30\x82\x01\x00\x02\x01\x00\x30"s), "a private key"));
  CHECK(contains(why_not(begin + "AAAA\n"), "line 1"));
}

TEST_CASE("CRLs are read, and a broken one is not passed over") {
  const std::string crls = tests::testdata("cases/crl-expired/ca-crl.pem");
  const auto lists = read_crls(crls, "file");
  REQUIRE(lists);
  CHECK_FALSE(lists->empty());
  CHECK_FALSE(lists->front().issuer().empty());
  CHECK(lists->front().next_update());
  CHECK_FALSE(read_crls(crls + "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "file"));
  CHECK(contains(read_crls(good, "file").error().message, "a certificate, not a CRL"));
  CHECK_FALSE(read_crls("", "file"));
}

TEST_CASE("hostile files take linear time") {
  std::string begins;
  for (int i = 0; i < 300'000; ++i) begins += begin;
  std::string shared = begin;
  for (int i = 0; i < 100'000; ++i)
    shared += "-----END CERTIFICATE----------BEGIN CERTIFICATE-----";
  std::string marks;
  while (marks.size() < max_file_bytes - 20) marks += "-----BEGIN ";
  const std::string line(max_file_bytes - begin.size(), 'A');
  std::string lines = begin;
  for (int i = 0; i < 1'000'000; ++i) lines += "=\n";
  // The bound of 100 ms is for the release build; this one checks for more than linear growth.
  for (const auto& text : {begins, shared, marks, begin + line, std::string(max_file_bytes, '\n'),
                           std::string(max_file_bytes, '\0'), lines}) {
    const double start = tests::cpu_seconds();
    (void)scan_pem(text);
    CHECK(tests::cpu_seconds() - start < (SANITIZED ? 5 : 2));
  }
  CHECK_FALSE(scan_pem(begins));
  CHECK_FALSE(scan_pem(std::string(max_file_bytes + 1, ' ')));
  CHECK_FALSE(read_bundle(std::string(max_file_bytes + 1, '\x30'), "file"));
}

TEST_CASE("no mutation of PEM crashes the reader") {
  const std::string text = good + tests::self_signed_sample;
  std::mt19937 random{20261123};
  std::size_t read = 0;
  for (int i = 0; i < 5'000; ++i) {
    std::string mutant = text;
    for (auto changes = 1 + random() % 6; changes > 0; --changes) {
      const std::size_t at = random() % mutant.size();
      switch (random() % 3) {
        case 0:
          mutant[at] = static_cast<char>(random());
          break;
        case 1:
          mutant.erase(at, random() % 80);
          break;
        default:
          mutant.insert(at, mutant.substr(random() % mutant.size(), random() % 80));
      }
    }
    const auto bundle = read_bundle(mutant, "file");
    if (bundle) read += bundle->entries.size();
  }
  openssl::take_errors();
  CHECK(read > 250);
}

}  // namespace mtlschain::x509
