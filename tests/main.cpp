// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "openssl/start.hpp"

int main(int argc, char** argv) {
  if (!mtlschain::openssl::start()) return 70;
  return doctest::Context{argc, argv}.run();
}
