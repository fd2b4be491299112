// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace mtlschain::base {

// Undumpable: while one lives, the process leaves no core, and its own user can neither trace it
// nor read its memory (PR_SET_DUMPABLE 0). They may be nested, and live in any thread. For whoever
// holds a private key.
class Undumpable {
 public:
  Undumpable();
  Undumpable(const Undumpable&) = delete;
  Undumpable& operator=(const Undumpable&) = delete;
  ~Undumpable();
};

// SecretReading: while one lives, everything that the process frees is overwritten first, and at
// its end the stack that was used meanwhile. For the time in which a private key may pass through
// memory: it stands before the first buffer, and files, PEM, documents and libcrypto's decoders
// need no care of their own. Each free takes longer, so it ends before the first connection. They
// may be nested, and live in any thread.
//
// Overwritten is what operator delete frees (not in a build with sanitizers, which have their own),
// what libcrypto frees (see openssl::start), and what other libraries free while a HeapScrub lives.
class SecretReading {
 public:
  SecretReading();
  SecretReading(const SecretReading&) = delete;
  SecretReading& operator=(const SecretReading&) = delete;
  ~SecretReading();

 private:
  Undumpable undumpable_;
};

// HeapScrub: while one lives, glibc's allocator overwrites what is freed through it, and at its end
// the small blocks that it kept as they were. For a library that frees by itself (libyaml). Does
// nothing in a build with sanitizers.
class HeapScrub {
 public:
  HeapScrub();
  HeapScrub(const HeapScrub&) = delete;
  HeapScrub& operator=(const HeapScrub&) = delete;
  ~HeapScrub();
};

// allocate, reallocate and release are malloc, realloc and free, but that what is given up is
// overwritten while a SecretReading lives.
void* allocate(std::size_t size) noexcept;
void* reallocate(void* block, std::size_t size) noexcept;
void release(void* block) noexcept;

}  // namespace mtlschain::base
