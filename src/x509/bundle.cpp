// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "openssl/errors.hpp"
#include "openssl/owning.hpp"
#include "x509/content.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::x509 {
namespace {

using base::fail;
using base::printable;
using base::Stage;

// nothing_usable says what the input is, where that is known, instead of `wanted`.
tl::unexpected<base::Error> nothing_usable(std::string_view name, std::string_view wanted,
                                           const Content& content) {
  const std::string shown = printable(name);
  if (content.what.empty()) {
    return fail(Stage::load, fmt::format("{} holds no {}: neither PEM nor DER", shown, wanted),
                content.hint);
  }
  return fail(Stage::load, fmt::format("{} is {}, not a {}", shown, content.what, wanted),
              content.hint);
}

tl::unexpected<base::Error> broken_der(std::string_view der, std::string_view name,
                                       std::string_view wanted, const base::Error& error) {
  const Content content = recognise_der(der);
  const bool other_kind = !content.what.empty() && content.what != fmt::format("a {}", wanted);
  if (other_kind) return nothing_usable(name, wanted, content);
  return fail(Stage::load, fmt::format("{}: {}", printable(name), error.message),
              "check that the file is complete");
}

tl::unexpected<base::Error> broken_block(std::string_view name, std::string_view wanted,
                                         std::size_t line, std::string_view reason) {
  return fail(
      Stage::load,
      fmt::format("{} holds no usable {}: line {}: {}", printable(name), wanted, line, reason),
      "mend or replace that block");
}

// scan names the input in what scan_pem fails with, and refuses text without any block.
base::Result<std::vector<PemBlock>> scan(std::string_view text, std::string_view name,
                                         std::string_view wanted) {
  auto blocks = scan_pem(text);
  if (!blocks) {
    return fail(Stage::load, fmt::format("{}: {}", printable(name), blocks.error().message),
                blocks.error().hint);
  }
  if (blocks->empty()) return nothing_usable(name, wanted, recognise_text(text));
  return blocks;
}

// from_trusted drops what OpenSSL's own TRUSTED CERTIFICATE adds: its trust settings would decide
// the verdict behind the caller's back.
base::Result<Certificate> from_trusted(const std::string& der) {
  const auto* next = base::bytes_of(der).data();
  openssl::X509Ptr certificate{d2i_X509_AUX(nullptr, &next, static_cast<long>(der.size()))};
  if (!certificate) return fail(Stage::load, "not a certificate: " + openssl::take_errors());
  const Certificate with_settings{std::shared_ptr<X509>{std::move(certificate)}};
  return Certificate::from_der(base::bytes_of(with_settings.der()));
}

Bundle decode_all(const std::vector<PemBlock>& blocks) {
  Bundle bundle;
  for (const PemBlock& block : blocks) {
    if (is_private_key_label(block.label)) ++bundle.private_keys;
    if (!is_certificate_label(block.label)) continue;
    const std::size_t position = bundle.entries.size() + bundle.problems.size();
    auto certificate = certificate_of(block);
    if (certificate) {
      bundle.entries.push_back({std::move(*certificate), block.line});
    } else {
      bundle.problems.push_back({position, block.line, certificate.error().message});
    }
  }
  return bundle;
}

}  // namespace

base::Result<Certificate> certificate_of(const PemBlock& block) {
  if (!block.problem.empty()) return fail(Stage::load, block.problem);
  if (block.label == "TRUSTED CERTIFICATE") return from_trusted(block.der);
  return Certificate::from_der(base::bytes_of(block.der));
}

base::Result<Bundle> read_bundle(std::string_view bytes, std::string_view name) {
  constexpr std::string_view wanted = "certificate";
  if (looks_like_der(bytes) && bytes.size() <= max_file_bytes) {
    auto certificate = Certificate::from_der(base::bytes_of(bytes));
    if (!certificate) return broken_der(bytes, name, wanted, certificate.error());
    return Bundle{{{std::move(*certificate), 0}}, {}, 0};
  }
  const auto blocks = scan(bytes, name, wanted);
  if (!blocks) return tl::unexpected(blocks.error());
  Bundle bundle = decode_all(*blocks);
  if (!bundle.entries.empty()) return bundle;
  if (bundle.problems.empty()) return nothing_usable(name, wanted, recognise_blocks(*blocks));
  const BundleProblem& first = bundle.problems.front();
  return broken_block(name, wanted, first.line, first.reason);
}

base::Result<std::vector<Crl>> read_crls(std::string_view bytes, std::string_view name) {
  constexpr std::string_view wanted = "CRL";
  if (looks_like_der(bytes) && bytes.size() <= max_file_bytes) {
    auto crl = Crl::from_der(base::bytes_of(bytes));
    if (!crl) return broken_der(bytes, name, wanted, crl.error());
    return std::vector<Crl>{std::move(*crl)};
  }
  const auto blocks = scan(bytes, name, wanted);
  if (!blocks) return tl::unexpected(blocks.error());
  std::vector<Crl> crls;
  for (const PemBlock& block : *blocks) {
    if (block.label != "X509 CRL") continue;
    if (!block.problem.empty()) return broken_block(name, wanted, block.line, block.problem);
    auto crl = Crl::from_der(base::bytes_of(block.der));
    if (!crl) return broken_block(name, wanted, block.line, crl.error().message);
    crls.push_back(std::move(*crl));
  }
  if (crls.empty()) {
    Content content = recognise_blocks(*blocks);
    content.hint = "give the revocation lists of the CAs, in PEM (X509 CRL) or one in DER";
    return nothing_usable(name, wanted, content);
  }
  return crls;
}

}  // namespace mtlschain::x509
