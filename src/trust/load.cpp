// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "trust/documents.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/trust/plugged_ca.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

std::string last_component(const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  return name.empty() ? path : name;
}

// label_of is the last component, unless another of the given files has the same one: then the
// path. The same path given twice is one file.
std::string label_of(const std::string& path, const PluggedPaths& paths) {
  const auto name = last_component(path);
  const auto shares = [&](const std::string* other) {
    return !other->empty() && *other != path && last_component(*other) == name;
  };
  const auto all = {&paths.root, &paths.chain, &paths.ca, &paths.crl, &paths.distributed};
  return std::ranges::any_of(all, shares) ? path : name;
}

base::Result<std::optional<PluggedFile>> load_certificates(const std::string& path,
                                                           const PluggedPaths& paths, Role role) {
  if (path.empty()) return std::nullopt;
  const auto bytes = base::read_file(path, x509::max_file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const bool blank = bytes->find_first_not_of(" \t\r\n") == std::string::npos;
  if (blank && role == Role::chain) {
    return PluggedFile{path, label_of(path, paths), {}};
  }
  auto bundle = read_certificates(*bytes, path, role);
  if (!bundle) return tl::unexpected(bundle.error());
  return PluggedFile{path, label_of(path, paths), *std::move(bundle)};
}

base::Result<std::optional<PluggedCrl>> load_crls(const PluggedPaths& paths) {
  if (paths.crl.empty()) return std::nullopt;
  const auto bytes = base::read_file(paths.crl, x509::max_file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  auto lists = read_lists(*bytes, paths.crl);
  if (!lists) return tl::unexpected(lists.error());
  return PluggedCrl{paths.crl, label_of(paths.crl, paths), *std::move(lists)};
}

// What nobody asked for is no reason to fail: it is said, and left out.
void load_beside(PluggedCa& files, const PluggedPaths& paths) {
  const auto take = [&](const std::string& path, Role role, std::optional<PluggedFile>& place) {
    auto loaded = load_certificates(path, paths, role);
    if (loaded) {
      place = *std::move(loaded);
    } else {
      files.remarks.push_back(loaded.error().message);
    }
  };
  take(paths.tls_ca, Role::ca, files.tls_ca);
  take(paths.distributed, Role::root, files.distributed);
}

}  // namespace

base::Result<PluggedCa> load_plugged_ca(const PluggedPaths& paths) {
  const base::SecretReading reading;
  auto root = load_certificates(paths.root, paths, Role::root);
  if (!root) return tl::unexpected(root.error());
  auto chain = load_certificates(paths.chain, paths, Role::chain);
  if (!chain) return tl::unexpected(chain.error());
  auto ca = load_certificates(paths.ca, paths, Role::ca);
  if (!ca) return tl::unexpected(ca.error());
  auto crl = load_crls(paths);
  if (!crl) return tl::unexpected(crl.error());
  PluggedCa files{*std::move(root), *std::move(chain), *std::move(ca), *std::move(crl)};
  files.remarks = paths.remarks;
  load_beside(files, paths);
  return files;
}

}  // namespace mtlschain::trust
