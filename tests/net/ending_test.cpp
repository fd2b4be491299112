// SPDX-License-Identifier: Apache-2.0
#include "net/ending.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <cerrno>

namespace mtlschain::net {
namespace {

using observe::FailureKind;

std::optional<FailureKind> kind_of(const Ending& ending) {
  const auto failure = failure_of(ending, {.address = "10.0.0.1:443"});
  return failure ? std::optional(failure->kind) : std::nullopt;
}

TEST_CASE("each way to end a handshake has its class, and what tells most comes first") {
  const observe::Alert alert{true, 40, "handshake_failure"};
  const observe::Unparsed garbage{0, 0, "not a certificate"};
  Ending ending{.result = SSL_ERROR_SSL};
  CHECK(kind_of(ending) == FailureKind::protocol);
  ending.result = SSL_ERROR_SYSCALL;
  CHECK(kind_of(ending) == FailureKind::closed);
  ending.error = ECONNRESET;
  CHECK(kind_of(ending) == FailureKind::reset);
  ending.reason = SSL_R_UNEXPECTED_EOF_WHILE_READING;
  CHECK(kind_of(ending) == FailureKind::closed);
  ending.certificate_message = true;
  CHECK(kind_of(ending) == FailureKind::no_certificate);
  ending.unparsed = &garbage;
  CHECK(kind_of(ending) == FailureKind::bad_certificate);
  ending.refusal = &alert;
  CHECK(kind_of(ending) == FailureKind::alert);
  ending.asked_for_ours = true;
  CHECK(kind_of(ending) == FailureKind::alert);
  ending.chain_seen = true;
  CHECK_FALSE(kind_of(ending).has_value());
  ending.endless = true;
  CHECK(kind_of(ending) == FailureKind::protocol);
}

}  // namespace
}  // namespace mtlschain::net
