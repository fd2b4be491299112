// SPDX-License-Identifier: Apache-2.0
#include "cli/save_certs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include <mtlschain/base/text.hpp>

namespace mtlschain::cli {
namespace {

constexpr std::size_t longest_folder = 200;

tl::unexpected<base::Error> not_written(const std::string& path, const std::string& reason) {
  return base::fail(base::Stage::output,
                    fmt::format("cannot write {}: {}", base::printable(path), reason),
                    "give --save-certs a directory that can be written");
}

std::string reason_of(int error) {
  // O_NOFOLLOW answers a symbolic link with ELOOP, which alone would say little.
  return error == ELOOP ? "it is a symbolic link" : std::generic_category().message(error);
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

base::Result<void> write_file(const std::string& path, std::string_view bytes) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode_t{0644});
  if (descriptor < 0) return not_written(path, reason_of(errno));
  struct stat facts{};
  const bool regular = ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
  const bool written = regular && ::ftruncate(descriptor, 0) == 0 && write_all(descriptor, bytes);
  const int error = errno;
  const bool closed = ::close(descriptor) == 0;
  if (!regular) return not_written(path, "it is not a regular file");
  if (!written || !closed) return not_written(path, reason_of(written ? errno : error));
  return {};
}

// folder_name is a target's text as one path component.
std::string folder_name(std::string text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  std::ranges::replace_if(text, [&](char c) { return !plain(c); }, '_');
  if (text.starts_with('.')) text.front() = '_';
  return text.substr(0, longest_folder);
}

}  // namespace

std::string CertificateFolder::folder_of(const observe::Observation& observation) {
  if (!several_ && std::exchange(first_, false)) return directory_;
  const bool same = observation.address.empty() || observation.address == observation.target;
  const auto text = same ? observation.target : observation.target + "-" + observation.address;
  const auto name = folder_name(text);
  auto unique = name;
  for (int count = 2; !used_.insert(unique).second; ++count) {
    unique = fmt::format("{}-{}", name, count);
  }
  return directory_ + "/" + unique;
}

base::Result<void> CertificateFolder::save(const observe::Observation& observation) {
  if (observation.presented.empty()) return {};
  const auto folder = folder_of(observation);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return not_written(folder, error.message());
  for (std::size_t i = 0; i < observation.presented.size(); ++i) {
    const auto path = fmt::format("{}/proxy-cert-{}.pem", folder, i + 1);
    if (auto done = write_file(path, observation.presented[i].pem()); !done) return done;
  }
  return {};
}

}  // namespace mtlschain::cli
