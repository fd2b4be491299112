// SPDX-License-Identifier: Apache-2.0
#include "fuzz/promise_observation.hpp"
#include "fuzz/targets.hpp"
#include "trust/sources.hpp"
#include <mtlschain/observe/material.hpp>

namespace mtlschain::tests::fuzz {
namespace {

using document::Part;

// The document as a single file for each part.
void plugged(std::string_view bytes) {
  trust::Sources sources;
  for (const Part part : {Part::root, Part::chain, Part::ca, Part::crl}) {
    trust::add_bytes(sources, part, "folder/name", std::string{bytes});
  }
  const auto files = trust::assemble("name", sources, false);
  for (const auto* file : {&files.root, &files.chain, &files.ca}) {
    const bool read = file->state == trust::FileState::read;
    promise(file->problem.empty() == read || file->state == trust::FileState::blank, "a reason");
    promise(read == !file->bundle.entries.empty(), "a bundle has a certificate");
    promise(clean(file->problem) && clean(file->hint), "the reason is printable");
  }
}

}  // namespace

void document(std::string_view bytes) {
  const auto observations = observe::read_material_all(bytes, "file:name");
  promise(!observations.empty(), "at least one observation");
  for (const auto& seen : observations) promise_observation(seen);
  promise_observation(observe::read_material(bytes, "file:name"));
  plugged(bytes);
}

}  // namespace mtlschain::tests::fuzz
