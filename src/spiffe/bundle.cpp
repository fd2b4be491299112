// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "document/holdings.hpp"
#include "document/parse.hpp"
#include <mtlschain/spiffe/bundle.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::spiffe {
namespace {

using document::member;
using document::Value;

tl::unexpected<base::Error> broken(std::size_t index, std::string_view reason) {
  return base::fail(base::Stage::load,
                    fmt::format("key {} of the SPIFFE bundle: {}", index, reason),
                    "a key for x509-svid has its certificate, DER in base64, first under x5c");
}

base::Result<x509::Certificate> authority_of(std::span<const Value> entries, std::size_t index) {
  const auto decoded = document::decode_base64(document::text_of(&entries.front()));
  if (!decoded.problem.empty()) return broken(index, "x5c is " + decoded.problem);
  auto certificate = x509::Certificate::from_der(base::bytes_of(decoded.text));
  if (!certificate) return broken(index, certificate.error().message);
  return certificate;
}

base::Result<Bundle> read_keys(const Value& document, const Value& keys) {
  Bundle bundle;
  bundle.sequence = document::number_of(member(&document, "spiffe_sequence"));
  if (const auto hint = document::number_of(member(&document, "spiffe_refresh_hint"))) {
    constexpr std::uint64_t longest = std::chrono::seconds::max().count();
    bundle.refresh_hint = std::chrono::seconds(std::min(*hint, longest));
  }
  std::size_t index = 0;
  for (const Value& key : document::items_of(&keys)) {
    const auto entries = document::items_of(member(&key, "x5c"));
    if (document::text_of(member(&key, "use")) != "x509-svid") {
      ++bundle.other_keys;
    } else if (entries.empty()) {
      bundle.doubts.push_back(
          {index, "no x5c, so it is passed over: Istio and go-spiffe refuse it"});
    } else if (bundle.authorities.size() == x509::max_pem_blocks) {
      return base::fail(base::Stage::load,
                        fmt::format("more than {} certificates", x509::max_pem_blocks));
    } else {
      if (entries.size() > 1) {
        bundle.doubts.push_back(
            {index, "several x5c, of which the first is taken: Istio and go-spiffe refuse it"});
      }
      auto authority = authority_of(entries, index);
      if (!authority) return tl::unexpected(authority.error());
      bundle.authorities.push_back(*std::move(authority));
    }
    ++index;
  }
  return bundle;
}

}  // namespace

base::Result<Bundle> parse_bundle(std::string_view json) {
  const auto documents = document::parse(json);
  if (!documents) return tl::unexpected(documents.error());
  const Value* keys = documents->size() == 1 ? member(&documents->front(), "keys") : nullptr;
  if (keys == nullptr || keys->kind != document::Kind::list) {
    return base::fail(base::Stage::load, "not a SPIFFE bundle: no list of keys",
                      "give the JSON Web Key Set of a trust domain");
  }
  return read_keys(documents->front(), *keys);
}

}  // namespace mtlschain::spiffe
