// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cerrno>
#include <streambuf>

#include <mtlschain/observe/live.hpp>

namespace mtlschain::cli {

// DescriptorBuffer writes to a file descriptor, and remembers why a write failed, which standard
// streams do not tell. It does not own the descriptor. Once `stop` is requested, a reader that
// takes nothing is waited for a moment only; then `error` is `gave_up`.
class DescriptorBuffer : public std::streambuf {
 public:
  // `stop` may be null, and outlives the buffer.
  DescriptorBuffer(int descriptor, const observe::Stopper* stop);
  DescriptorBuffer(const DescriptorBuffer&) = delete;
  DescriptorBuffer& operator=(const DescriptorBuffer&) = delete;
  ~DescriptorBuffer() override { DescriptorBuffer::sync(); }

  static constexpr int gave_up = ETIMEDOUT;

  // error is the errno of the first write that failed, 0 if none did.
  int error() const { return error_; }

 protected:
  int_type overflow(int_type character) override;
  int sync() override;

 private:
  bool wait_for_reader();

  int descriptor_;
  const observe::Stopper* stop_;
  bool may_block_ = false;  // a pipe, socket or terminal
  int error_ = 0;
  std::array<char, 16384> bytes_{};
};

}  // namespace mtlschain::cli
