// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/observe/observation.hpp>
#include <mtlschain/observe/target.hpp>

namespace mtlschain::observe {

// AddressFamily narrows what a name resolves to.
enum class AddressFamily : std::uint8_t { any, ipv4, ipv6 };

// TlsVersion is a protocol version that can be offered.
enum class TlsVersion : std::uint8_t { tls1_0, tls1_1, tls1_2, tls1_3 };

// ClientCredential is the certificate (leaf first, then intermediates) and key that answer a
// CertificateRequest. Opaque: the key stays inside, is never printed, and goes away with the last
// owner.
class ClientCredential;

// load_client_credential reads PEM files. Fails (stage load) naming the file and the reason, and
// (stage options) when the key does not match the certificate.
base::Result<std::shared_ptr<const ClientCredential>> load_client_credential(
    const std::string& certificate_path, const std::string& key_path);

// LiveOptions are the same for all targets of a run.
struct LiveOptions {
  std::optional<std::string>
      servername;  // SNI; default: the target's host unless it is an address; "" sends none
  std::vector<std::string> alpn{"istio"};  // offered in this order; empty offers none
  // A peer that refuses all protocols offered (alert 120, RFC 7301 3.2) is looked at a second time
  // without ALPN, which a remark says.
  bool second_look_without_alpn = true;
  std::optional<HostPort>
      connect;  // dial this instead of the target's own address (port 0: the target's port)
  std::optional<UnixSocket> connect_unix;  // likewise
  bool all_addresses = false;              // one observation for each address of a name
  AddressFamily family = AddressFamily::any;
  TlsVersion tls_min = TlsVersion::tls1_0;  // see weak servers, judge them later
  TlsVersion tls_max = TlsVersion::tls1_3;
  std::shared_ptr<const ClientCredential> credential;  // null: none is sent
  std::chrono::milliseconds timeout{5000};  // for the whole of one target, from its connect
  std::size_t concurrency = 64;             // targets in flight, 1..1024
};

// Stopper ends a run from outside (signal handler thread, test): request() may be called at any
// time, from any thread and from a signal handler.
class Stopper {
 public:
  void request(int signal_number = 0) noexcept;
  int requested() const noexcept;  // 0, or the signal number given (-1 where 0 was given)

 private:
  std::atomic<int> signal_{0};
};

// LiveRun is one run over many targets.
struct LiveRun {
  std::span<const Target> targets;
  const LiveOptions& options;
  // Takes each observation as soon as it is complete, with the index into `targets`, in any order;
  // with all_addresses several times for one index. Called on the thread of observe_live, with
  // SIGPIPE blocked: while it works, no peer is looked at.
  std::function<void(std::size_t, Observation)> sink;
  Stopper* stop = nullptr;
  // SIGINT, SIGTERM and SIGHUP (unless it is ignored) request `stop`; the second of them has its
  // usual effect.
  bool catch_signals = false;
  // Asked before each target is begun; false: asked again within 50 ms. Empty: always true. For a
  // sink that hands over to a thread which may be behind.
  std::function<bool()> has_room{};
  // Where set, it is raised to the longest processor time of one turn of the loop.
  std::chrono::nanoseconds* longest_turn = nullptr;
};

// observe_live looks at every target that is not Material. Returns when all are done or `stop` was
// requested; what was in flight then is handed over with failure `interrupted` and whatever was
// seen. Gives the number of targets that were not begun. Fails (stage options) where TLS cannot be
// set up as asked, or this process may not open a single connection.
base::Result<std::size_t> observe_live(const LiveRun& run);

// interruptible_sleep waits for `duration` or until `stop` is requested or a signal came
// (catch_signals); for --wait.
void interruptible_sleep(std::chrono::milliseconds duration, Stopper& stop, bool catch_signals);

}  // namespace mtlschain::observe
