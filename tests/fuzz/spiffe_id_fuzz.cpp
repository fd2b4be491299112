// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/spiffe/id.hpp>

namespace mtlschain::tests::fuzz {
namespace {

void id(std::string_view text) {
  const auto id = spiffe::parse_id(text);
  if (!id) return promise_error(id.error(), base::Stage::options);
  promise(id->text() == text, "an id is its text");
  promise(text.size() <= 2048 && id->trust_domain.size() <= 255, "lengths");
  const auto pattern = spiffe::parse_pattern(text);
  promise(pattern && pattern->matches(*id), "an id is a pattern that matches itself");
}

void pattern(std::string_view text) {
  const auto pattern = spiffe::parse_pattern(text);
  if (!pattern) return promise_error(pattern.error(), base::Stage::options);
  promise(pattern->text() == text, "a pattern is its text");
  promise(!pattern->matches({pattern->trust_domain + "x", pattern->path}), "other trust domain");
}

void trust_domain(std::string_view text) {
  const auto name = spiffe::parse_trust_domain(text);
  if (!name) return promise_error(name.error(), base::Stage::options);
  promise(spiffe::parse_id("spiffe://" + *name).has_value(), "a trust domain makes an id");
  promise(spiffe::parse_trust_domain(*name) == *name, "trust domain round trip");
}

}  // namespace

void spiffe_id(std::string_view bytes) {
  id(bytes);
  pattern(bytes);
  trust_domain(bytes);
}

}  // namespace mtlschain::tests::fuzz
