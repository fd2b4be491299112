// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "document/parse.hpp"
#include "observe/blocks.hpp"
#include "observe/structured.hpp"
#include "observe/transcript.hpp"
#include "x509/content.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/observe/material.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::observe {
namespace {

constexpr const char* wanted =
    "give an openssl s_client transcript, PEM certificates, one DER certificate, a config_dump or "
    "a "
    "Secret";

Failure not_a_chain(const x509::Content& content) {
  if (content.what.empty()) return unreadable("holds no certificate: neither PEM nor DER", wanted);
  return unreadable(fmt::format("this is {}, not a chain", content.what), content.hint);
}

void read_der(Observation& observation, std::string_view bytes) {
  observation.source = Source::der;
  auto certificate = x509::Certificate::from_der(base::bytes_of(bytes));
  if (certificate) {
    observation.presented.push_back(*std::move(certificate));
    return;
  }
  observation.failure = not_a_chain(x509::recognise_der(bytes));
  observation.failure->message += fmt::format(" ({})", certificate.error().message);
}

void read_pem(Observation& observation, std::string_view text,
              const std::vector<x509::PemBlock>& blocks) {
  const auto content = x509::recognise_text(text);
  if (!has_certificate(blocks, {})) {
    const bool known = blocks.empty() || !content.what.empty();
    observation.failure = not_a_chain(known ? content : x509::recognise_blocks(blocks));
    return;
  }
  present(observation, blocks, {});
  remark_other_blocks(observation, blocks);
}

void read_text(Observation& observation, std::string_view text) {
  const bool transcript = is_transcript(text);
  observation.source = transcript ? Source::transcript : Source::pem;
  const auto blocks = x509::scan_pem(text);
  if (!blocks) {
    observation.failure = unreadable(blocks.error().message, blocks.error().hint);
  } else if (transcript) {
    read_transcript(observation, text, *blocks);
  } else {
    read_pem(observation, text, *blocks);
  }
}

}  // namespace

std::vector<Observation> read_material_all(std::string_view bytes, const std::string& target) {
  if (bytes.size() <= max_material_bytes && !x509::looks_like_der(bytes) &&
      document::is_structured(bytes) && !is_transcript(bytes)) {
    return read_structured(bytes, target);
  }
  Observation observation;
  observation.target = target;
  observation.source = Source::pem;
  if (bytes.size() > max_material_bytes) {
    observation.failure =
        unreadable(fmt::format("larger than {} MiB", max_material_bytes >> 20U),
                   "a chain with its transcript has a few kilobytes: is this the right file? Envoy "
                   "gives less with config_dump?mask=dynamic_active_secrets");
  } else if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    observation.failure = unreadable("empty", "nothing was collected: see the command's errors");
  } else if (x509::looks_like_der(bytes)) {
    read_der(observation, bytes);
  } else {
    read_text(observation, bytes);
  }
  return {std::move(observation)};
}

Observation read_material(std::string_view bytes, const std::string& target) {
  auto all = read_material_all(bytes, target);
  if (all.size() == 1) return std::move(all.front());
  Observation several;
  several.target = target;
  several.source = all.front().source;
  several.failure =
      unreadable(fmt::format("holds {} chains where one is wanted, {} the first of them",
                             all.size(), base::printable(all.front().target)),
                 "take the one that is meant out of it");
  return several;
}

}  // namespace mtlschain::observe
