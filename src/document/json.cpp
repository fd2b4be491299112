// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "document/builder.hpp"
#include "document/parse.hpp"

namespace mtlschain::document {
namespace {

// Events hands the parser's events to a builder. What is thrown elsewhere arrives in parse_error.
class Events final : public nlohmann::json::json_sax_t {
 public:
  explicit Events(Builder& builder) : builder_{builder} {}

  bool null() override { return builder_.scalar(Kind::null, {}); }
  bool boolean(bool value) override {
    return builder_.scalar(Kind::boolean, value ? "true" : "false");
  }
  bool number_integer(number_integer_t value) override {
    return builder_.scalar(Kind::number, std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return builder_.scalar(Kind::number, std::to_string(value));
  }
  bool number_float(number_float_t /*value*/, const string_t& text) override {
    return builder_.scalar(Kind::number, text);
  }
  bool string(string_t& value) override { return builder_.scalar(Kind::text, std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool start_object(std::size_t /*elements*/) override { return builder_.begin(Kind::map); }
  bool key(string_t& value) override { return builder_.key(std::move(value)); }
  bool end_object() override { return builder_.end(); }
  bool start_array(std::size_t /*elements*/) override { return builder_.begin(Kind::list); }
  bool end_array() override { return builder_.end(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    position_ = position;
    return false;
  }

  std::size_t position() const { return position_; }

 private:
  Builder& builder_;
  std::size_t position_ = 0;
};

// is_lines: the first line is an object by itself, and more follows.
bool is_lines(std::string_view text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const auto line = text.substr(0, end);
  const auto last = line.find_last_not_of(" \t\r");
  return text.find_first_not_of(" \t\r\n", end) != std::string_view::npos &&
         last != std::string_view::npos && line.front() == '{' && line[last] == '}';
}

// Cursor goes through the text for the parser, which reads one character ahead, and counts lines.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, std::size_t* lines) : at_{at}, lines_{lines} {}

  reference operator*() const { return *at_; }
  Cursor& operator++() {
    if (*at_++ == '\n') ++*lines_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* lines_;
};

base::Result<void> parse_one(std::string_view text, std::size_t line, Builder& builder) {
  Events events{builder};
  std::size_t passed = 0;
  const Cursor begin{text.data(), &passed};
  const Cursor end{text.data() + text.size(), &passed};
  if (nlohmann::json::sax_parse(begin, end, &events)) return {};
  if (!builder.problem().empty()) {
    return base::fail(base::Stage::load,
                      fmt::format("line {}: {}", line + passed, builder.problem()));
  }
  const auto before = text.substr(0, std::min(text.size(), events.position()));
  line += static_cast<std::size_t>(std::ranges::count(before, '\n'));
  return base::fail(base::Stage::load, fmt::format("not valid JSON: line {}", line),
                    "check that the whole output was saved, without other text in it");
}

}  // namespace

base::Result<std::vector<Value>> parse_json(std::string_view text) {
  Builder builder;
  if (!is_lines(text)) {
    if (auto parsed = parse_one(text, 1, builder); !parsed) return tl::unexpected(parsed.error());
    return builder.finish();
  }
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (auto parsed = parse_one(line, number, builder); !parsed) {
      return tl::unexpected(parsed.error());
    }
  }
  return builder.finish();
}

}  // namespace mtlschain::document
