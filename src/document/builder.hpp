// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

#include "document/value.hpp"

namespace mtlschain::document {

// max_depth and max_values bound what is built: a full config_dump is 20 deep.
inline constexpr std::size_t max_depth = 64;
inline constexpr std::size_t max_values = 400'000;

// Builder makes documents from the events of a parser. Each step returns false when the input
// passes a bound or has a key twice; then `problem` says what, and parsing has to stop.
class Builder {
 public:
  // begin opens a list or a map.
  bool begin(Kind kind);
  // end closes the innermost one.
  bool end();
  bool key(std::string text);
  bool scalar(Kind kind, std::string text);

  // wants_key: the innermost container is a map whose next event has to be a key.
  bool wants_key() const;
  bool refuse(std::string problem);
  const std::string& problem() const { return problem_; }
  std::vector<Value> finish() { return std::move(documents_); }

 private:
  struct Open {
    Value value;
    bool has_key = false;
    std::string key{};  // of the member to come
    std::unordered_set<std::string> keys{};
  };

  bool count();
  void place(Value value);

  std::vector<Open> open_;
  std::vector<Value> documents_;
  std::size_t values_ = 0;
  std::string problem_;
};

}  // namespace mtlschain::document
