// SPDX-License-Identifier: Apache-2.0
#include "demo/cases.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "demo/mesh.hpp"
#include <mtlschain/judge/finding.hpp>
#include <mtlschain/observe/live.hpp>

namespace mtlschain::demo {
namespace {

const base::Time now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

observe::Observation observe(const Setup& setup) {
  const auto mesh = Mesh::start(setup);
  REQUIRE(mesh);
  const std::vector<observe::Target> targets{
      {"mesh", observe::HostPort{"127.0.0.1", (*mesh)->port()}}};
  const observe::LiveOptions options;
  observe::Observation seen;
  observe::Stopper stop;
  const auto sink = [&](std::size_t, observe::Observation observation) {
    seen = std::move(observation);
  };
  REQUIRE(observe::observe_live({targets, options, sink, &stop, false}));
  return seen;
}

TEST_CASE("a mesh presents exactly the chain of its case, as a sidecar does") {
  for (const auto& row : all_cases()) {
    const auto setup = row.build(now);
    if (setup.plaintext) continue;
    const auto seen = observe(setup);
    CHECK_MESSAGE(seen.presented == setup.presented, row.name);
    REQUIRE(seen.handshake);
    CHECK(seen.handshake->alpn == "istio");
    CHECK(seen.client_certificate.requested);
    REQUIRE(seen.alerts.size() == 1);
    CHECK(seen.alerts[0].number == 116);
  }
}

TEST_CASE("the leaf is as istiod makes it") {
  const auto leaf = find_case("healthy")->build(now).presented.front();
  CHECK(leaf.subject().empty());
  REQUIRE(leaf.alt_names().size() == 1);
  CHECK(leaf.alt_names()[0].value == expected_spiffe);
  CHECK(leaf.not_before() == now - std::chrono::minutes{2});
  CHECK(leaf.not_after() == now - std::chrono::minutes{2} + std::chrono::hours{24});
}

TEST_CASE("case names are found, others are not") {
  for (const auto& row : all_cases()) CHECK(find_case(row.name) == &row);
  CHECK(find_case("") == nullptr);
}

}  // namespace
}  // namespace mtlschain::demo
