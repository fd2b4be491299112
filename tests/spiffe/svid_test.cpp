// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "x509/extension_samples.hpp"
#include "x509/files.hpp"
#include <mtlschain/spiffe/svid.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::spiffe {
namespace {

x509::Certificate first_of(std::string_view pem) {
  auto bundle = x509::read_bundle(pem, "sample");
  REQUIRE(bundle);
  return bundle->entries.front().certificate;
}

x509::Certificate leaf_of(const std::string& name) {
  return first_of(tests::testdata("cases/" + name + "/presented.pem"));
}

}  // namespace

TEST_CASE("the id of a certificate is its valid URI name") {
  const auto leaf = leaf_of("healthy-sidecar");
  CHECK(id_of(leaf) == Id{"cluster.local", "/ns/istio-demo/sa/httpbin"});
  CHECK(ids_of(leaf).size() == 1);
  CHECK(claims_id(leaf));
}

TEST_CASE("of several ids the first is the id, and all are given in their order") {
  const auto leaf = leaf_of("identity-two-uris");
  const auto ids = ids_of(leaf);
  REQUIRE(ids.size() == 2);
  CHECK(id_of(leaf) == ids[0]);
  CHECK(ids[0] != ids[1]);
}

TEST_CASE("a URI that breaks the rules is claimed, but no id") {
  for (const char* name : {"identity-bad-syntax", "identity-upper-case"}) {
    CAPTURE(name);
    CHECK_FALSE(id_of(leaf_of(name)));
    CHECK(ids_of(leaf_of(name)).empty());
  }
  CHECK(claims_id(leaf_of("identity-bad-syntax")));
  CHECK_FALSE(claims_id(leaf_of("identity-not-spiffe-uri")));
  CHECK_FALSE(id_of(leaf_of("identity-not-spiffe-uri")));
}

TEST_CASE("names that cannot be decoded, and names of hosts, are no ids") {
  CHECK_FALSE(id_of(first_of(tests::malformed)));
  CHECK_FALSE(claims_id(first_of(tests::malformed)));
  CHECK_FALSE(id_of(leaf_of("identity-none")));
  CHECK(id_of(first_of(tests::many_names)) == Id{"cluster.local", "/ns/foo/sa/httpbin"});
}

}  // namespace mtlschain::spiffe
