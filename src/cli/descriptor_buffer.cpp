// SPDX-License-Identifier: Apache-2.0
#include "cli/descriptor_buffer.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace mtlschain::cli {
namespace {

constexpr int look_for_stop_ms = 50;
constexpr int patience_after_stop_ms = 500;

bool blocks(int descriptor) {
  struct stat facts{};
  return ::fstat(descriptor, &facts) == 0 && !S_ISREG(facts.st_mode);
}

}  // namespace

DescriptorBuffer::DescriptorBuffer(int descriptor, const observe::Stopper* stop)
    : descriptor_(descriptor), stop_(stop), may_block_(blocks(descriptor)) {
  setp(bytes_.data(), bytes_.data() + bytes_.size());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type character) {
  if (sync() != 0) return traits_type::eof();
  if (!traits_type::eq_int_type(character, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(character);
    pbump(1);
  }
  return traits_type::not_eof(character);
}

// wait_for_reader waits until something can be written; false where a stop was requested and the
// reader takes nothing.
bool DescriptorBuffer::wait_for_reader() {
  int waited = 0;
  while (waited < patience_after_stop_ms) {
    pollfd writable{descriptor_, POLLOUT, 0};
    if (::poll(&writable, 1, look_for_stop_ms) > 0) return true;
    if (stop_ != nullptr && stop_->requested() != 0) waited += look_for_stop_ms;
  }
  return false;
}

int DescriptorBuffer::sync() {
  const char* from = pbase();
  while (error_ == 0 && from != pptr()) {
    if (may_block_ && !wait_for_reader()) {
      error_ = gave_up;
      break;
    }
    // A pipe that has room takes this much at once (pipe(7)); more could wait for its reader.
    const auto left = static_cast<std::size_t>(pptr() - from);
    const auto written =
        ::write(descriptor_, from, may_block_ ? std::min<std::size_t>(left, PIPE_BUF) : left);
    if (written >= 0) {
      from += written;
    } else if (errno != EINTR && errno != EAGAIN) {
      error_ = errno;
    }
  }
  setp(bytes_.data(), bytes_.data() + bytes_.size());
  return error_ == 0 ? 0 : -1;
}

}  // namespace mtlschain::cli
