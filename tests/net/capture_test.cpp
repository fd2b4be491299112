// SPDX-License-Identifier: Apache-2.0
#include "net/capture.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace mtlschain::net {
namespace {

constexpr const char* heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

bool listens(const std::string& rows) {
  std::istringstream table{heading + rows};
  return outbound_port_listens(table);
}

TEST_CASE("the sidecar's outbound port is found among the listening sockets") {
  const std::string http = "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000\n";
  const std::string outbound =
      "   1: 00000000:3A99 00000000:0000 0A 00000000:00000000 00:00000000\n";
  CHECK(listens(http + outbound));
  CHECK(
      listens("   0: 00000000000000000000000000000000:3A99 "
              "00000000000000000000000000000000:0000 0A 00000000:00000000\n"));
  CHECK_FALSE(listens(http));
  CHECK_FALSE(listens(""));
  CHECK_FALSE(listens("rubbish\n" + outbound));
}

TEST_CASE("a connection from or to that port is no listener") {
  const std::string client = "   0: 0100007F:3A99 0100007F:C001 01 00000000:00000000 00:00000000\n";
  CHECK_FALSE(listens(client));
}

TEST_CASE("loopback and Unix sockets are never captured") {
  const auto captured = [](const char* host) { return is_captured(*parse_literal(host, 8000)); };
  CHECK(captured("10.0.0.7"));
  CHECK(captured("fd00::7"));
  CHECK_FALSE(captured("127.0.0.1"));
  CHECK_FALSE(captured("127.9.9.9"));
  CHECK_FALSE(captured("::1"));
  CHECK_FALSE(captured("::ffff:127.0.0.1"));
  CHECK_FALSE(is_captured(*unix_address("/tmp/socket")));
}

}  // namespace
}  // namespace mtlschain::net
