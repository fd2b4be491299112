// SPDX-License-Identifier: Apache-2.0
#include "net/look.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "net/capture.hpp"
#include "net/certificate_message.hpp"
#include "net/first_answer.hpp"
#include "net/handshake_facts.hpp"
#include "openssl/errors.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

using namespace std::chrono_literals;
using observe::ClientCertificateOutcome;

constexpr auto grace_period = 500ms;  // for the answer to our Finished (RFC 8446 4.4.2.4)

}  // namespace

Look::Look(Socket& socket, SSL_CTX* context, const observe::LiveOptions& options,
           observe::Observation& observation)
    : socket_(socket), context_(context), options_(options), observation_(observation) {}

asio::awaitable<void> Look::run(std::vector<Address> addresses, std::string servername) {
  const auto begun = Clock::now();
  deadline_ = begun + options_.timeout;
  socket_.set_deadline(deadline_);
  co_await look_at(addresses, servername);
  if (protocols_refused()) {
    begin_again();
    co_await look_at(addresses, servername);
  }
  const auto elapsed = Clock::now() - begun;
  observation_.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(elapsed);
}

asio::awaitable<void> Look::look_at(std::vector<Address> addresses, std::string servername) {
  const bool connected = co_await dial(std::move(addresses));
  if (!connected || !prepare(servername)) co_return;
  co_await handshake();
  if (observation_.handshake->completed) co_await await_verdict_on_credential();
  take_facts();
  take_client_certificate();
  notice_renegotiation();
}

bool Look::protocols_refused() const {
  const observe::Alert* alert = recording_.received_alert();
  return options_.second_look_without_alpn && !options_.alpn.empty() && alert != nullptr &&
         alert->number == SSL_AD_NO_APPLICATION_PROTOCOL && observation_.presented.empty();
}

void Look::begin_again() {
  without_alpn_ = true;
  ssl_.reset();
  recording_ = {};
  observation_.failure.reset();
  observation_.alerts.clear();
  observation_.remarks.push_back(
      fmt::format("the peer refused ALPN {} (alert 120 no_application_protocol), which no sidecar "
                  "does: looked again without",
                  base::printable(fmt::format("{}", fmt::join(options_.alpn, ",")), 80)));
}

asio::awaitable<bool> Look::dial(std::vector<Address> addresses) {
  int error = 0;
  for (const Address& address : addresses) {
    if (error != 0) {
      observation_.remarks.push_back(connect_failure(contact(), error).message);
    }
    observation_.address = address.text();
    error = co_await socket_.connect(address);
    if (error == 0) {
      if (!is_captured(address)) observation_.captured_as.reset();
      co_return true;
    }
    if (error == ECANCELED || Clock::now() >= deadline_) break;
  }
  observation_.captured_as.reset();
  fail(connect_failure(contact(), error));
  co_return false;
}

bool Look::prepare(const std::string& servername) {
  observation_.handshake.emplace();
  observation_.handshake->servername = servername;
  if (!without_alpn_) observation_.handshake->alpn_offered = options_.alpn;
  ssl_.reset(SSL_new(context_));
  bool ready = ssl_ && SSL_set_fd(ssl_.get(), socket_.descriptor()) == 1;
  if (ready && without_alpn_) SSL_set_alpn_protos(ssl_.get(), nullptr, 0);
  if (ready && !servername.empty()) ready = set_servername(ssl_.get(), servername);
  if (!ready) {
    fail(protocol_failure(contact(), "the server name cannot be sent: " + openssl::take_errors(),
                          "a server name has 1 to 255 bytes (--servername)"));
    return false;
  }
  record(ssl_.get(), recording_);
  SSL_set_connect_state(ssl_.get());
  return true;
}

asio::awaitable<void> Look::handshake() {
  for (;;) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(ssl_.get());
    const int error = errno;
    const int want = SSL_get_error(ssl_.get(), result);
    int waited = 0;
    if (want == SSL_ERROR_WANT_READ) {
      recording_.reads = 0;
      waited = co_await socket_.readable();
    } else if (want == SSL_ERROR_WANT_WRITE) {
      waited = co_await socket_.writable();
    } else {
      handshake_ended(want, error);
      co_return;
    }
    if (waited != 0) {
      take_chain();
      fail(handshake_failure(contact(), waited));
      co_return;
    }
    if (recording_.incoming > 0) continue;
    const bool tls = co_await first_answer_is_tls();
    if (!tls) co_return;
  }
}

// Before the first record is read: what is it that the peer says first?
asio::awaitable<bool> Look::first_answer_is_tls() {
  FirstAnswer answer = co_await first_answer(socket_, deadline_);
  if (answer.kind == AnswerKind::failed) fail(handshake_failure(contact(), answer.error));
  if (answer.kind == AnswerKind::closed) fail(closed_early(contact()));
  if (answer.kind == AnswerKind::plaintext) {
    fail(plaintext_answer(contact(), std::move(answer.bytes)));
  }
  co_return answer.kind == AnswerKind::tls;
}

void Look::handshake_ended(int result, int error) {
  take_chain();
  if (result == SSL_ERROR_NONE) {
    observation_.handshake->completed = true;
    if (observation_.presented.empty()) fail(no_certificate(contact()));
    return;
  }
  const int code = ERR_GET_REASON(ERR_peek_error());
  const bool end_of_file = code == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  const std::string reason = openssl::take_errors();
  if (recording_.endless) {
    fail(protocol_failure(contact(), "it has no end", "this is no TLS service of a mesh"));
  } else if (const auto* alert = recording_.received_alert()) {
    // The refusal of our (missing) certificate is an outcome: the look itself was complete.
    const bool refusal = recording_.certificate_requested && !observation_.presented.empty();
    if (!refusal) fail(alert_received(contact(), *alert, !observation_.presented.empty()));
  } else if (!observation_.unparsed.empty()) {
    fail(bad_certificate(contact(), observation_.unparsed.front()));
  } else if (!recording_.certificate_message.empty() && observation_.presented.empty()) {
    fail(no_certificate(contact()));
  } else if (end_of_file || result == SSL_ERROR_ZERO_RETURN ||
             (result == SSL_ERROR_SYSCALL && error == 0)) {
    fail(closed_early(contact()));
  } else if (result == SSL_ERROR_SYSCALL) {
    fail(handshake_failure(contact(), error));
  } else {
    fail(protocol_failure(contact(), reason, protocol_hint(code)));
  }
}

// A TLS 1.3 server judges our certificate after our handshake is over: its alert, its first ticket
// or byte tells. Nothing is written here, for a reset would destroy an alert on its way.
asio::awaitable<void> Look::await_verdict_on_credential() {
  if (SSL_version(ssl_.get()) != TLS1_3_VERSION || !recording_.certificate_requested) co_return;
  socket_.set_deadline(std::min(deadline_, Clock::now() + grace_period));
  char byte = 0;
  while (!recording_.ticket) {
    ERR_clear_error();
    const std::size_t records = recording_.records;
    const int got = SSL_read(ssl_.get(), &byte, 1);
    answered_ = got > 0;
    if (answered_) co_return;
    if (SSL_get_error(ssl_.get(), got) != SSL_ERROR_WANT_READ) break;
    if (recording_.records != records) continue;
    recording_.reads = 0;
    const int waited = co_await socket_.readable();
    if (waited == ECANCELED) fail(interrupted(base::Stage::handshake, observation_.address));
    if (waited != 0) co_return;
  }
  if (!recording_.ticket && recording_.received_alert() == nullptr) {
    observation_.remarks.emplace_back(
        "the peer ended the connection after the handshake, without an alert");
  }
  ERR_clear_error();
}

void Look::take_chain() {
  observation_.presented = presented_chain(ssl_.get());
  if (!observation_.presented.empty() || recording_.certificate_message.empty()) return;
  const bool tls1_3 = SSL_version(ssl_.get()) == TLS1_3_VERSION;
  auto elements = split_certificate_message(base::bytes_of(recording_.certificate_message), tls1_3);
  observation_.presented = std::move(elements.chain);
  observation_.unparsed = std::move(elements.unparsed);
}

void Look::take_facts() {
  auto& handshake = *observation_.handshake;
  if (recording_.server_hello) read_facts(ssl_.get(), handshake);
  handshake.key_proved = recording_.key_proved;
  handshake.bytes_read = recording_.incoming;
  handshake.bytes_written = bytes_written(ssl_.get());
  observation_.alerts = recording_.alerts;
}

void Look::take_client_certificate() {
  auto& client = observation_.client_certificate;
  client.requested = recording_.certificate_requested;
  if (!client.requested) return;
  client.sent = recording_.certificate_sent;
  client.acceptable_issuers = acceptable_issuers(ssl_.get());
  const bool tls1_3 = SSL_version(ssl_.get()) == TLS1_3_VERSION;
  const bool went_on = tls1_3 ? recording_.ticket || answered_ : observation_.handshake->completed;
  client.outcome = recording_.received_alert() != nullptr ? ClientCertificateOutcome::refused
                   : went_on                              ? ClientCertificateOutcome::accepted
                                                          : ClientCertificateOutcome::unknown;
}

// Only what came together with the peer's Finished is read: nothing is waited for, and nothing but
// the remark depends on it.
void Look::notice_renegotiation() {
  if (observation_.handshake->completed && SSL_version(ssl_.get()) != TLS1_3_VERSION &&
      SSL_has_pending(ssl_.get()) == 1) {
    char byte = 0;
    SSL_peek(ssl_.get(), &byte, 1);
    ERR_clear_error();
  }
  if (recording_.renegotiation_asked) {
    observation_.remarks.emplace_back("the peer asked to renegotiate: refused");
  }
}

Contact Look::contact() const {
  const auto of_istio = [](const std::string& name) { return name.starts_with("istio"); };
  return {observation_.address, options_.timeout, std::ranges::any_of(options_.alpn, of_istio),
          recording_.incoming};
}

void Look::fail(observe::Failure failure) {
  if (!observation_.failure) observation_.failure = std::move(failure);
}

}  // namespace mtlschain::net
