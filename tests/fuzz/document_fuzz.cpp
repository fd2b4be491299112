// SPDX-License-Identifier: Apache-2.0
#include "fuzz/promise_observation.hpp"
#include "fuzz/targets.hpp"
#include "trust/documents.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::tests::fuzz {
namespace {

void plugged(std::string_view bytes, trust::Role role) {
  const auto bundle = trust::read_certificates(bytes, "name", role);
  if (!bundle) return promise_error(bundle.error(), base::Stage::load);
  promise(!bundle->entries.empty(), "a bundle has a certificate");
}

}  // namespace

void document(std::string_view bytes) {
  const auto observations = observe::read_material_all(bytes, "file:name");
  promise(!observations.empty(), "at least one observation");
  for (const auto& seen : observations) promise_observation(seen);
  promise_observation(observe::read_material(bytes, "file:name"));
  for (const auto role : {trust::Role::root, trust::Role::chain, trust::Role::ca}) {
    plugged(bytes, role);
  }
  const auto lists = trust::read_lists(bytes, "name");
  if (!lists) promise_error(lists.error(), base::Stage::load);
}

}  // namespace mtlschain::tests::fuzz
