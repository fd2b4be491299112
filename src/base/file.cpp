// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

#include <mtlschain/base/file.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::base {
namespace {

using Clock = std::chrono::steady_clock;

// How long a named pipe may take to come to its end, and standard input: behind that, another
// command may still be at work, or a person pasting.
constexpr std::chrono::seconds file_patience{10};
constexpr std::chrono::seconds descriptor_patience{60};

// Source is an open descriptor, what messages call it, and how much is read for how long.
struct Source {
  int descriptor;
  const std::string& name;
  std::size_t max_bytes;
  std::chrono::seconds patience;
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_{number} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

std::string reason(int number) {
  return std::generic_category().message(number);
}

struct Way {
  int number;
  const char* out;
};
constexpr std::array<Way, 4> ways{{{ENOENT, "check the path and the working directory"},
                                   {ENOTDIR, "check the path and the working directory"},
                                   {EACCES, "make the file readable for this user"},
                                   {EISDIR, "name a file in it"}}};

tl::unexpected<Error> cannot_read(const std::string& name, int number) {
  const auto* way = std::ranges::find(ways, number, &Way::number);
  return fail(Stage::load, fmt::format("cannot read {}: {}", printable(name), reason(number)),
              way == ways.end() ? "check the file" : way->out);
}

tl::unexpected<Error> too_large(const Source& source) {
  return fail(Stage::load,
              fmt::format("{} is larger than {} bytes", printable(source.name), source.max_bytes),
              "check that this is the right file");
}

tl::unexpected<Error> endless(const Source& source) {
  return fail(
      Stage::load,
      fmt::format("{} did not end within {} s", printable(source.name), source.patience.count()),
      "name a file, or close the writing end of the pipe");
}

// wait_readable waits until `descriptor` has bytes or its end; 0, or an errno.
int wait_readable(int descriptor, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return ETIMEDOUT;
    pollfd entry{descriptor, POLLIN, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(left));
    if (ready > 0) return 0;
    if (ready < 0 && errno != EINTR) return errno;
  }
}

// How much is asked for at once. It goes where it is to stay, for it may be a private key.
constexpr std::size_t least_asked = 4096;
constexpr std::size_t most_asked = 65536;

Result<std::string> read_to_end(const Source& source) {
  const auto deadline = Clock::now() + source.patience;
  std::string bytes;
  while (true) {
    const int error = wait_readable(source.descriptor, deadline);
    if (error == ETIMEDOUT) return endless(source);
    if (error != 0) return cannot_read(source.name, error);
    const auto before = bytes.size();
    const auto asked = std::clamp(before, least_asked, most_asked);
    bytes.resize(before + asked);
    const ssize_t count = ::read(source.descriptor, bytes.data() + before, asked);
    const int failure = count < 0 ? errno : 0;
    bytes.resize(before + static_cast<std::size_t>(std::max(count, ssize_t{0})));
    if (count == 0) return bytes;
    if (failure == EAGAIN || failure == EINTR) continue;
    if (failure != 0) return cannot_read(source.name, failure);
    if (bytes.size() > source.max_bytes) return too_large(source);
  }
}

// read_source refuses what cannot be a file of certificates before a byte of it is read.
Result<std::string> read_source(const Source& source) {
  struct stat status{};
  if (::fstat(source.descriptor, &status) != 0) return cannot_read(source.name, errno);
  if (S_ISDIR(status.st_mode)) {
    return fail(Stage::load, fmt::format("{} is a directory", printable(source.name)),
                "name a file in it");
  }
  if (S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > source.max_bytes) {
    return too_large(source);
  }
  return read_to_end(source);
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  // O_NONBLOCK: opening a FIFO without a writer must not hang.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (file.get() < 0) return cannot_read(path, errno);
  return read_source({file.get(), path, max_bytes, file_patience});
}

Result<std::string> read_descriptor(int descriptor, const std::string& name,
                                    std::size_t max_bytes) {
  return read_source({descriptor, name, max_bytes, descriptor_patience});
}

}  // namespace mtlschain::base
