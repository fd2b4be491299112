// SPDX-License-Identifier: Apache-2.0
#include "fuzz/server/flight.hpp"

#include <utility>

namespace mtlschain::tests::fuzz {

void Harm::apply(std::string& bytes) const {
  if (bytes.empty()) return;
  char& byte = bytes[bytes.size() * place / 256];
  byte = static_cast<char>(byte ^ static_cast<char>(mask));
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

// emit tells whether the record went out unharmed.
bool Flight::emit(RecordType type, std::string_view content) {
  const bool plain = std::exchange(plain_, false) || !protection_;
  std::string bytes = plain ? plain_record(type, content) : protection_->seal(type, content);
  const auto harm = std::exchange(harm_, std::nullopt);
  if (harm) harm->apply(bytes);
  out_ += bytes;
  return !harm || harm->mask == 0;
}

}  // namespace mtlschain::tests::fuzz
