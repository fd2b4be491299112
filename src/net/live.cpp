// SPDX-License-Identifier: Apache-2.0
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <cerrno>

#include "net/scheduler.hpp"
#include "openssl/start.hpp"
#include <mtlschain/observe/live.hpp>

namespace mtlschain::observe {
namespace {

bool is_out_of_descriptors(const boost::system::error_code& code) {
  return code == boost::system::errc::too_many_files_open ||
         code == boost::system::errc::too_many_files_open_in_system;
}

base::Result<std::size_t> schedule(const LiveRun& run, SSL_CTX* context) {
  Stopper nobody;
  try {
    net::Scheduler scheduler{run, context, run.stop != nullptr ? *run.stop : nobody};
    return scheduler.observe_all();
  } catch (const boost::system::system_error& error) {
    if (!is_out_of_descriptors(error.code())) throw;
    return tl::unexpected(net::too_few_descriptors());
  }
}

}  // namespace

base::Result<std::size_t> observe_live(const LiveRun& run) {
  openssl::start();
  const auto context = net::client_context(run.options);
  if (!context) return tl::unexpected(context.error());
  if (run.targets.empty()) return 0;
  return schedule(run, context->get());
}

}  // namespace mtlschain::observe
