// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>

#include "net/socket.hpp"

namespace mtlschain::net {

// OpenSockets are the sockets in use on one loop, so that all of them can be interrupted.
class OpenSockets {
 public:
  // Registration keeps a socket among them for as long as it lives; after `interrupt` it
  // interrupts the socket at once.
  class Registration {
   public:
    Registration(OpenSockets& all, Socket& socket) : all_(all), socket_(socket) {
      all_.sockets_.insert(&socket_);
      if (all_.interrupted_) socket_.interrupt();
    }
    ~Registration() { all_.sockets_.erase(&socket_); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

   private:
    OpenSockets& all_;
    Socket& socket_;
  };

  void interrupt() {
    interrupted_ = true;
    for (Socket* socket : sockets_) socket->interrupt();
  }
  bool interrupted() const { return interrupted_; }
  std::size_t count() const { return sockets_.size(); }

 private:
  std::set<Socket*> sockets_;
  bool interrupted_ = false;
};

// OpenSocket is a socket that is among them.
struct OpenSocket {
  OpenSocket(const asio::any_io_executor& executor, OpenSockets& all)
      : socket(executor), registration(all, socket) {}
  // Takes over a connected descriptor.
  OpenSocket(const asio::any_io_executor& executor, OpenSockets& all, int descriptor)
      : socket(executor, descriptor), registration(all, socket) {}

  Socket socket;
  OpenSockets::Registration registration;
};

}  // namespace mtlschain::net
