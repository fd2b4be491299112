// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "trust/sources.hpp"
#include <mtlschain/base/file.hpp>
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

namespace fs = std::filesystem;
using document::Part;

tl::unexpected<base::Error> not_a_directory(const std::string& directory) {
  std::error_code error;
  const auto status = fs::status(directory, error);
  const bool missing = status.type() == fs::file_type::not_found;
  const auto reason = missing ? "does not exist" : error ? error.message() : "is not a directory";
  return base::fail(base::Stage::load, fmt::format("{}: {}", base::printable(directory), reason),
                    "name the directory that holds ca-cert.pem, or a Secret in JSON");
}

class DirectoryReader {
 public:
  explicit DirectoryReader(const std::string& directory) : directory_{directory} {}

  bool has(std::string_view name) const { return exists(path_in(directory_, name)); }

  base::Result<void> add(Part part, bool tls_names) {
    for (const std::string_view name : document::names_of(part, tls_names)) {
      if (const auto added = add(name); !added) return added;
    }
    return {};
  }

  base::Result<void> add(std::string_view name) {
    if (!has(name) || named_.contains(name)) return {};
    FileSource source = source_at(path_in(directory_, name));
    auto bytes = base::read_file(source.path, x509::max_file_bytes);
    if (!bytes) return tl::unexpected(bytes.error());
    source.bytes = *std::move(bytes);
    named_.emplace(name, std::move(source));
    return {};
  }

  // take gives what was read, and without its bytes what else is there.
  NamedSources take() {
    for (const std::string_view name : document::all_names) {
      if (has(name)) named_.try_emplace(std::string{name}, source_at(path_in(directory_, name)));
    }
    return std::move(named_);
  }

 private:
  const std::string& directory_;
  NamedSources named_;
};

}  // namespace

bool exists(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

std::string path_in(const std::string& directory, std::string_view name) {
  return directory == "." ? std::string{name} : (fs::path(directory) / name).string();
}

base::Result<NamedSources> named_in(const std::string& directory, const PluggedPaths& given,
                                    KeyFile key) {
  DirectoryReader reader{directory};
  const auto has = [&](std::string_view name) { return reader.has(name); };
  const bool tls_names = document::takes_tls_names(has);
  const std::array<std::pair<Part, bool>, 5> parts{{{Part::root, given.root.empty()},
                                                    {Part::chain, given.chain.empty()},
                                                    {Part::ca, given.ca.empty()},
                                                    {Part::crl, given.crl.empty()},
                                                    {Part::key, key == KeyFile::compared}}};
  for (const auto& [part, wanted] : parts) {
    if (!wanted) continue;
    if (const auto added = reader.add(part, tls_names); !added) {
      return tl::unexpected(added.error());
    }
  }
  // It is not what is judged: where it cannot be read, it is only known to be there.
  if (document::has_both_namings(has)) (void)reader.add(document::ca_file);
  return reader.take();
}

base::Result<PluggedFiles> load_directory(const std::string& directory) {
  const base::SecretReading reading;
  std::error_code error;
  if (!fs::is_directory(directory, error)) return not_a_directory(directory);
  auto named = named_in(directory, {}, KeyFile::compared);
  if (!named) return tl::unexpected(named.error());
  if (any_plugged(*named)) return assemble(directory, by_name(*named), true);
  return base::fail(
      base::Stage::load,
      fmt::format("no plugged files in {}: looked for {} and {}", base::printable(directory),
                  document::ca_file, document::tls_ca_file),
      "name the directory that holds them, or give them with --ca, --root, --chain");
}

}  // namespace mtlschain::trust
