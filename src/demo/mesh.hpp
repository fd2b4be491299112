// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "demo/cases.hpp"
#include <mtlschain/base/result.hpp>

namespace mtlschain::demo {

// Mesh serves one case on a port of 127.0.0.1, from a thread of its own, until it is destroyed. It
// does what an Istio sidecar does: picks ALPN `istio`, demands a client certificate of the mesh,
// and hangs up without one.
class Mesh {
 public:
  // start fails (stage connect) where no port can be had.
  static base::Result<std::unique_ptr<Mesh>> start(const Setup& setup);

  Mesh(const Mesh&) = delete;
  Mesh& operator=(const Mesh&) = delete;
  ~Mesh();

  std::uint16_t port() const;

 private:
  class Server;
  explicit Mesh(std::unique_ptr<Server> server);

  std::unique_ptr<Server> server_;
};

}  // namespace mtlschain::demo
