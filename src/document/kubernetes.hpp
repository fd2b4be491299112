// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace mtlschain::document {

// Entry is one key of a Secret or ConfigMap and its decoded bytes: a private key's as well.
struct Entry {
  std::string name;
  std::string bytes;
  std::string problem{};  // empty, or why it could not be decoded
};

// Resource is a Secret or ConfigMap as kubectl prints it.
struct Resource {
  std::string kind;        // "Secret", "ConfigMap"
  std::string name;        // raw
  std::string name_space;  // raw
  std::string type;        // of a Secret, "kubernetes.io/tls"
  std::vector<Entry> entries;

  // entry is the entry of that name, or null.
  const Entry* entry(std::string_view key) const;
};

// resources_of are the Secrets and ConfigMaps of one document: itself, or the items of a list.
std::vector<Resource> resources_of(const Value& document);

}  // namespace mtlschain::document
