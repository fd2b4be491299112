// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ostream>
#include <string>
#include <vector>

#include "cli/descriptor_buffer.hpp"
#include "openssl/start.hpp"
#include <mtlschain/cli/run.hpp>

namespace {

using mtlschain::cli::DescriptorBuffer;
using mtlschain::cli::Environment;

std::size_t columns_of(int descriptor, std::size_t otherwise) {
  winsize size{};
  const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : otherwise;
}

Environment environment_of_process(const DescriptorBuffer& out) {
  Environment environment;
  environment.variable = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  environment.now = [] {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  };
  environment.standard_input = STDIN_FILENO;
  environment.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  environment.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  environment.columns = columns_of(STDOUT_FILENO, environment.columns);
  environment.catch_signals = true;
  environment.output_error = [&out] { return out.error(); };
  return environment;
}

int run_process(const std::vector<std::string>& arguments) {
  mtlschain::observe::Stopper stop;
  DescriptorBuffer out_buffer(STDOUT_FILENO, &stop);
  DescriptorBuffer err_buffer(STDERR_FILENO, &stop);
  std::ostream out(&out_buffer);
  std::ostream err(&err_buffer);
  auto environment = environment_of_process(out_buffer);
  environment.stop = &stop;
  const auto code = mtlschain::cli::run(arguments, {out, err}, environment);
  err.flush();
  return value(code);
}

}  // namespace

// What the caller closed must not become a socket or a file of ours: writing there fails as it
// ought to.
void occupy_standard_descriptors() {
  for (int wanted = STDIN_FILENO; wanted <= STDERR_FILENO; ++wanted) {
    if (::fcntl(wanted, F_GETFD) == -1) ::open("/dev/null", O_RDONLY);
  }
}

int main(int count, char** words) {
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);
  if (!mtlschain::openssl::start()) return value(mtlschain::base::ExitCode::bug);
  const int code = run_process({words + (count > 0 ? 1 : 0), words + count});
  // Everything is flushed; what is left is OpenSSL freeing its tables one by one.
  ::_exit(code);
}
