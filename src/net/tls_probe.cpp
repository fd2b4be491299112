// SPDX-License-Identifier: Apache-2.0
#include "net/tls_probe.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "net/acceptance.hpp"
#include "net/capture.hpp"
#include "net/certificate_message.hpp"
#include "net/first_answer.hpp"
#include "net/handshake_facts.hpp"
#include "openssl/errors.hpp"
#include <mtlschain/base/text.hpp>

namespace mtlschain::net {
namespace {

using observe::ClientCertificateOutcome;

}  // namespace

TlsProbe::TlsProbe(asio::any_io_executor executor, ProbeSetup setup,
                   observe::Observation& observation, std::function<void()> only_waiting)
    : executor_(std::move(executor)),
      setup_(setup),
      observation_(observation),
      only_waiting_(std::move(only_waiting)),
      clock_(LoopClock::of(executor_)) {}

asio::awaitable<void> TlsProbe::run(std::vector<Address> addresses, std::string servername) {
  const auto begun = clock_.now();
  deadline_ = begun + setup_.options.timeout;
  co_await look_at(addresses, servername);
  if (protocols_refused()) {
    begin_again();
    co_await look_at(addresses, servername);
  }
  const auto elapsed = clock_.now() - begun;
  observation_.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(elapsed);
}

asio::awaitable<void> TlsProbe::run_connected(int descriptor, std::string servername) {
  deadline_ = clock_.now() + setup_.options.timeout;
  open_ = std::make_unique<OpenSocket>(executor_, setup_.sockets, descriptor);
  open_->socket.set_deadline(deadline_);
  co_await talk(std::move(servername));
}

asio::awaitable<void> TlsProbe::look_at(std::vector<Address> addresses, std::string servername) {
  const bool connected = co_await connect(std::move(addresses));
  if (connected) co_await talk(std::move(servername));
}

asio::awaitable<void> TlsProbe::talk(std::string servername) {
  if (!prepare(servername)) co_return;
  co_await handshake();
  if (observation_.handshake->completed) co_await await_acceptance();
  take_facts();
  take_client_certificate();
  notice_renegotiation();
}

bool TlsProbe::protocols_refused() const {
  const observe::Alert* alert = observe::refusal(recording_.alerts);
  return setup_.options.second_look_without_alpn && !setup_.options.alpn.empty() &&
         alert != nullptr && alert->number == SSL_AD_NO_APPLICATION_PROTOCOL &&
         observation_.presented.empty();
}

void TlsProbe::begin_again() {
  without_alpn_ = true;
  ssl_.reset();
  recording_ = {};
  observation_.failure.reset();
  observation_.alerts.clear();
  observation_.remarks.push_back(
      fmt::format("the peer refused ALPN {} (alert 120 no_application_protocol), which no sidecar "
                  "does: looked again without",
                  base::printable(fmt::format("{}", fmt::join(setup_.options.alpn, ",")), 80)));
}

asio::awaitable<bool> TlsProbe::connect(std::vector<Address> addresses) {
  const auto& options = setup_.options;
  const bool one_at_a_time = options.connect.has_value() || options.all_addresses;
  Call call{std::move(addresses), deadline_, !one_at_a_time};
  Dialled dialled = co_await dial(executor_, setup_.sockets, std::move(call));
  observation_.address = dialled.address.text();
  note_misses(dialled);
  open_ = std::move(dialled.open);
  if (!open_ || !is_captured(dialled.address)) observation_.captured_as.reset();
  if (open_) co_return true;
  // A connection that stood, if only for a moment, is no peer that cannot be reached.
  const bool stood = dialled.error == ECONNRESET;
  fail(stood ? handshake_failure(contact(), ECONNRESET)
             : connect_failure(contact(), dialled.error));
  co_return false;
}

void TlsProbe::note_misses(const Dialled& dialled) {
  for (const Dialled::Miss& miss : dialled.misses) {
    Contact missed = contact();
    missed.address = miss.address;
    observation_.remarks.push_back(
        miss.error != 0
            ? connect_failure(missed, miss.error).message
            : fmt::format("{} had not answered when {} did", miss.address, observation_.address));
  }
}

bool TlsProbe::prepare(const std::string& servername) {
  observation_.handshake.emplace();
  observation_.handshake->servername = servername;
  if (!without_alpn_) observation_.handshake->alpn_offered = setup_.options.alpn;
  ssl_.reset(SSL_new(setup_.context));
  bool ready = ssl_ && SSL_set_fd(ssl_.get(), open_->socket.descriptor()) == 1;
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

asio::awaitable<void> TlsProbe::handshake() {
  for (;;) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_do_handshake(ssl_.get());
    const int error = errno;
    const int want = SSL_get_error(ssl_.get(), result);
    int waited = 0;
    if (want == SSL_ERROR_WANT_READ) {
      recording_.went_on();
      recording_.reads = 0;
      waited = co_await open_->socket.readable();
    } else if (want == SSL_ERROR_WANT_WRITE) {
      waited = co_await open_->socket.writable();
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
asio::awaitable<bool> TlsProbe::first_answer_is_tls() {
  FirstAnswer answer = co_await first_answer(open_->socket, deadline_);
  if (answer.kind == AnswerKind::failed) fail(handshake_failure(contact(), answer.error));
  if (answer.kind == AnswerKind::closed) fail(closed_early(contact()));
  if (answer.kind == AnswerKind::plaintext) {
    fail(plaintext_answer(contact(), std::move(answer.bytes)));
  }
  co_return answer.kind == AnswerKind::tls;
}

void TlsProbe::handshake_ended(int result, int error) {
  take_chain();
  if (result == SSL_ERROR_NONE) {
    observation_.handshake->completed = true;
    if (observation_.presented.empty()) fail(no_certificate(contact()));
    return;
  }
  Ending ending{.result = result, .error = error, .reason = ERR_GET_REASON(ERR_peek_error())};
  ending.text = openssl::take_errors();
  ending.endless = recording_.endless;
  ending.oversized = recording_.oversized;
  ending.chain_seen = !observation_.presented.empty();
  ending.certificate_message = !recording_.certificate_message.empty();
  ending.asked_for_ours = recording_.certificate_requested;
  ending.refusal = observe::refusal(recording_.alerts);
  if (!observation_.unparsed.empty()) ending.unparsed = &observation_.unparsed.front();
  // What the peer's alert or the end of its stream cut off, libssl did not refuse.
  if (ending.refusal != nullptr || is_end_of_stream(ending)) recording_.went_on();
  if (auto failure = failure_of(ending, contact())) fail(*std::move(failure));
}

// Before TLS 1.3 a server judges our certificate within the handshake.
asio::awaitable<void> TlsProbe::await_acceptance() {
  if (SSL_version(ssl_.get()) != TLS1_3_VERSION) {
    acceptance_ = ClientCertificateOutcome::accepted;
    co_return;
  }
  if (!recording_.certificate_requested) co_return;
  if (only_waiting_) std::exchange(only_waiting_, {})();
  const Acceptance told =
      co_await ask_for_acceptance(ssl_.get(), open_->socket, recording_, deadline_);
  acceptance_ = told.outcome;
  if (told.interrupted) fail(interrupted(base::Stage::handshake, observation_.address));
  if (told.silent_end) {
    observation_.remarks.emplace_back(
        "the peer ended the connection after the handshake, without an alert");
  }
}

void TlsProbe::take_chain() {
  read_presented(ssl_.get(), observation_);
  if (!observation_.presented.empty() || recording_.certificate_message.empty()) return;
  const bool tls1_3 = SSL_version(ssl_.get()) == TLS1_3_VERSION;
  auto elements = split_certificate_message(base::bytes_of(recording_.certificate_message), tls1_3);
  observation_.presented = std::move(elements.chain);
  observation_.unparsed = std::move(elements.unparsed);
  observation_.omitted = elements.omitted;
}

void TlsProbe::take_facts() {
  auto& handshake = *observation_.handshake;
  if (recording_.server_hello) read_facts(ssl_.get(), handshake);
  handshake.key_proved = recording_.key_proved || handshake.completed;
  handshake.bytes_read = recording_.incoming;
  handshake.bytes_written = bytes_written(ssl_.get());
  observation_.alerts = recording_.alerts;
}

void TlsProbe::take_client_certificate() {
  auto& client = observation_.client_certificate;
  client.requested = recording_.certificate_requested;
  if (!client.requested) return;
  client.sent = recording_.certificate_sent;
  client.acceptable_issuers = acceptable_issuers(ssl_.get());
  const bool alert = observe::refusal(recording_.alerts) != nullptr;
  client.outcome = alert ? ClientCertificateOutcome::refused : acceptance_;
}

// Only what came together with the peer's Finished is read: nothing is waited for, and nothing but
// the remark depends on it.
void TlsProbe::notice_renegotiation() {
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

Contact TlsProbe::contact() const {
  const auto of_istio = [](const std::string& name) { return name.starts_with("istio"); };
  return {observation_.address, setup_.options.timeout,
          std::ranges::any_of(setup_.options.alpn, of_istio), recording_.incoming};
}

void TlsProbe::fail(observe::Failure failure) {
  if (!observation_.failure) observation_.failure = std::move(failure);
}

}  // namespace mtlschain::net
