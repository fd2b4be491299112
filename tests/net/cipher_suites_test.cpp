// SPDX-License-Identifier: Apache-2.0
// The filter provider takes nothing away that TLS could be spoken with.
#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <set>
#include <string>

#include "net/tls_context.hpp"
#include "openssl/filter_provider.hpp"
#include "openssl/start.hpp"

namespace mtlschain::net {
namespace {

std::set<std::string> suites(OSSL_LIB_CTX* library) {
  const ContextPtr context{SSL_CTX_new_ex(library, nullptr, TLS_client_method())};
  REQUIRE(context);
  SSL_CTX_set_security_level(context.get(), 0);
  REQUIRE(SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL") == 1);
  std::set<std::string> names;
  const STACK_OF(SSL_CIPHER)* all = SSL_CTX_get_ciphers(context.get());
  for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i) {
    names.insert(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(all, i)));
  }
  return names;
}

TEST_CASE("every cipher suite is there with and without the filter") {
  REQUIRE(openssl::start());
  const auto all = suites(openssl::full_context());
  CHECK(all.size() > 100);
  CHECK(suites(nullptr) == all);
}

}  // namespace
}  // namespace mtlschain::net
