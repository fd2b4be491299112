// SPDX-License-Identifier: Apache-2.0
#include "cli/save_certs.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <deque>
#include <filesystem>
#include <optional>
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
  return std::generic_category().message(error);
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

// refusal says why what has the name already is not replaced; empty where it may be.
std::string refusal(const std::string& path) {
  struct stat facts{};
  if (::lstat(path.c_str(), &facts) != 0) return errno == ENOENT ? "" : reason_of(errno);
  if (S_ISLNK(facts.st_mode)) return "it is a symbolic link";
  return S_ISREG(facts.st_mode) ? "" : "it is not a regular file";
}

// Staged is the whole content of a file beside its place, and goes away unless it is put there.
class Staged {
 public:
  Staged(std::string directory, std::string name)
      : place_(directory + "/" + name), directory_(std::move(directory)), name_(std::move(name)) {}
  Staged(const Staged&) = delete;
  Staged& operator=(const Staged&) = delete;
  ~Staged() {
    if (!beside_.empty()) ::unlink(beside_.c_str());
  }

  base::Result<void> write(std::string_view bytes) {
    if (const auto why = refusal(place_); !why.empty()) return not_written(place_, why);
    const int descriptor = open();
    if (descriptor < 0) return not_written(place_, reason_of(errno));
    int error = write_all(descriptor, bytes) ? 0 : errno;
    // Some file systems tell of a full disk no earlier.
    if (::close(descriptor) != 0 && error == 0) error = errno;
    if (error != 0) return not_written(place_, reason_of(error));
    return {};
  }

  // put_in_place replaces the name, not the content that it stood for: a hard link keeps that.
  base::Result<void> put_in_place() {
    if (::rename(beside_.c_str(), place_.c_str()) != 0) {
      return not_written(place_, reason_of(errno));
    }
    beside_.clear();
    return {};
  }

 private:
  // open makes a file that was not there; -1 with errno.
  int open() {
    constexpr int attempts = 100;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      auto path = fmt::format("{}/.{}.{}-{}", directory_, name_, ::getpid(), attempt);
      const int descriptor =
          ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t{0644});
      if (descriptor >= 0) beside_ = std::move(path);
      if (descriptor >= 0 || errno != EEXIST) return descriptor;
    }
    return -1;
  }

  std::string place_;
  std::string directory_;
  std::string name_;
  std::string beside_;
};

std::string certificate_name(std::size_t number) {
  return fmt::format("proxy-cert-{}.pem", number);
}

// write_chain replaces nothing before everything is written.
base::Result<void> write_chain(const std::string& folder, const x509::Chain& chain) {
  std::deque<Staged> files;
  for (const auto& certificate : chain) {
    auto& file = files.emplace_back(folder, certificate_name(files.size() + 1));
    if (auto done = file.write(certificate.pem()); !done) return done;
  }
  for (auto& file : files) {
    if (auto done = file.put_in_place(); !done) return done;
  }
  return {};
}

// number_in is the number in the name of a saved certificate.
std::optional<std::size_t> number_in(std::string_view name) {
  constexpr std::string_view begin = "proxy-cert-";
  constexpr std::string_view end = ".pem";
  if (!name.starts_with(begin) || !name.ends_with(end)) return std::nullopt;
  std::size_t number = 0;
  const char* last = name.data() + name.size() - end.size();
  const auto [stop, error] = std::from_chars(name.data() + begin.size(), last, number);
  if (stop != last || error != std::errc{}) return std::nullopt;
  return number;
}

// others_in are the saved certificates in a folder that a chain of this length does not have.
std::vector<std::string> others_in(const std::string& folder, std::size_t length) {
  std::set<std::size_t> numbers;
  std::error_code error;
  for (std::filesystem::directory_iterator at{folder, error}, end; !error && at != end;
       at.increment(error)) {
    const auto number = number_in(at->path().filename().string());
    if (number && (*number == 0 || *number > length)) numbers.insert(*number);
  }
  std::vector<std::string> paths;
  for (const auto number : numbers) paths.push_back(folder + "/" + certificate_name(number));
  return paths;
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

// name_of is the name of an observation's own folder, unless another has it.
std::string name_of(const observe::Observation& observation) {
  const bool same = observation.address.empty() || observation.address == observation.target;
  return folder_name(same ? observation.target : observation.target + "-" + observation.address);
}

}  // namespace

std::string CertificateFolder::folder_of(const observe::Observation& observation) {
  if (!several_ && std::exchange(first_, false)) return directory_;
  const auto name = name_of(observation);
  auto unique = name;
  for (int count = 2; !used_.insert(unique).second; ++count) {
    unique = fmt::format("{}-{}", name, count);
  }
  return directory_ + "/" + unique;
}

base::Result<std::vector<std::string>> CertificateFolder::save(
    const observe::Observation& observation) {
  if (observation.presented.empty()) return left_without(observation);
  const auto folder = folder_of(observation);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return not_written(folder, error.message());
  if (auto done = write_chain(folder, observation.presented); !done) {
    return tl::unexpected(done.error());
  }
  return others_in(folder, observation.presented.size());
}

std::vector<std::string> CertificateFolder::left_without(
    const observe::Observation& observation) const {
  if (!several_ && first_) return others_in(directory_, 0);
  const auto name = name_of(observation);
  if (used_.contains(name)) return {};
  return others_in(directory_ + "/" + name, 0);
}

}  // namespace mtlschain::cli
