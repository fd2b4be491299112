// SPDX-License-Identifier: Apache-2.0
#include "net/capture.hpp"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace mtlschain::net {
namespace {

constexpr std::uint16_t outbound_port = 15001;
constexpr std::uint32_t proxy_user = 1337;

// Question is one request for the listening sockets of a family.
struct Question {
  nlmsghdr header{};
  inet_diag_req_v2 request{};
};

Question question_for(std::uint8_t family) {
  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  question.request.sdiag_family = family;
  question.request.sdiag_protocol = IPPROTO_TCP;
  question.request.idiag_states = 1U << TCP_LISTEN;
  return question;
}

enum class Found : std::uint8_t { yes, not_yet, no };

// look_through reads one answer, which holds several messages; its size is the kernel's word.
Found look_through(const char* at, std::size_t size, std::uint16_t port) {
  while (size >= sizeof(nlmsghdr)) {
    nlmsghdr header{};
    std::memcpy(&header, at, sizeof header);
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len > size) return Found::no;
    inet_diag_msg message{};
    if (header.nlmsg_len < NLMSG_LENGTH(sizeof message)) return Found::no;
    std::memcpy(&message, at + NLMSG_HDRLEN, sizeof message);
    if (ntohs(message.id.idiag_sport) == port) return Found::yes;
    const std::size_t step = NLMSG_ALIGN(header.nlmsg_len);
    if (step >= size) break;
    at += step;
    size -= step;
  }
  return Found::not_yet;
}

bool listens(int diagnosis, std::uint8_t family, std::uint16_t port) {
  const Question question = question_for(family);
  if (::send(diagnosis, &question, sizeof question, 0) != sizeof question) return false;
  std::array<char, 16'384> answer{};
  Found found = Found::not_yet;
  while (found == Found::not_yet) {
    const auto got = ::recv(diagnosis, answer.data(), answer.size(), 0);
    if (got <= 0) return false;
    found = look_through(answer.data(), static_cast<std::size_t>(got), port);
  }
  return found == Found::yes;
}

bool on_loopback(const sockaddr_in& address) {
  return (ntohl(address.sin_addr.s_addr) >> 24U) == IN_LOOPBACKNET;
}

bool on_loopback(const in6_addr& address) {
  return IN6_IS_ADDR_LOOPBACK(&address) ||
         (IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == IN_LOOPBACKNET);
}

}  // namespace

bool listens(std::uint16_t port) {
  for (const int family : {AF_INET, AF_INET6}) {
    const int diagnosis = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (diagnosis < 0) return false;
    const bool found = listens(diagnosis, static_cast<std::uint8_t>(family), port);
    ::close(diagnosis);
    if (found) return true;
  }
  return false;
}

std::optional<observe::User> captured_user() {
  const observe::User user{::geteuid(), ::getegid()};
  if (user.uid == proxy_user || user.gid == proxy_user || !listens(outbound_port)) {
    return std::nullopt;
  }
  return user;
}

bool is_captured(const Address& address) {
  if (address.family() == AF_INET) {
    return !on_loopback(reinterpret_cast<const sockaddr_in&>(address.storage));
  }
  if (address.family() != AF_INET6) return false;
  return !on_loopback(reinterpret_cast<const sockaddr_in6&>(address.storage).sin6_addr);
}

}  // namespace mtlschain::net
