// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/dialler.hpp"
#include "net/ending.hpp"
#include "net/recording.hpp"
#include "net/tls_context.hpp"
#include <mtlschain/observe/live.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// ProbeSetup is what all probes of a run share; what it refers to outlives them.
struct ProbeSetup {
  SSL_CTX* context;
  const observe::LiveOptions& options;
  OpenSockets& sockets;
};

// TlsProbe is one look at one endpoint: connect, handshake, and what becomes of our client
// certificate. It fills an observation as it goes on, so that an interrupted probe still tells what
// was seen.
class TlsProbe {
 public:
  // `observation` outlives the probe, and has its target and name already, and `captured_as` for
  // what is captured of this user. `only_waiting` is called once, when all that is left is to wait
  // for the peer's word on our certificate, which takes a socket but no work.
  TlsProbe(asio::any_io_executor executor, ProbeSetup setup, observe::Observation& observation,
           std::function<void()> only_waiting);

  // run dials the addresses of one name; `servername` empty sends none.
  asio::awaitable<void> run(std::vector<Address> addresses, std::string servername);
  // run_connected takes over a connected descriptor instead.
  asio::awaitable<void> run_connected(int descriptor, std::string servername);

 private:
  asio::awaitable<void> look_at(std::vector<Address> addresses, std::string servername);
  asio::awaitable<void> talk(std::string servername);
  bool protocols_refused() const;
  void begin_again();
  asio::awaitable<bool> connect(std::vector<Address> addresses);
  void note_misses(const Dialled& dialled);
  bool prepare(const std::string& servername);
  asio::awaitable<void> handshake();
  asio::awaitable<bool> first_answer_is_tls();
  asio::awaitable<void> await_acceptance();
  void handshake_ended(int result, int error);
  void take_chain();
  void take_facts();
  void take_client_certificate();
  void notice_renegotiation();
  Contact contact() const;
  void fail(observe::Failure failure);

  asio::any_io_executor executor_;
  ProbeSetup setup_;
  observe::Observation& observation_;
  std::function<void()> only_waiting_;
  LoopClock& clock_;
  Clock::time_point deadline_;
  std::unique_ptr<OpenSocket> open_;
  Recording recording_;
  ConnectionPtr ssl_;  // after the recording that it writes to
  observe::ClientCertificateOutcome acceptance_ = observe::ClientCertificateOutcome::unknown;
  bool without_alpn_ = false;  // this is the second look
};

}  // namespace mtlschain::net
