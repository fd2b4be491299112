// SPDX-License-Identifier: Apache-2.0
#include "net/resolver.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <chrono>

#include "net/dns_responder.hpp"

namespace mtlschain::net_test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using net::Resolved;
using net::Resolver;
using net::ResolverOptions;
using observe::AddressFamily;
using Answers = std::vector<std::shared_ptr<const Resolved>>;

const std::string v4_seven{"\x0a\x00\x00\x07", 4};
const std::string v4_eight{"\x0a\x00\x00\x08", 4};
const std::string v6_seven{"\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07", 16};

std::string two_and_one(const Question& question) {
  if (question.type == ns_t_a) return reply(question, ns_r_noerror, {v4_seven, v4_eight});
  return reply(question, ns_r_noerror, {v6_seven});
}

std::string no_such_name(const Question& question) {
  return reply(question, ns_r_nxdomain);
}

std::string nothing(const Question& /*question*/) {
  return {};
}

asio::awaitable<void> ask(Resolver& resolver, std::string name,
                          std::shared_ptr<const Resolved>& to) {
  auto answer = co_await resolver.resolve(std::move(name));
  to = std::move(answer);
}

// resolve_all asks for all names at once and runs the loop until nothing is left on it.
Answers resolve_all(const std::vector<std::string>& names, ResolverOptions options,
                    std::chrono::milliseconds cancel_after = 0ms) {
  asio::io_context loop{1};
  Resolver resolver{loop.get_executor(), std::move(options)};
  Answers answers(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    asio::co_spawn(loop, ask(resolver, names[i], answers[i]), asio::detached);
  }
  asio::steady_timer timer{loop};
  if (cancel_after > 0ms) {
    timer.expires_after(cancel_after);
    timer.async_wait([&resolver](boost::system::error_code) { resolver.cancel(); });
  }
  loop.run();
  return answers;
}

Resolved resolve_one(const std::string& name, ResolverOptions options) {
  const auto answers = resolve_all({name}, std::move(options));
  REQUIRE(answers.front());
  return *answers.front();
}

std::set<std::string> texts(const Resolved& resolved) {
  std::set<std::string> all;
  for (const auto& address : resolved.addresses) all.insert(address.text());
  return all;
}

ResolverOptions at(const DnsResponder& responder, AddressFamily family = AddressFamily::any) {
  return {family, 2s, responder.server()};
}

TEST_CASE("addresses of one family or both") {
  const DnsResponder dns{two_and_one};
  using Texts = std::set<std::string>;
  const Texts v4{"10.0.0.7:0", "10.0.0.8:0"};
  const Texts v6{"[fd00::7]:0"};
  CHECK(texts(resolve_one("a.example.test", at(dns, AddressFamily::ipv4))) == v4);
  CHECK(texts(resolve_one("a.example.test", at(dns, AddressFamily::ipv6))) == v6);
  auto both = v4;
  both.insert(v6.begin(), v6.end());
  const auto any = resolve_one("a.example.test", at(dns));
  CHECK(texts(any) == both);
  CHECK(any.problem.empty());
}

TEST_CASE("only the families asked for are asked for") {
  DnsResponder dns{two_and_one};
  resolve_one("four.example.test", at(dns, AddressFamily::ipv4));
  resolve_one("six.example.test", at(dns, AddressFamily::ipv6));
  const auto asked = dns.asked();
  CHECK(asked.size() == 2);
  CHECK(asked.contains({"four.example.test", ns_t_a}));
  CHECK(asked.contains({"six.example.test", ns_t_aaaa}));
}

TEST_CASE("a name that does not exist, has no address, or cannot be looked up") {
  const DnsResponder absent{no_such_name};
  const DnsResponder empty{[](const Question& one) { return reply(one, ns_r_noerror); }};
  const DnsResponder broken{[](const Question& one) { return reply(one, ns_r_servfail); }};
  const DnsResponder rubbish{[](const Question& one) { return one.packet.substr(0, 2) + "xyz"; }};
  std::set<std::string> problems;
  for (const auto* dns : {&absent, &empty, &broken, &rubbish}) {
    const auto answer = resolve_one("a.example.test.", at(*dns));
    CHECK(answer.addresses.empty());
    CHECK_FALSE(answer.problem.empty());
    problems.insert(answer.problem);
  }
  CHECK(problems.size() >= 3);
  const DnsResponder dns{two_and_one};
  for (const std::string& name : {std::string(300, 'x'), std::string{"a..b"}}) {
    CAPTURE(name);
    CHECK(resolve_one(name, at(dns)).addresses.empty());
  }
}

TEST_CASE("no answer ends at the timeout, and leaves nothing behind") {
  const DnsResponder dns{nothing};
  auto options = at(dns);
  options.timeout = 300ms;
  const auto begun = std::chrono::steady_clock::now();
  const auto answer = resolve_one("a.example.test", options);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  CHECK(answer.addresses.empty());
  CHECK(answer.problem.find("300 ms") != std::string::npos);
}

TEST_CASE("cancelling ends all that is pending at once") {
  const DnsResponder dns{nothing};
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("n" + std::to_string(i) + ".example.test");
  const auto begun = std::chrono::steady_clock::now();
  const auto answers = resolve_all(names, at(dns), 50ms);
  CHECK(std::chrono::steady_clock::now() - begun < 3s);
  for (const auto& answer : answers) {
    REQUIRE(answer);
    CHECK(answer->problem == "interrupted");
  }
}

TEST_CASE("1,000 askers for ten names are ten names asked for, once each") {
  DnsResponder dns{two_and_one};
  std::vector<std::string> names;
  for (int i = 0; i < 1000; ++i) names.push_back("n" + std::to_string(i % 10) + ".example.test");
  for (const auto& answer : resolve_all(names, at(dns))) {
    REQUIRE(answer);
    CHECK(answer->addresses.size() == 3);
  }
  const auto asked = dns.asked();
  CHECK(asked.size() == 20);  // A and AAAA
  for (const auto& [question, times] : asked) CHECK(times == 1);
}

TEST_CASE("at most 64 names are in flight") {
  DnsResponder dns{two_and_one, true};
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back("n" + std::to_string(i) + ".example.test");
  for (const auto& answer : resolve_all(names, at(dns))) {
    REQUIRE(answer);
    CHECK(answer->addresses.size() == 3);
  }
  CHECK(dns.most_names() == 64);
  CHECK(dns.asked().size() == 400);
}

TEST_CASE("names that get no answer make room for the next") {
  const DnsResponder dns{[](const Question& one) {
    if (one.name.starts_with("dead")) return std::string{};
    std::this_thread::sleep_for(100ms);  // until the last dead one was given up
    return two_and_one(one);
  }};
  std::vector<std::string> names;
  for (int i = 0; i < 64; ++i) names.push_back("dead" + std::to_string(i) + ".example.test");
  names.push_back("alive.example.test");
  auto options = at(dns);
  options.timeout = 1s;
  const auto begun = std::chrono::steady_clock::now();
  const auto answers = resolve_all(names, options);
  CHECK(std::chrono::steady_clock::now() - begun < 4s);
  CHECK(answers.back()->addresses.size() == 3);
}

TEST_CASE("localhost is not asked for") {
  DnsResponder dns{two_and_one};
  for (const char* name : {"localhost", "LOCALHOST.", "pod.localhost"}) {
    CHECK(texts(resolve_one(name, at(dns))) == std::set<std::string>{"127.0.0.1:0", "[::1]:0"});
  }
  CHECK(dns.asked().empty());
}

}  // namespace
}  // namespace mtlschain::net_test
