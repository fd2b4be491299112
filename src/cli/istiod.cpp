// SPDX-License-Identifier: Apache-2.0
#include "cli/istiod.hpp"

#include <span>
#include <utility>

#include "cli/look.hpp"

namespace mtlschain::cli {

void look_at_istiod(Session& session, observe::Stopper& stop) {
  const auto& target = session.options.istiod;
  if (!target) return;
  auto seen = observe::Observation{};
  seen.target = target->text;
  observe::LiveOptions live;
  live.alpn = {"h2"};
  live.servername = "istiod.istio-system.svc";
  live.timeout = session.live.timeout;
  const auto keep = [&](std::size_t, observe::Observation observation) {
    seen = std::move(observation);
  };
  const Look once{std::span(&*target, 1),
                  live,
                  session.environment.standard_input,
                  stop,
                  session.environment.catch_signals,
                  keep};
  if (const auto looked = look(once); !looked) {
    seen.failure.emplace().message = looked.error().message;
  }
  session.istiod = std::move(seen);
}

}  // namespace mtlschain::cli
