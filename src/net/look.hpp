// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

#include "net/failure.hpp"
#include "net/recording.hpp"
#include "net/socket.hpp"
#include "net/tls_context.hpp"
#include <mtlschain/observe/live.hpp>
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::net {

// Look is one look at one endpoint: connect, handshake, and what becomes of our client certificate.
// It fills an observation as it goes on, so that an interrupted look still tells what was seen.
class Look {
 public:
  // All arguments outlive the look; `observation` has its target and name already,
  // and `captured_as` for what is captured of this user.
  Look(Socket& socket, SSL_CTX* context, const observe::LiveOptions& options,
       observe::Observation& observation);

  // run dials the addresses in order until one connects; `servername` empty sends none.
  asio::awaitable<void> run(std::vector<Address> addresses, std::string servername);

 private:
  asio::awaitable<void> look_at(std::vector<Address> addresses, std::string servername);
  bool protocols_refused() const;
  void begin_again();
  asio::awaitable<bool> dial(std::vector<Address> addresses);
  bool prepare(const std::string& servername);
  asio::awaitable<void> handshake();
  asio::awaitable<bool> first_answer_is_tls();
  asio::awaitable<void> await_verdict_on_credential();
  void handshake_ended(int result, int error);
  void take_chain();
  void take_facts();
  void take_client_certificate();
  void notice_renegotiation();
  Contact contact() const;
  void fail(observe::Failure failure);

  Socket& socket_;
  SSL_CTX* context_;
  const observe::LiveOptions& options_;
  observe::Observation& observation_;
  Clock::time_point deadline_;
  Recording recording_;
  ConnectionPtr ssl_;          // after the recording that it writes to
  bool without_alpn_ = false;  // this is the second look
  bool answered_ = false;      // TLS 1.3: a ticket or data followed our Finished
};

}  // namespace mtlschain::net
