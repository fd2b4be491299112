// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <array>
#include <limits>

#include <mtlschain/base/time.hpp>

namespace mtlschain::base {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST_CASE("parse_time reads each of its forms") {
  const Time noon{seconds{1'795'435'200}};
  for (const auto* text : {"2026-11-23T12:00:00Z", "2026-11-23 12:00:00", "2026-11-23T12:00:00",
                           "2026-11-23 12:00:00Z", "1795435200", "@1795435200"}) {
    CAPTURE(text);
    REQUIRE(parse_time(text));
    CHECK(*parse_time(text) == noon);
  }
  CHECK(*parse_time("2026-11-23") == noon - std::chrono::hours{12});
  CHECK(*parse_time("0") == Time{});
  CHECK(*parse_time("1950-01-01T00:00:00Z") < Time{});
}

TEST_CASE("parse_time refuses what is no time") {
  for (const auto* text :
       {"", "@", "-1", "+1", "1e9", " 1", "2026-02-30", "2026-13-01", "2026-1-1", "2026-11-23T",
        "2026-11-23T24:00:00Z", "2026-11-23T12:00", "2026-11-23T12:00:60Z", "2026-11-23T12:00:00ZZ",
        "2026-11-23T12:00:00+01:00", "99999999999999999999", "253402300800", "now"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_time(text));
  }
  CHECK(parse_time("x").error().stage == Stage::options);
}

TEST_CASE("format_time writes what parse_time reads") {
  for (const auto* text : {"2026-11-23T12:00:00Z", "1970-01-01T00:00:00Z", "1950-12-31T23:59:59Z",
                           "9999-12-31T23:59:59Z", "2024-02-29T01:02:03Z"}) {
    CHECK(format_time(*parse_time(text)) == text);
  }
}

TEST_CASE("parse_duration adds numbers with units") {
  CHECK(*parse_duration("500ms") == milliseconds{500});
  CHECK(*parse_duration("5") == milliseconds{5000});
  CHECK(*parse_duration("1m30s") == milliseconds{90'000});
  CHECK(*parse_duration("2h") == milliseconds{7'200'000});
  CHECK(*parse_duration("7d") == milliseconds{604'800'000});
  CHECK(*parse_duration("0") == milliseconds{0});
  for (const auto* text : {"", "-5s", "s", "5x", "1m30", "5 s", "1.5s", "99999999999999999999",
                           "9999999999d", "+5s", "36525d1ms"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("format_duration writes the two largest units") {
  struct Row {
    std::int64_t length;
    const char* text;
  };
  constexpr std::array<Row, 9> rows{
      {{0, "0s"},
       {45, "45s"},
       {60, "1m"},
       {3661, "1h1m"},
       {3601, "1h"},
       {86'280, "23h58m"},
       {-90, "-1m30s"},
       {9LL * 31'536'000 + 364LL * 86'400, "9y364d"},
       {std::numeric_limits<std::int64_t>::min(), "-292471208677y195d"}}};
  for (const Row& row : rows) CHECK(format_duration(seconds{row.length}) == row.text);
}

}  // namespace mtlschain::base
