// SPDX-License-Identifier: Apache-2.0
#include "observe/blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::observe {
namespace {

bool is_certificate(const x509::PemBlock& block) {
  return x509::is_certificate_label(block.label);
}

Failure bad_certificate(const Unparsed& first) {
  return {.stage = base::Stage::load,
          .kind = FailureKind::bad_certificate,
          .message = fmt::format("the first certificate block, at line {}, cannot be read: {}",
                                 first.line, first.reason),
          .hint = "the first block has to be the leaf: nothing behind it is taken in its place",
          .first_bytes = {}};
}

}  // namespace

bool has_certificate(std::span<const x509::PemBlock> blocks, const Lines& lines) {
  return std::ranges::any_of(blocks, [&](const x509::PemBlock& block) {
    return is_certificate(block) && lines.contains(block.line);
  });
}

void present(Observation& observation, std::span<const x509::PemBlock> blocks, const Lines& lines) {
  std::size_t position = 0;
  for (const auto& block : blocks) {
    if (!is_certificate(block) || !lines.contains(block.line)) continue;
    auto certificate = x509::certificate_of(block);
    if (certificate) {
      observation.presented.push_back(*std::move(certificate));
    } else {
      observation.unparsed.push_back({position, block.line, certificate.error().message});
    }
    if (position == 0 && !observation.unparsed.empty()) {
      observation.failure = bad_certificate(observation.unparsed.front());
      return;
    }
    ++position;
  }
}

void remark_other_blocks(Observation& observation, std::span<const x509::PemBlock> blocks) {
  const auto keys = std::ranges::count_if(
      blocks, [](const auto& block) { return x509::is_private_key_label(block.label); });
  const auto certificates = std::ranges::count_if(blocks, is_certificate);
  const auto others = std::ssize(blocks) - keys - certificates;
  if (keys > 0) {
    observation.remarks.push_back(fmt::format(
        "the material holds {} private key{}, which nobody read", keys, keys == 1 ? "" : "s"));
  }
  if (others > 0) {
    observation.remarks.push_back(
        fmt::format("{} PEM block{} neither certificate nor private key: passed over", others,
                    others == 1 ? " is" : "s are"));
  }
}

Failure unreadable(std::string message, std::string hint) {
  return {.stage = base::Stage::load,
          .kind = FailureKind::unreadable,
          .message = std::move(message),
          .hint = std::move(hint),
          .first_bytes = {}};
}

}  // namespace mtlschain::observe
