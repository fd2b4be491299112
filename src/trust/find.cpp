// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include <mtlschain/base/text.hpp>
#include <mtlschain/trust/plugged_ca.hpp>

namespace mtlschain::trust {
namespace {

namespace fs = std::filesystem;

constexpr const char* root_name = "root-cert.pem";
constexpr const char* chain_name = "cert-chain.pem";
constexpr const char* ca_name = "ca-cert.pem";
constexpr const char* crl_name = "ca-crl.pem";

// The names in a kubernetes.io/tls secret.
constexpr const char* tls_root_name = "ca.crt";
constexpr const char* tls_ca_name = "tls.crt";

// exists is also true for what cannot be looked at: then reading it gives the reason.
bool exists(const std::string& path) {
  std::error_code error;
  const auto status = fs::symlink_status(path, error);
  return status.type() != fs::file_type::not_found;
}

std::string in(const std::string& directory, const char* name) {
  return directory == "." ? name : (fs::path(directory) / name).string();
}

// take_if_there fills an empty path with a file of the directory that exists.
void take_if_there(std::string& path, const std::string& directory, const char* name) {
  if (path.empty() && exists(in(directory, name))) path = in(directory, name);
}

base::Result<void> check_directory(const std::string& directory) {
  std::error_code error;
  const auto status = fs::status(directory, error);
  if (fs::is_directory(status)) return {};
  const bool missing = status.type() == fs::file_type::not_found;
  const auto reason = missing ? "does not exist" : error ? error.message() : "is not a directory";
  return base::fail(base::Stage::load,
                    fmt::format("the CA directory {}: {}", base::printable(directory), reason),
                    "name the directory that holds root-cert.pem and cert-chain.pem");
}

bool has_tls_names_only(const std::string& directory) {
  return !exists(in(directory, root_name)) && !exists(in(directory, ca_name)) &&
         exists(in(directory, tls_root_name)) && exists(in(directory, tls_ca_name));
}

void take_tls_names(PluggedPaths& paths) {
  take_if_there(paths.root, paths.directory, tls_root_name);
  take_if_there(paths.ca, paths.directory, tls_ca_name);
  take_if_there(paths.chain, paths.directory, tls_ca_name);
  paths.remarks.push_back(fmt::format(
      "{} has the names of a kubernetes.io/tls secret: root is {}, signing certificate and chain "
      "are {}",
      base::printable(paths.directory), tls_root_name, tls_ca_name));
}

void take_istio_names(PluggedPaths& paths) {
  const auto& directory = paths.directory;
  take_if_there(paths.root, directory, root_name);
  take_if_there(paths.chain, directory, chain_name);
  take_if_there(paths.ca, directory, ca_name);
  take_if_there(paths.tls_ca, directory, tls_ca_name);
  if (!paths.tls_ca.empty()) {
    paths.remarks.push_back(
        fmt::format("{} has both {} and {}: the files with Istio's own names are used here, but "
                    "istiod takes {}",
                    base::printable(directory), ca_name, tls_ca_name, tls_ca_name));
  }
}

base::Result<PluggedPaths> look_in_directory(PluggedPaths paths) {
  if (const auto there = check_directory(paths.directory); !there) {
    return tl::unexpected(there.error());
  }
  if (has_tls_names_only(paths.directory)) {
    take_tls_names(paths);
  } else {
    take_istio_names(paths);
  }
  take_if_there(paths.crl, paths.directory, crl_name);
  if (!paths.root.empty()) return paths;
  return base::fail(
      base::Stage::load,
      fmt::format("no root in {}: looked for {}, then for {} with {}",
                  base::printable(paths.directory), root_name, tls_root_name, tls_ca_name),
      "give the root with --root FILE");
}

base::Result<PluggedPaths> look_in_default_places(PluggedPaths paths, const DefaultPlaces& places) {
  take_if_there(paths.root, places.working_directory, root_name);
  if (!paths.root.empty()) {
    take_if_there(paths.chain, places.working_directory, chain_name);
  } else if (exists(places.sidecar)) {
    paths.root = std::exchange(paths.distributed, {});
  } else {
    return base::fail(base::Stage::load,
                      fmt::format("no root given, and none found: looked for {} and {}",
                                  base::printable(in(places.working_directory, root_name)),
                                  base::printable(places.sidecar)),
                      "give it with --root FILE or --ca-dir DIR");
  }
  paths.remarks.push_back(fmt::format("no root given: {} is used", base::printable(paths.root)));
  return paths;
}

}  // namespace

base::Result<PluggedPaths> find_plugged_paths(PluggedPaths given, const DefaultPlaces& places) {
  if (exists(places.sidecar) && given.root != places.sidecar) given.distributed = places.sidecar;
  if (!given.directory.empty()) return look_in_directory(std::move(given));
  if (!given.root.empty()) return given;
  const bool nothing = given.chain.empty() && given.ca.empty() && given.crl.empty();
  if (nothing) return look_in_default_places(std::move(given), places);
  return base::fail(base::Stage::load, "plugged files were given, but no root among them",
                    "give the root with --root FILE");
}

}  // namespace mtlschain::trust
