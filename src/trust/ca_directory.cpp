// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "trust/ca_sources.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

namespace fs = std::filesystem;

constexpr std::array names{root_file,   chain_file,   ca_file,       key_file,      crl_file,
                           tls_ca_file, tls_key_file, tls_root_file, generated_mark};

// there is also true for what cannot be looked at: then reading it gives the reason.
bool there(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

base::Result<void> add_file(CaSources& sources, const std::string& name, const std::string& path) {
  auto bytes = base::read_file(path, x509::max_file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  sources.add(name, {path, *std::move(bytes)});
  return {};
}

tl::unexpected<base::Error> not_a_directory(const std::string& directory) {
  std::error_code error;
  const auto status = fs::status(directory, error);
  const bool missing = status.type() == fs::file_type::not_found;
  const auto reason = missing ? "does not exist" : error ? error.message() : "is not a directory";
  return base::fail(base::Stage::load, fmt::format("{}: {}", base::printable(directory), reason),
                    "name the directory that holds ca-cert.pem, or a Secret in JSON");
}

}  // namespace

base::Result<CaDirectory> load_ca_directory(const std::string& directory) {
  const base::SecretReading reading;
  std::error_code error;
  if (!fs::is_directory(directory, error)) return not_a_directory(directory);
  CaSources sources;
  for (const char* name : names) {
    const std::string path = (fs::path(directory) / name).string();
    if (!there(path)) continue;
    if (const auto added = add_file(sources, name, path); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (sources.any()) return assemble(directory, sources, true);
  return base::fail(base::Stage::load,
                    fmt::format("no plugged files in {}: looked for {} and {}",
                                base::printable(directory), ca_file, tls_ca_file),
                    "name the directory that holds them, or give them with --ca, --root, --chain");
}

base::Result<CaDirectory> load_ca_files(const CaPaths& paths) {
  const base::SecretReading reading;
  CaSources sources;
  const std::array<std::pair<const char*, const std::string*>, 5> given{{{root_file, &paths.root},
                                                                         {chain_file, &paths.chain},
                                                                         {ca_file, &paths.ca},
                                                                         {key_file, &paths.key},
                                                                         {crl_file, &paths.crl}}};
  std::string name;
  for (const auto& [role, path] : given) {
    if (path->empty()) continue;
    if (name.empty()) name = *path;
    if (const auto added = add_file(sources, role, *path); !added) {
      return tl::unexpected(added.error());
    }
  }
  if (sources.any()) return assemble(std::move(name), sources, false);
  return base::fail(base::Stage::options, "no plugged file was named",
                    "name a directory, or files with --ca, --root, --chain, --ca-key, --crl");
}

}  // namespace mtlschain::trust
