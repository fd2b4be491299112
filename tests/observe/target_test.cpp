// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include <mtlschain/observe/target.hpp>
#include <mtlschain/observe/target_list.hpp>

namespace mtlschain::observe {
namespace {

TEST_CASE("HOST:PORT, [V6]:PORT") {
  const std::string label(63, 'a');
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  REQUIRE(longest.size() == 253);
  const std::vector<std::pair<std::string, HostPort>> rows{
      {"httpbin.istio-demo:8000", {"httpbin.istio-demo", 8000}},
      {"a:1", {"a", 1}},
      {"a:65535", {"a", 65535}},
      {"10.0.0.7:8000", {"10.0.0.7", 8000}},
      {"httpbin.istio-demo.svc.cluster.local.:443", {"httpbin.istio-demo.svc.cluster.local.", 443}},
      {"outbound_.8000_._.httpbin.foo:15443", {"outbound_.8000_._.httpbin.foo", 15443}},
      {"[::1]:443", {"::1", 443}},
      {"[fe80::1%eth0]:80", {"fe80::1%eth0", 80}},
      {"[::ffff:10.0.0.1]:80", {"::ffff:10.0.0.1", 80}},
      {longest + ":1", {longest, 1}},
      {longest + ".:1", {longest + ".", 1}},
  };
  for (const auto& [text, expected] : rows) {
    CAPTURE(text);
    const auto target = parse_target(text);
    REQUIRE(target);
    CHECK(target->text == text);
    CHECK(target->where == decltype(target->where)(expected));
    CHECK(parse_host_port(text) == expected);
  }
}

TEST_CASE("unix:PATH, file:PATH, -") {
  using Where = decltype(Target::where);
  CHECK(parse_target("unix:/run/a b")->where == Where(UnixSocket{"/run/a b"}));
  CHECK(parse_target("unix:@name")->where == Where(UnixSocket{"@name"}));
  CHECK(parse_target("unix:" + std::string(107, 'p')));
  CHECK(parse_target("file:a:b")->where == Where(Material{"a:b"}));
  CHECK(parse_target("file:-")->where == Where(Material{"./-"}));
  CHECK(parse_target("-")->where == Where(Material{"-"}));
  CHECK(parse_target("-")->text == "-");
}

void check_refused(const std::vector<std::pair<std::string, std::string>>& rows) {
  for (const auto& [text, way] : rows) {
    CAPTURE(text);
    const auto target = parse_target(text);
    REQUIRE_FALSE(target);
    CHECK(target.error().stage == base::Stage::options);
    CHECK(target.error().hint.find(way) != std::string::npos);
    const auto said = target.error().message + target.error().hint;
    CHECK(said.find_first_of(std::string_view("\0\n\x1b", 3)) == std::string::npos);
    CHECK(target.error().message.size() < 300);
  }
}

TEST_CASE("what has no port, or none that is one, is refused with the way to write it") {
  check_refused({
      {"", "HOST:PORT"},
      {"httpbin.istio-demo", "httpbin.istio-demo:8000"},
      {"httpbin:", "HOST:PORT"},
      {":8000", "HOST:PORT"},
      {"httpbin:0", "1 to 65535"},
      {"httpbin:65536", "1 to 65535"},
      {"httpbin:99999999999999999999", "1 to 65535"},
      {"httpbin:080", "1 to 65535"},
      {"httpbin:+80", "1 to 65535"},
      {"httpbin:-80", "1 to 65535"},
      {"httpbin: 80", "1 to 65535"},
      {"httpbin:80 ", "1 to 65535"},
      {"httpbin:http", "1 to 65535"},
      {"::1:443", "[::1]:443"},
      {"::1", "[::1]:PORT"},
      {"2001:db8::7:443", "[2001:db8::7]:443"},
      {"fe80::1%eth0", "[fe80::1%eth0]:PORT"},
      {"a:b:1", "HOST:PORT"},
      {"[::1]", "[::1]:443"},
      {"[::1", "[::1]:443"},
      {"[::1]443", "[::1]:443"},
      {"[::1]:0", "1 to 65535"},
      {"[10.0.0.1]:80", "[::1]:443"},
      {"[]:80", "[::1]:443"},
      {"[fe80::1%]:80", "[::1]:443"},
      {"[fe80::1%a\nb]:80", "[::1]:443"},
  });
}

TEST_CASE("what is no host and no path is refused with the way to write it") {
  const std::string label(64, 'a');
  std::string too_long = "a";
  while (too_long.size() < 254) too_long += ".a";
  check_refused({
      {"https://host:443/", "write host:443"},
      {"https://host/path:1", "HOST:PORT"},
      {"https://user@host:443/", "HOST:PORT"},
      {"1.2.3:80", "four numbers"},
      {"1.2.3.256:80", "four numbers"},
      {"a..b:80", "HOST:PORT"},
      {".:80", "HOST:PORT"},
      {".a:80", "HOST:PORT"},
      {"a..:80", "HOST:PORT"},
      {"a b:80", "HOST:PORT"},
      {"\x1b[31ma:80", "HOST:PORT"},
      {std::string("a\0b:80", 6), "HOST:PORT"},
      {"b\xC3\xBC\x63her.example:80", "HOST:PORT"},
      {"*.example:80", "HOST:PORT"},
      {label + ":80", "HOST:PORT"},
      {too_long + ":80", "HOST:PORT"},
      {"unix:", "unix:PATH"},
      {"unix:@", "unix:PATH"},
      {"unix:" + std::string(108, 'p'), "unix:PATH"},
      {"file:", "file:PATH"},
      {std::string("file:a\0b", 8), "file:PATH"},
  });
}

TEST_CASE("only letters, digits, hyphen, underscore and dot stand in a name") {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    CAPTURE(byte);
    const auto text = std::string("a") + c + "a:80";
    CHECK(parse_host_port(text).has_value() == (allowed.find(c) != std::string::npos));
  }
}

TEST_CASE("a list has one target a line; blank lines and comments are none") {
  const auto list = read_target_list("# mesh\n\n  a.b:1 \r\n#c:3\nfile:/tmp/x", "list");
  REQUIRE(list);
  REQUIRE(list->size() == 2);
  CHECK(list->front().text == "a.b:1");
  CHECK(list->back().text == "file:/tmp/x");
  const auto wrong = read_target_list("a.b:1\n\nhost\n", "list");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().stage == base::Stage::options);
  CHECK(wrong.error().message.starts_with("list: line 3: "));
  const auto none = read_target_list("# nothing\n", "list");
  REQUIRE_FALSE(none);
  CHECK(none.error().message == "list names no target");
}

}  // namespace
}  // namespace mtlschain::observe
