// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/flight.hpp"

#include <utility>

namespace mtlschain::tests::fuzz {

std::size_t Harm::apply(std::string& bytes) const {
  const std::size_t index = bytes.size() * place / 256;
  if (index < bytes.size())
    bytes[index] = static_cast<char>(bytes[index] ^ static_cast<char>(mask));
  return index;
}

void Flight::handshake(std::string_view message, const Actor* proves) {
  joined_ += message;
  if (proves != nullptr) joined_proofs_.push_back(proves);
  if (!joins_) flush();
}

void Flight::record(RecordType type, std::string_view content) {
  flush();
  emit(type, content);
}

void Flight::plain_bytes(std::string_view bytes) {
  flush();
  out_ += bytes;
}

void Flight::flush() {
  bool unharmed = true;
  for (Reader rest{joined_}; !rest.empty();) {
    const bool whole = emit(RecordType::handshake, rest.take(most_));
    unharmed = unharmed && whole;
  }
  joined_.clear();
  const auto proofs = std::exchange(joined_proofs_, {});
  if (unharmed) proofs_.insert(proofs_.end(), proofs.begin(), proofs.end());
}

void Flight::protect(Protection protection) {
  flush();
  protection_ = std::move(protection);
}

void Flight::join(bool joined) {
  flush();
  joins_ = joined;
}

std::string Flight::take() {
  sent_ += out_.size();
  return std::exchange(out_, {});
}

// emit tells whether the record went out unharmed. The version in its header harms nothing: clients
// do not look at it (RFC 8446 5.1), libssl not at that of the first record.
bool Flight::emit(RecordType type, std::string_view content) {
  const bool plain = std::exchange(plain_, false) || !protection_;
  std::string bytes = plain ? plain_record(type, content) : protection_->seal(type, content);
  const auto harm = std::exchange(harm_, std::nullopt);
  const std::size_t harmed = harm ? harm->apply(bytes) : 1;
  out_ += bytes;
  return harmed == 1 || harmed == 2 || harm->mask == 0;
}

}  // namespace mtlschain::tests::fuzz
