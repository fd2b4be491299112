// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <mtlschain/base/time.hpp>
#include <mtlschain/observe/observation.hpp>
#include <mtlschain/spiffe/id.hpp>
#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::judge {

// Purpose is the extended key usage that the path has to allow.
enum class Purpose : std::uint8_t { server, client, any };

// Share is a percentage of a certificate's lifetime, 0..100.
struct Share {
  double percent = 0;
};

// MinRemaining is how much validity must be left: a share of the lifetime, or a duration.
using MinRemaining = std::variant<Share, std::chrono::seconds>;

// Profile is whose usage decides the severities: a mesh of Istio, which has SPIFFE IDs and sends
// its root, or the web, which has neither.
enum class Profile : std::uint8_t { istio, web };

// Expectation is what ought to be seen. What is empty was not asked for, and is not judged.
struct Expectation {
  trust::PluggedFiles plugged;
  base::Time at{};
  Purpose purpose = Purpose::server;
  std::optional<spiffe::Pattern> spiffe;
  std::optional<std::string> trust_domain;
  std::optional<std::string> host;  // DNS name or IP address
  std::optional<MinRemaining> min_remaining;
  Profile profile = Profile::istio;
  std::optional<observe::Observation> istiod;  // istiod:15012, which CA the mesh uses now
};

}  // namespace mtlschain::judge
