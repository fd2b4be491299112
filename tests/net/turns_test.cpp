// SPDX-License-Identifier: Apache-2.0
// However much one peer sends, no turn of the loop takes so long that others miss their time.
#include <doctest/doctest.h>

#include <chrono>

#include "net/certificate_message.hpp"
#include "net/loopback.hpp"
#include "sanitized.hpp"
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;

const std::string rsa_key_exchange{"\x00\x9d", 2};  // TLS_RSA_WITH_AES_256_GCM_SHA384
constexpr std::size_t largest_message = 1U << 20U;

std::string element(const std::string& der) {
  return length_field(der.size(), 3) + der;
}

std::string certificate_message(const std::string& list) {
  return handshake_record('\x0b', length_field(list.size(), 3) + list);
}

// filled repeats an element as often as the largest Certificate message has room for it.
std::string filled(const std::string& one) {
  std::string list;
  while (list.size() + one.size() + 3 < largest_message) list += one;
  return certificate_message(list);
}

std::string small_certificate() {
  const auto bundle =
      x509::read_bundle(slurp(testdata("cases/healthy-ed25519/presented.pem")), "presented.pem");
  return bundle->entries.back().certificate.der();
}

// A CertificateRequest of TLS 1.2 whose names are as many and as small as they can be.
std::string many_names() {
  std::string names;
  while (names.size() < 65'000) names += std::string{"\x00\x02\x30\x00", 4};
  return handshake_record(
      '\x0d', std::string{"\x01\x01\x00\x02\x04\x01", 6} + length_field(names.size(), 2) + names);
}

// tlv is one DER value with a long-form length.
std::string tlv(char tag, const std::string& value) {
  return std::string{tag, '\x83'} + length_field(value.size(), 3) + value;
}

// with_subject is a certificate of version 1 that only its subject is worth looking at.
std::string with_subject(const std::string& name) {
  const std::string algorithm{"\x30\x05\x06\x03\x2b\x65\x70", 7};  // Ed25519
  const std::string dates{
      "\x30\x1e\x17\x0d"
      "260101000000Z"
      "\x17\x0d"
      "270101000000Z",
      32};
  const std::string key =
      tlv('\x30', algorithm + std::string{"\x03\x21\x00", 3} + std::string(32, 'k'));
  const std::string body = std::string{"\x02\x01\x01", 3} + algorithm + std::string{"\x30\x00", 2} +
                           dates + tlv('\x30', name) + key;
  const std::string signature = std::string{"\x03\x41\x00", 3} + std::string(64, 's');
  return tlv('\x30', tlv('\x30', body) + algorithm + signature);
}

struct Cost {
  observe::Observation seen;
  std::chrono::nanoseconds longest_turn{};
};

Cost cost_of(const std::string& flight) {
  const HostileServer floods{[&flight](int socket) {
    await_hello(socket);
    send_all(socket, server_hello(rsa_key_exchange) + flight);
    await_close(socket);
  }};
  const std::vector<observe::Target> targets{*observe::parse_target(floods.address())};
  observe::LiveOptions options;
  options.timeout = 2s;
  Cost cost;
  const auto sink = [&cost](std::size_t, observe::Observation one) { cost.seen = std::move(one); };
  observe::LiveRun run{targets, options, sink};
  run.longest_turn = &cost.longest_turn;
  REQUIRE(observe::observe_live(run));
  return cost;
}

TEST_CASE("a flood in one message is counted, not kept, and holds nobody up") {
  const auto most = SANITIZED ? 2s : std::chrono::milliseconds{50};
  const auto empty = cost_of(filled(std::string(3, '\0')));
  CHECK(empty.seen.unparsed.size() == observe::max_presented_elements);
  CHECK(empty.seen.omitted == net::max_counted);
  CHECK(empty.longest_turn < most);
  const auto rubbish = cost_of(filled(element("0123")));
  CHECK(rubbish.seen.unparsed.size() == observe::max_presented_elements);
  CHECK(rubbish.longest_turn < most);
  const auto chain = cost_of(filled(element(small_certificate())));
  CHECK(chain.seen.presented.size() == observe::max_presented_elements);
  CHECK(chain.seen.omitted > 100);
  CHECK(chain.longest_turn < most);
  MESSAGE("longest turns: ", empty.longest_turn.count() / 1000, " ",
          rubbish.longest_turn.count() / 1000, " ", chain.longest_turn.count() / 1000, " us");
}

// A certificate whose names fill the message: everything that libssl decodes at once is in them.
TEST_CASE("one certificate as large as the message may be") {
  const std::string relative_name{"\x31\x09\x30\x07\x06\x03\x55\x04\x03\x0c\x00", 11};
  std::string name;
  while (name.size() < largest_message - 4096) name += relative_name;
  const auto large = cost_of(certificate_message(element(with_subject(name))));
  CHECK(large.seen.presented.empty());
  CHECK(large.seen.unparsed.size() == 1);
  const auto usual = cost_of(certificate_message(element(with_subject(relative_name))));
  CHECK(usual.seen.presented.size() == 1);
  CHECK(large.longest_turn < (SANITIZED ? 2s : std::chrono::milliseconds{50}));
  MESSAGE("longest turn: ", large.longest_turn.count() / 1000, " us");
}

TEST_CASE("a CertificateRequest full of names") {
  const auto leaf =
      x509::read_bundle(slurp(testdata("cases/healthy-sidecar/presented.pem")), "presented.pem");
  const auto chain = element(leaf->entries.front().certificate.der());
  const auto names =
      cost_of(certificate_message(chain) + many_names() + handshake_record('\x0e', ""));
  CHECK(names.seen.client_certificate.acceptable_issuers.size() == 1000);
  CHECK(names.longest_turn < (SANITIZED ? 2s : std::chrono::milliseconds{50}));
  MESSAGE("longest turn: ", names.longest_turn.count() / 1000, " us");
}

}  // namespace
}  // namespace mtlschain::net_test
