// SPDX-License-Identifier: Apache-2.0
// Linked into the static binary only. glibc's own versions of these functions load shared objects
// (NSS modules, OpenSSL providers) from whatever container the binary lands in, and crash where
// that container's glibc is another one. Names are resolved by c-ares, so nothing is lost.
#include <dlfcn.h>
#include <netdb.h>

#include <cerrno>
#include <cstddef>

extern "C" {

int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) {
  return EAI_FAIL;
}

void freeaddrinfo(addrinfo*) noexcept {}

hostent* gethostbyname(const char*) {
  h_errno = NO_RECOVERY;
  return nullptr;
}

servent* getservbyname(const char*, const char*) {
  return nullptr;
}

int getservbyport_r(int, const char*, servent*, char*, std::size_t, servent** result) {
  *result = nullptr;
  return ENOENT;
}

void* dlopen(const char*, int) noexcept {
  return nullptr;
}

void* dlsym(void*, const char*) noexcept {
  return nullptr;
}

int dlclose(void*) noexcept {
  return -1;
}

char* dlerror() noexcept {
  static char text[] = "dynamic loading is off in the static build";
  return text;
}

int dladdr(const void*, Dl_info*) noexcept {
  return 0;
}

}  // extern "C"
