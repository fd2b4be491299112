// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fuzz/promise_observation.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/material.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::tests::fuzz {
namespace {

void scan(std::string_view bytes) {
  const auto blocks = x509::scan_pem(bytes);
  if (!blocks) return promise_error(blocks.error(), base::Stage::load);
  std::size_t line = 0;
  for (const auto& block : *blocks) {
    promise(block.line >= line && block.line > 0, "blocks are in the order of the file");
    line = block.line;
    promise(clean(block.problem), "a problem is printable");
    promise(block.problem.empty() || block.der.empty(), "a broken block has no bytes");
    promise(!x509::is_private_key_label(block.label) || block.der.empty(), "no key is decoded");
  }
}

// promise_pem: what is written as PEM is read again as the same certificate.
void promise_pem(const x509::Certificate& certificate) {
  const auto again = x509::read_bundle(certificate.pem(), "again");
  promise(again && again->entries.size() == 1 && again->problems.empty() &&
              again->entries[0].certificate == certificate,
          "PEM round trip");
}

void bundle(std::string_view bytes) {
  const auto bundle = x509::read_bundle(bytes, "name");
  if (!bundle) return promise_error(bundle.error(), base::Stage::load);
  promise(!bundle->entries.empty(), "a bundle has a certificate");
  for (const auto& entry : bundle->entries) promise_pem(entry.certificate);
  for (const auto& problem : bundle->problems) promise(clean(problem.reason), "reason printable");
}

}  // namespace

void material(std::string_view bytes) {
  scan(bytes);
  bundle(bytes);
  const auto crls = x509::read_crls(bytes, "name");
  if (!crls) promise_error(crls.error(), base::Stage::load);
  promise_observation(observe::read_material(bytes, "file:name"));
}

}  // namespace mtlschain::tests::fuzz
