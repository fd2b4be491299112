// SPDX-License-Identifier: Apache-2.0
// What a private key leaves behind in this process once a Secret was read: nothing.
#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "sanitized.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/trust/plugged_files.hpp>

using namespace mtlschain;

namespace {

constexpr std::size_t length = 2'000;

// The secret is computed, so that it stands nowhere but where it was put.
char secret_at(std::size_t index) {
  constexpr std::uint64_t factor = 6364136223846793005U;
  return static_cast<char>('a' + (index + 7) * factor % 65'521 % 26);
}

void append_secret(std::string& text) {
  for (std::size_t i = 0; i < length; ++i) text += secret_at(i);
}

// A piece of it is enough to count.
bool is_secret(const char* at) {
  constexpr std::size_t piece = 48;
  for (std::size_t i = 0; i < piece; ++i) {
    if (at[i] != secret_at(length / 2 + i)) return false;
  }
  return true;
}

std::size_t copies_in(std::uintptr_t begin, std::uintptr_t end) {
  std::size_t copies = 0;
  const char* last = reinterpret_cast<const char*>(end) - 64;
  for (const char* at = reinterpret_cast<const char*>(begin); at < last; ++at) {
    if (is_secret(at)) ++copies;
  }
  return copies;
}

// copies_in_heap looks through the heap and what malloc mapped beside it.
std::size_t copies_in_heap() {
  std::ifstream maps{"/proc/self/maps"};
  std::size_t copies = 0;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields{line};
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    char dash = 0;
    std::string rights;
    std::string offset;
    std::string device;
    std::string inode;
    std::string name;
    fields >> std::hex >> begin >> dash >> end >> rights >> offset >> device >> inode >> name;
    const bool ours = name == "[heap]" || (name.empty() && inode == "0");
    if (ours && rights.starts_with("rw")) copies += copies_in(begin, end);
  }
  return copies;
}

void read_secret(const std::string& text) {
  const auto read = trust::load_document(text, "-");
  REQUIRE(read.has_value());
  CHECK(read->key.state == trust::FileState::unusable);
}

}  // namespace

TEST_CASE("of a private key in a Secret nothing stays in memory" * doctest::skip(SANITIZED)) {
  for (const bool yaml : {false, true}) {
    CAPTURE(yaml);
    std::optional<base::SecretReading> reading{std::in_place};
    std::string text =
        yaml ? "apiVersion: v1\nkind: Secret\nstringData:\n  ca-cert.pem: x\n  ca-key.pem: "
             : R"({"kind":"Secret","stringData":{"ca-cert.pem":"x","ca-key.pem":")";
    append_secret(text);
    text += yaml ? "\n" : "\"}}";
    REQUIRE(copies_in_heap() == 1);
    read_secret(text);
    std::string{}.swap(text);
    reading.reset();
    CHECK(copies_in_heap() == 0);
  }
}
