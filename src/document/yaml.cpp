// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <string>

#include "document/builder.hpp"
#include "document/parse.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::document {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text)
      : text_{text}, ready_{yaml_parser_initialize(&parser_) == 1} {
    if (ready_) {
      yaml_parser_set_input_string(&parser_, base::bytes_of(text).data(), text.size());
    }
  }
  ~Parser() { yaml_parser_delete(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool next(yaml_event_t& event) { return ready_ && yaml_parser_parse(&parser_, &event) == 1; }

  std::string problem() const {
    const char* what = parser_.problem == nullptr ? "out of memory" : parser_.problem;
    return fmt::format("not valid YAML: line {}: {}", line(), what);
  }

 private:
  // The reader, which comes before lines, knows bytes only.
  std::size_t line() const {
    if (parser_.error != YAML_READER_ERROR) return parser_.problem_mark.line + 1;
    const auto before = text_.substr(0, std::min(text_.size(), parser_.problem_offset));
    return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  }

  std::string_view text_;
  yaml_parser_t parser_{};
  bool ready_;
};

// has_directives: libyaml compares each directive with all before it, and nobody writes any.
bool has_directives(std::string_view text) {
  return text.starts_with('%') || text.find("\n%") != std::string_view::npos;
}

// OwnedEvent frees what the parser allocated for one event.
struct OwnedEvent {
  OwnedEvent() = default;
  ~OwnedEvent() { yaml_event_delete(&event); }
  OwnedEvent(const OwnedEvent&) = delete;
  OwnedEvent& operator=(const OwnedEvent&) = delete;

  yaml_event_t event{};
};

bool take_scalar(Builder& builder, const yaml_event_t& event) {
  const auto& scalar = event.data.scalar;
  std::string text(scalar.value, scalar.value + scalar.length);
  if (builder.wants_key()) return builder.key(std::move(text));
  const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
  const bool null = plain && (text.empty() || text == "null" || text == "~");
  return builder.scalar(null ? Kind::null : Kind::text, std::move(text));
}

bool take_container(Builder& builder, Kind kind) {
  if (builder.wants_key()) return builder.refuse("a key that is not text");
  return builder.begin(kind);
}

// An alias repeats what stands elsewhere: ten of them, nested ten times, are a gigabyte.
bool take(Builder& builder, const yaml_event_t& event) {
  switch (event.type) {
    case YAML_ALIAS_EVENT:
      return builder.refuse("a YAML alias, which neither kubectl nor istioctl writes");
    case YAML_SCALAR_EVENT:
      return take_scalar(builder, event);
    case YAML_SEQUENCE_START_EVENT:
      return take_container(builder, Kind::list);
    case YAML_MAPPING_START_EVENT:
      return take_container(builder, Kind::map);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return builder.end();
    default:
      return true;
  }
}

}  // namespace

base::Result<std::vector<Value>> parse_yaml(std::string_view text) {
  if (has_directives(text)) {
    return base::fail(
        base::Stage::load,
        "not valid YAML: a line begins with %, as neither kubectl nor istioctl writes");
  }
  const base::HeapScrub scrub;  // a Secret's private key passes through libyaml's buffers
  Parser parser{text};
  Builder builder;
  for (;;) {
    OwnedEvent owned;
    if (!parser.next(owned.event)) return base::fail(base::Stage::load, parser.problem());
    if (owned.event.type == YAML_STREAM_END_EVENT) return builder.finish();
    if (!take(builder, owned.event)) {
      const auto line = owned.event.start_mark.line + 1;
      return base::fail(base::Stage::load, fmt::format("line {}: {}", line, builder.problem()));
    }
  }
}

}  // namespace mtlschain::document
