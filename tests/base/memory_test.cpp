// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <malloc.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "sanitized.hpp"
#include <mtlschain/base/memory.hpp>

namespace mtlschain::base {
namespace {

constexpr std::size_t length = 600;  // too long for any object itself, short enough to be kept
constexpr char mark = '#';

// marks_in leaves out where the allocator keeps its own notes in a free block.
std::size_t marks_in(const char* from) {
  constexpr std::size_t notes = 16;
  const volatile char* bytes = from;
  std::size_t marks = 0;
  for (std::size_t at = notes; at < length; ++at) marks += bytes[at] == mark ? 1U : 0U;
  return marks;
}

// The block is free when it is looked at, but nobody else has it yet.
std::size_t marks_after_delete() {
  auto text = std::make_unique<std::string>(length, mark);
  const char* block = text->data();
  text.reset();
  return marks_in(block);
}

TEST_CASE("what is freed is overwritten while a secret is read, and only then" *
          doctest::skip(SANITIZED)) {
  CHECK(marks_after_delete() > length / 2);
  std::optional<SecretReading> outer{std::in_place};
  CHECK(marks_after_delete() == 0);
  {
    const SecretReading inner;
  }
  CHECK(marks_after_delete() == 0);
  outer.reset();
  CHECK(marks_after_delete() > length / 2);
}

TEST_CASE("a block that has to move leaves nothing behind while a secret is read" *
          doctest::skip(SANITIZED)) {
  const SecretReading reading;
  auto* block = static_cast<char*>(allocate(length));
  REQUIRE(block != nullptr);
  std::fill_n(block, length, mark);
  auto* moved = static_cast<char*>(reallocate(block, 4 * length));
  REQUIRE(moved != nullptr);
  CHECK(marks_in(moved) > length / 2);
  CHECK(marks_in(block) == 0);
  release(moved);
}

// use_stack gives back where its own frame had the marks.
[[gnu::noinline]] const char* use_stack() {
  std::array<char, length> text;
  volatile char* bytes = text.data();
  for (std::size_t at = 0; at < length; ++at) bytes[at] = mark;
  const char* volatile where = text.data();
  return where;
}

TEST_CASE("the stack that was used is overwritten" * doctest::skip(SANITIZED)) {
  const char* used = use_stack();
  CHECK(marks_in(used) > length / 4);  // the call itself may have taken some
  {
    const SecretReading reading;
    used = use_stack();
  }
  constexpr std::size_t own_frames = 64;  // what the overwriting calls stand on themselves
  CHECK(marks_in(used) < own_frames);
}

TEST_CASE("no core while a key is held or read; then as it was") {
  const int before = ::prctl(PR_GET_DUMPABLE);
  {
    const Undumpable key;
    {
      const SecretReading reading;
    }
    CHECK(::prctl(PR_GET_DUMPABLE) == 0);
  }
  CHECK(::prctl(PR_GET_DUMPABLE) == before);
  ::prctl(PR_SET_DUMPABLE, 0);
  {
    const Undumpable key;
  }
  CHECK(::prctl(PR_GET_DUMPABLE) == 0);
  ::prctl(PR_SET_DUMPABLE, before);
}

}  // namespace
}  // namespace mtlschain::base
