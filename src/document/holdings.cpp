// SPDX-License-Identifier: Apache-2.0
#include "document/holdings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "x509/base64.hpp"

namespace mtlschain::document {
namespace {

bool has(const Value& map, std::string_view name) {
  return member(&map, name) != nullptr;
}

bool is_secrets_dump(const Value& value) {
  return has(value, "dynamic_active_secrets") || has(value, "dynamic_warming_secrets") ||
         has(value, "static_secrets") ||
         text_of(member(&value, "@type")).ends_with("SecretsConfigDump");
}

bool is_envoy(const Value& value) {
  return is_secrets_dump(value) ||
         std::ranges::any_of(items_of(member(&value, "configs")), [](const Value& config) {
           return text_of(member(&config, "@type")).find("/envoy.admin.") != std::string_view::npos;
         });
}

bool is_identity(const Value& value) {
  return has(value, "cert_chain") || (has(value, "identity") && has(value, "state"));
}

bool is_ztunnel(const Value& value) {
  const auto entries = items_of(value.kind == Kind::list ? &value : member(&value, "certificates"));
  return std::ranges::any_of(entries, is_identity);
}

bool is_kubernetes(const Value& value) {
  return has(value, "kind") && has(value, "apiVersion");
}

bool is_report(const Value& value) {
  return text_of(member(&value, "schema")).starts_with("mtlschain/report/");
}

bool is_jwks(const Value& value) {
  return member(&value, "keys") != nullptr && member(&value, "keys")->kind == Kind::list;
}

struct Row {
  Form form;
  bool (*fits)(const Value& value);
};
constexpr Row rows[] = {{Form::report, is_report},
                        {Form::envoy, is_envoy},
                        {Form::ztunnel, is_ztunnel},
                        {Form::kubernetes, is_kubernetes},
                        {Form::jwks, is_jwks}};

std::vector<Holding> read(Form form, const Value& document) {
  switch (form) {
    case Form::envoy:
      return envoy_holdings(document);
    case Form::ztunnel:
      return ztunnel_holdings(document);
    case Form::kubernetes:
      return kubernetes_holdings(document);
    default:
      return {};
  }
}

}  // namespace

Form form_of(const std::vector<Value>& documents) {
  for (const Value& document : documents) {
    const auto row =
        std::ranges::find_if(rows, [&](const Row& candidate) { return candidate.fits(document); });
    if (row != std::end(rows)) return row->form;
  }
  return Form::unknown;
}

base::Result<Holdings> read_holdings(const std::vector<Value>& documents) {
  Holdings holdings{form_of(documents), {}};
  for (const Value& document : documents) {
    auto found = read(holdings.form, document);
    std::ranges::move(found, std::back_inserter(holdings.all));
    if (holdings.all.size() > max_holdings) {
      return base::fail(base::Stage::load, fmt::format("more than {} secrets", max_holdings),
                        "split the document");
    }
  }
  if (!holdings.all.empty()) return holdings;
  return base::fail(base::Stage::load, "no secret, ConfigMap or identity in it holds a certificate",
                    "give an Envoy or ztunnel config_dump with its secrets, or kubectl get secret "
                    "or configmap -o json");
}

Decoded decode_base64(std::string_view text) {
  x509::Base64Body body;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    if (!body.add(text.substr(0, end))) return {{}, "not base64"};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (body.empty()) return {};
  auto decoded = body.decode();
  if (!decoded) return {{}, "not base64"};
  return {*std::move(decoded), {}};
}

bool has_pem(std::string_view text) {
  return text.find("-----BEGIN ") != std::string_view::npos;
}

}  // namespace mtlschain::document
