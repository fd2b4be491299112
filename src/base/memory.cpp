// SPDX-License-Identifier: Apache-2.0
#include <malloc.h>
#include <strings.h>
#include <sys/prctl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>

#include <mtlschain/base/memory.hpp>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define MTLSCHAIN_OWN_HEAP 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define MTLSCHAIN_OWN_HEAP 0
#endif
#endif
#ifndef MTLSCHAIN_OWN_HEAP
#define MTLSCHAIN_OWN_HEAP 1
#endif

namespace mtlschain::base {
namespace {

std::atomic<int> readings{0};

std::mutex undumpable_mutex;
int undumpables = 0;
int dumpable_before = 0;

// More than any call chain of a parser or decoder here needs.
constexpr std::size_t scrubbed_stack = 64U << 10U;

// overwrite_registers lets memcpy move zeros with each set of vector registers that it has: what it
// moved before stays in them, and the dynamic linker saves them on the stack at some later call.
[[gnu::noinline]] void overwrite_registers() {
  constexpr std::size_t largest = 4096;
  const std::array<char, largest> zeros{};
  std::array<char, largest> copy;
  for (std::size_t size = 1; size <= largest; size *= 2) {
    const volatile std::size_t unknown = size;  // or the compiler copies in its own way
    std::memcpy(copy.data(), zeros.data(), unknown);
    ::explicit_bzero(copy.data(), size);
  }
}

// overwrite_stack overwrites what the calls before it left below their caller's frame.
[[gnu::noinline]] void overwrite_stack() {
  std::array<char, scrubbed_stack> below;
  ::explicit_bzero(below.data(), below.size());
}

}  // namespace

Undumpable::Undumpable() {
  const std::lock_guard lock{undumpable_mutex};
  if (undumpables++ != 0) return;
  dumpable_before = ::prctl(PR_GET_DUMPABLE);
  ::prctl(PR_SET_DUMPABLE, 0);
}

Undumpable::~Undumpable() {
  const std::lock_guard lock{undumpable_mutex};
  // 2 is the system's choice for a binary that may not be read, and cannot be set.
  if (--undumpables == 0 && dumpable_before == 1) ::prctl(PR_SET_DUMPABLE, 1);
}

SecretReading::SecretReading() {
  readings.fetch_add(1, std::memory_order_relaxed);
}

SecretReading::~SecretReading() {
  overwrite_registers();
  overwrite_stack();
  readings.fetch_sub(1, std::memory_order_relaxed);
}

#if MTLSCHAIN_OWN_HEAP
namespace {

// glibc keeps small blocks that were freed in lists by size, `kept_blocks` of each (malloc.c:
// TCACHE_MAX_BINS, TCACHE_FILL_COUNT), where M_PERTURB does not reach them.
constexpr std::size_t smallest_block = 24;
constexpr std::size_t block_step = 16;
constexpr std::size_t block_sizes = 64;
constexpr std::size_t kept_blocks = 7;

void overwrite_kept_blocks() {
  for (std::size_t step = 0; step < block_sizes; ++step) {
    const std::size_t size = smallest_block + step * block_step;
    std::array<void*, kept_blocks> blocks{};
    for (void*& block : blocks) {
      block = std::malloc(size);
      if (block != nullptr) ::explicit_bzero(block, size);
    }
    std::ranges::for_each(blocks, [](void* block) { std::free(block); });
  }
}

}  // namespace

HeapScrub::HeapScrub() {
  constexpr int any_byte = 0x5a;
  ::mallopt(M_PERTURB, any_byte);
}

HeapScrub::~HeapScrub() {
  ::mallopt(M_PERTURB, 0);
  overwrite_kept_blocks();
}
#else
HeapScrub::HeapScrub() = default;
HeapScrub::~HeapScrub() = default;
#endif

void* allocate(std::size_t size) noexcept {
  return std::malloc(size);
}

void* reallocate(void* block, std::size_t size) noexcept {
  if (block == nullptr || readings.load(std::memory_order_relaxed) == 0) {
    return std::realloc(block, size);
  }
  void* moved = std::malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(size, ::malloc_usable_size(block)));
  release(block);
  return moved;
}

void release(void* block) noexcept {
  const bool secret = readings.load(std::memory_order_relaxed) != 0;
  if (secret && block != nullptr) ::explicit_bzero(block, ::malloc_usable_size(block));
  std::free(block);
}

}  // namespace mtlschain::base

#if MTLSCHAIN_OWN_HEAP
// All of C++ frees through these: the library's forms for arrays end in them.
void operator delete(void* block) noexcept {
  mtlschain::base::release(block);
}

void operator delete(void* block, std::size_t /*size*/) noexcept {
  mtlschain::base::release(block);
}
#endif
