// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <utility>

#include "document/kubernetes.hpp"
#include "document/parse.hpp"
#include "trust/sources.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::trust {
namespace {

tl::unexpected<base::Error> refuse(std::string_view name, std::string_view reason) {
  return base::fail(base::Stage::load, fmt::format("{}: {}", base::printable(name), reason),
                    "give what `kubectl get secret cacerts -n istio-system -o json` prints");
}

// sources_of: the entries of stringData come last, and stand.
base::Result<NamedSources> sources_of(const document::Resource& resource, std::string_view name) {
  NamedSources named;
  for (const document::Entry& entry : resource.entries) {
    if (!entry.problem.empty()) {
      return refuse(name, fmt::format("{}: {}", base::printable(entry.name), entry.problem));
    }
    FileSource source = source_at(entry.name);
    source.bytes = entry.bytes;
    named[entry.name] = std::move(source);
  }
  return named;
}

// A ConfigMap without signing certificate is what istiod distributes, not what is plugged into it.
bool may_be_plugged(const document::Resource& resource) {
  return resource.kind == "Secret" || resource.entry(document::ca_file) != nullptr ||
         resource.entry(document::tls_ca_file) != nullptr;
}

std::vector<document::Resource> resources_in(const std::vector<document::Value>& documents) {
  std::vector<document::Resource> all;
  for (const document::Value& document : documents) {
    for (document::Resource& resource : document::resources_of(document)) {
      if (may_be_plugged(resource)) all.push_back(std::move(resource));
    }
  }
  return all;
}

}  // namespace

base::Result<PluggedFiles> load_document(std::string_view text, std::string_view name) {
  const base::SecretReading reading;
  const auto documents = document::parse(text);
  if (!documents) return refuse(name, documents.error().message);
  std::vector<NamedSources> found;
  for (const document::Resource& resource : resources_in(*documents)) {
    auto named = sources_of(resource, name);
    if (!named) return tl::unexpected(named.error());
    if (any_plugged(*named)) found.push_back(*std::move(named));
  }
  if (found.size() == 1) return assemble(std::string{name}, by_name(found.front()), true);
  if (found.empty()) {
    return refuse(name, "no Secret or ConfigMap in it holds ca-cert.pem or tls.crt");
  }
  return refuse(name, fmt::format("{} Secrets in it hold plugged files: give one", found.size()));
}

}  // namespace mtlschain::trust
