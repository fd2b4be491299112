// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "fuzz/promise.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::tests::fuzz {

// promise_observation: what holds for every observation that was read from material.
inline void promise_observation(const observe::Observation& seen) {
  promise(seen.failure || !seen.presented.empty(), "a chain, or why there is none");
  if (seen.failure) {
    promise(!seen.failure->message.empty(), "a failure says what is wrong");
    promise(clean(seen.failure->message) && clean(seen.failure->hint), "failure printable");
  }
  for (const auto& remark : seen.remarks) promise(clean(remark), "remark printable");
  for (const auto& alert : seen.alerts) promise(alert.number >= 0 && alert.number < 256, "alert");
  for (const auto& unparsed : seen.unparsed) promise(clean(unparsed.reason), "reason printable");
}

}  // namespace mtlschain::tests::fuzz
