// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "document/kubernetes.hpp"
#include "document/parse.hpp"
#include "trust/ca_sources.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::trust {
namespace {

tl::unexpected<base::Error> refuse(std::string_view name, std::string_view reason) {
  return base::fail(base::Stage::load, fmt::format("{}: {}", base::printable(name), reason),
                    "give what `kubectl get secret cacerts -n istio-system -o json` prints");
}

// sources_of: the entries of stringData come last, and stand.
base::Result<CaSources> sources_of(const document::Resource& secret, std::string_view name) {
  CaSources sources;
  for (const document::Entry& entry : secret.entries) {
    if (!entry.problem.empty()) {
      return refuse(name, fmt::format("{}: {}", base::printable(entry.name), entry.problem));
    }
    sources.add(entry.name, {entry.name, entry.bytes});
  }
  return sources;
}

std::vector<document::Resource> resources_in(const std::vector<document::Value>& documents) {
  std::vector<document::Resource> all;
  for (const document::Value& document : documents) {
    for (document::Resource& resource : document::resources_of(document)) {
      if (resource.kind == "Secret") all.push_back(std::move(resource));
    }
  }
  return all;
}

}  // namespace

base::Result<CaDirectory> read_ca_secret(std::string_view text, std::string_view name) {
  const base::SecretReading reading;
  const auto documents = document::parse(text);
  if (!documents) return refuse(name, documents.error().message);
  std::vector<CaSources> found;
  for (const document::Resource& secret : resources_in(*documents)) {
    auto sources = sources_of(secret, name);
    if (!sources) return tl::unexpected(sources.error());
    if (sources->any()) found.push_back(*std::move(sources));
  }
  if (found.size() == 1) return assemble(std::string{name}, found.front(), true);
  if (found.empty()) return refuse(name, "no Secret in it holds ca-cert.pem or tls.crt");
  return refuse(name, fmt::format("{} Secrets in it hold plugged files: give one", found.size()));
}

}  // namespace mtlschain::trust
