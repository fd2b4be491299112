// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mtlschain::net_test {

// Question is one query as it came (RFC 1035 4.1): its bytes, and what it asks.
struct Question {
  std::string packet;  // header and question, without what follows them
  std::string name;    // lower case, without the last dot
  int type = 0;        // ns_t_a or ns_t_aaaa
};

inline Question read_question(std::string packet) {
  Question question;
  std::size_t at = NS_HFIXEDSZ;
  while (at < packet.size() && packet[at] != '\0') {
    const auto size = static_cast<unsigned char>(packet[at]);
    if (!question.name.empty()) question.name += '.';
    question.name += packet.substr(at + 1, size);
    at += 1U + size;
  }
  if (at + 5 > packet.size()) return {};
  question.type = static_cast<unsigned char>(packet[at + 2]);
  question.packet = packet.substr(0, at + 5);
  return question;
}

// reply answers with a code and with addresses in network order (4 or 16 bytes each).
inline std::string reply(const Question& question, int code,
                         const std::vector<std::string>& addresses = {}) {
  std::string packet = question.packet;
  packet[2] = '\x81';  // an answer, recursion desired
  packet[3] = static_cast<char>(0x80 | code);
  for (std::size_t i = 6; i < NS_HFIXEDSZ; ++i) packet[i] = '\0';
  packet[7] = static_cast<char>(addresses.size());
  for (const std::string& address : addresses) {
    packet += std::string{"\xc0\x0c\x00", 3} + static_cast<char>(question.type);
    packet += std::string{"\x00\x01\x00\x00\x00\x3c\x00", 7};
    packet += static_cast<char>(address.size()) + address;
  }
  return packet;
}

// DnsResponder answers on a UDP port of 127.0.0.1 with what `answer` gives for each question;
// nothing is sent for an empty text. With `batch` it collects questions until none came for 50 ms.
class DnsResponder {
 public:
  using Answer = std::function<std::string(const Question&)>;

  explicit DnsResponder(Answer answer, bool batch = false)
      : answer_(std::move(answer)), batch_(batch) {
    socket_ = ::socket(AF_INET, SOCK_DGRAM, 0);
    const int room = 1 << 20;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), length);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  ~DnsResponder() {
    stop_ = true;
    thread_.join();
    ::close(socket_);
  }
  DnsResponder(const DnsResponder&) = delete;
  DnsResponder& operator=(const DnsResponder&) = delete;

  std::string server() const { return "127.0.0.1:" + std::to_string(port_); }
  // asked counts the questions for each name and type.
  std::map<std::pair<std::string, int>, int> asked() {
    const std::lock_guard lock{mutex_};
    return asked_;
  }
  // most_names is the largest number of names that waited for an answer at once.
  std::size_t most_names() {
    const std::lock_guard lock{mutex_};
    return most_names_;
  }

 private:
  struct Waiting {
    Question question;
    sockaddr_in from{};
  };

  void serve() {
    while (!stop_) {
      pollfd ready{socket_, POLLIN, 0};
      if (::poll(&ready, 1, batch_ ? 50 : 10) > 0) {
        take();
        if (batch_) continue;
      }
      answer_waiting();
    }
  }

  void take() {
    std::array<char, 1024> bytes{};
    Waiting one;
    socklen_t length = sizeof one.from;
    const auto got = ::recvfrom(socket_, bytes.data(), bytes.size(), 0,
                                reinterpret_cast<sockaddr*>(&one.from), &length);
    if (got <= 0) return;
    one.question = read_question({bytes.data(), static_cast<std::size_t>(got)});
    const std::lock_guard lock{mutex_};
    ++asked_[{one.question.name, one.question.type}];
    waiting_.push_back(std::move(one));
  }

  void answer_waiting() {
    std::set<std::string> names;
    for (const Waiting& one : waiting_) names.insert(one.question.name);
    {
      const std::lock_guard lock{mutex_};
      most_names_ = std::max(most_names_, names.size());
    }
    for (const Waiting& one : waiting_) {
      const std::string packet = answer_(one.question);
      if (packet.empty()) continue;
      ::sendto(socket_, packet.data(), packet.size(), 0,
               reinterpret_cast<const sockaddr*>(&one.from), sizeof one.from);
    }
    waiting_.clear();
  }

  Answer answer_;
  bool batch_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, int> asked_;
  std::size_t most_names_ = 0;
  std::vector<Waiting> waiting_;
  std::thread thread_;
};

}  // namespace mtlschain::net_test
