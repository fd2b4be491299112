// SPDX-License-Identifier: Apache-2.0
// How the scripted server's messages become bytes: packed into records, protected, harmed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/server/actors.hpp"
#include "fuzz/server/secrets.hpp"
#include "fuzz/server/wire.hpp"

namespace mtlschain::tests::fuzz {

// Harm changes one byte: at `place` 256ths of the bytes, by the bits of `mask`.
struct Harm {
  std::uint8_t place = 0;
  std::uint8_t mask = 0;

  // apply gives the index of the byte.
  std::size_t apply(std::string& bytes) const;
};

// Flight collects what goes out. A handshake message is one record, unless messages are joined or
// split.
class Flight {
 public:
  // handshake adds a message; `proves` as Body says.
  void handshake(std::string_view message, const Actor* proves);
  // record goes out under the current keys, plain_bytes as they are; both behind what was joined.
  void record(RecordType type, std::string_view content);
  void plain_bytes(std::string_view bytes);
  // flush ends a run of joined messages.
  void flush();
  // protect sets the keys of what follows; what was joined goes out under the old ones.
  void protect(Protection protection);

  void join(bool joined);
  bool joins() const { return joins_; }
  // split: no record has more than `most` bytes of content.
  void split(std::size_t most) { most_ = most; }
  // The next record goes out without protection; the next record is harmed.
  void next_is_plain() { plain_ = true; }
  void harm_next(Harm harm) { harm_ = harm; }

  // take gives what went out since the last call.
  std::string take();
  // sent counts all bytes that went out.
  std::size_t sent() const { return sent_ + out_.size(); }
  // proofs are the keys that were proved by what went out unharmed.
  const std::vector<const Actor*>& proofs() const { return proofs_; }

 private:
  bool emit(RecordType type, std::string_view content);

  std::string out_;
  std::string joined_;
  std::vector<const Actor*> joined_proofs_;
  std::vector<const Actor*> proofs_;
  std::optional<Protection> protection_;
  std::optional<Harm> harm_;
  std::size_t most_ = 16384;  // RFC 8446 5.1
  std::size_t sent_ = 0;
  bool joins_ = false;
  bool plain_ = false;
};

}  // namespace mtlschain::tests::fuzz
