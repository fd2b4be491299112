// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include <mtlschain/base/text.hpp>
#include <mtlschain/base/time.hpp>

namespace mtlschain::base {
namespace {

using std::chrono::milliseconds;

// The last second of the year 9999: the end of what X.509 and four-digit years can say.
constexpr std::int64_t last_second = 253402300799;

// digits reads exactly `count` decimal digits from the front of `text` and removes them.
std::optional<unsigned> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  unsigned value = 0;
  for (const char c : text.substr(0, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const auto year = digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{*month}, std::chrono::day{*day}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date};
}

std::optional<std::chrono::seconds> take_clock(std::string_view& text) {
  const auto hours = digits(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  const auto minutes = digits(text, 2);
  if (!minutes || !take(text, ":")) return std::nullopt;
  const auto seconds = digits(text, 2);
  if (!seconds || *hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  take(text, "Z");
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
         std::chrono::seconds{*seconds};
}

std::optional<Time> calendar_time(std::string_view text) {
  const auto date = take_date(text);
  if (!date) return std::nullopt;
  if (text.empty()) return Time{*date};
  if (!take(text, "T ")) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock || !text.empty()) return std::nullopt;
  return Time{*date} + *clock;
}

std::optional<Time> epoch_time(std::string_view text) {
  take(text, "@");
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (seconds < 0 || seconds > last_second) return std::nullopt;
  return Time{std::chrono::seconds{seconds}};
}

struct Unit {
  std::string_view name;
  std::int64_t length;  // in milliseconds where read, in seconds where written
};
constexpr std::array<Unit, 5> read_units{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

// The longest duration that is read: a century is beyond any use and far from overflow.
constexpr std::int64_t longest_duration = std::int64_t{36'525} * 86'400'000;

// take_span reads one number with its unit; without unit, seconds.
std::optional<std::int64_t> take_span(std::string_view& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > longest_duration) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const auto name = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
  const auto unit = std::ranges::find(read_units, name, &Unit::name);
  if (unit == read_units.end()) return std::nullopt;
  text.remove_prefix(name.size());
  if (number > longest_duration / unit->length) return std::nullopt;
  return number * unit->length;
}

std::optional<milliseconds> whole_duration(std::string_view text) {
  if (text.empty() || text.front() == '-') return std::nullopt;
  std::string with_unit;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    with_unit = std::string{text} + "s";
    text = with_unit;
  }
  std::int64_t total = 0;
  while (!text.empty()) {
    const auto span = take_span(text);
    if (!span) return std::nullopt;
    total += *span;
    if (total > longest_duration) return std::nullopt;
  }
  return milliseconds{total};
}

constexpr std::array<Unit, 5> written_units{
    {{"y", 31'536'000}, {"d", 86'400}, {"h", 3600}, {"m", 60}, {"s", 1}}};

}  // namespace

Result<Time> parse_time(std::string_view text) {
  if (const auto time = calendar_time(text)) return *time;
  if (const auto time = epoch_time(text)) return *time;
  return fail(Stage::options, fmt::format("'{}' is not a time", printable(text, 64)),
              "write it in UTC as 2026-11-23T10:00:00Z, 2026-11-23, or seconds since 1970");
}

std::string format_time(Time time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

Result<milliseconds> parse_duration(std::string_view text) {
  if (const auto duration = whole_duration(text)) return *duration;
  return fail(Stage::options, fmt::format("'{}' is not a duration", printable(text, 64)),
              "write it as 500ms, 5s, 1m30s, 2h or 7d");
}

std::string format_duration(std::chrono::seconds duration) {
  const bool negative = duration.count() < 0;
  // Unsigned: the smallest number has no positive twin.
  auto rest = static_cast<std::uint64_t>(duration.count());
  if (negative) rest = 0 - rest;
  const auto per = [](const Unit& unit) { return static_cast<std::uint64_t>(unit.length); };
  const auto* unit =
      std::ranges::find_if(written_units, [&](const Unit& u) { return rest >= per(u); });
  if (unit == written_units.end()) return "0s";
  std::string out = fmt::format("{}{}{}", negative ? "-" : "", rest / per(*unit), unit->name);
  rest %= per(*unit);
  if (++unit != written_units.end() && rest / per(*unit) > 0) {
    out += fmt::format("{}{}", rest / per(*unit), unit->name);
  }
  return out;
}

}  // namespace mtlschain::base
