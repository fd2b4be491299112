// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "trust/sources.hpp"
#include <mtlschain/base/memory.hpp>
#include <mtlschain/base/text.hpp>

namespace mtlschain::trust {
namespace {

namespace fs = std::filesystem;
using document::Part;

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

// remark_names says what is otherwise than with Istio's own names.
void remark_names(const std::string& directory, const NamedSources& named, PluggedFiles& files) {
  if (files.naming != Naming::tls) return;
  const std::string shown = base::printable(directory);
  files.remarks.push_back(
      files.both_namings
          ? fmt::format("{} has both {} and {}: judged by {} and {}, which istiod takes", shown,
                        named.contains(document::ca_file) ? document::ca_file : document::key_file,
                        document::tls_ca_file, document::tls_ca_file, document::tls_root_file)
          : fmt::format("{} has the names of a kubernetes.io/tls secret: root is {}, signing "
                        "certificate is {}, chain is both",
                        shown, document::tls_root_file, document::tls_ca_file));
  if (!named.contains(document::crl_file) || files.crl.state != FileState::not_given) return;
  files.remarks.push_back(fmt::format("{} is left out: beside {} istiod reads no CRL",
                                      base::printable(path_in(directory, document::crl_file)),
                                      document::tls_ca_file));
}

tl::unexpected<base::Error> no_root_in(const std::string& directory, Naming naming) {
  const auto shown = base::printable(directory);
  const auto looked = naming == Naming::tls
                          ? fmt::format("{} is there, so that the root is {}",
                                        document::tls_ca_file, document::tls_root_file)
                          : fmt::format("looked for {}, then for {} with {}", document::root_file,
                                        document::tls_root_file, document::tls_ca_file);
  return base::fail(base::Stage::load, fmt::format("no root in {}: {}", shown, looked),
                    "give the root with --root FILE");
}

base::Result<PluggedFiles> from_directory(const PluggedPaths& paths) {
  const std::string& directory = paths.directory;
  if (const auto is = check_directory(directory); !is) return tl::unexpected(is.error());
  const auto named = named_in(directory, paths, KeyFile::left_alone);
  if (!named) return tl::unexpected(named.error());
  Sources sources = by_name(*named);
  sources.parts.erase(Part::key);
  if (const auto added = add_files(sources, paths); !added) return tl::unexpected(added.error());
  PluggedFiles files = assemble(directory, sources, false);
  if (files.root.state == FileState::not_given) return no_root_in(directory, files.naming);
  remark_names(directory, *named, files);
  return files;
}

// default_paths are the places that are looked at where nothing was given.
base::Result<PluggedPaths> default_paths(const DefaultPlaces& places) {
  const std::string root = path_in(places.working_directory, document::root_file);
  const std::string chain = path_in(places.working_directory, document::chain_file);
  if (exists(root)) return PluggedPaths{.root = root, .chain = exists(chain) ? chain : ""};
  if (exists(places.sidecar)) return PluggedPaths{.root = places.sidecar};
  return base::fail(base::Stage::load,
                    fmt::format("no root given, and none found: looked for {} and {}",
                                base::printable(root), base::printable(places.sidecar)),
                    "give it with --root FILE or --ca-dir DIR");
}

base::Result<PluggedFiles> from_default_places(const DefaultPlaces& places) {
  const auto found = default_paths(places);
  if (!found) return tl::unexpected(found.error());
  auto files = load_files(*found);
  if (!files) return files;
  for (const auto* path : {&found->root, &found->chain}) {
    if (!path->empty()) files->remarks.push_back("using " + base::printable(*path));
  }
  return files;
}

base::Result<PluggedFiles> read_anchors(const PluggedPaths& paths, const DefaultPlaces& places) {
  if (!paths.directory.empty()) return from_directory(paths);
  if (!paths.root.empty()) return load_files(paths);
  const bool nothing = paths.chain.empty() && paths.ca.empty() && paths.crl.empty();
  if (nothing) return from_default_places(places);
  return base::fail(base::Stage::load, "plugged files were given, but no root among them",
                    "give the root with --root FILE");
}

template <class File>
base::Result<void> usable(const File& file, bool may_be_blank) {
  const bool bad =
      file.state == FileState::unusable || (file.state == FileState::blank && !may_be_blank);
  if (!bad) return {};
  return base::fail(base::Stage::load, base::printable(file.path) + file.problem, file.hint);
}

base::Result<void> all_usable(const PluggedFiles& files) {
  if (const auto root = usable(files.root, false); !root) return root;
  if (const auto chain = usable(files.chain, true); !chain) return chain;
  if (const auto ca = usable(files.ca, false); !ca) return ca;
  return usable(files.crl, false);
}

// What nobody asked for is no reason to fail: it is said, and left out.
void add_distributed(PluggedFiles& files, const std::string& sidecar) {
  if (!exists(sidecar) || files.root.path == sidecar) return;
  auto distributed = load_files({.root = sidecar});
  const auto good = distributed ? usable(distributed->root, false)
                                : base::Result<void>{tl::unexpected(distributed.error())};
  if (good) {
    files.distributed = std::move(distributed->root);
  } else {
    files.remarks.push_back(good.error().message);
  }
}

}  // namespace

base::Result<PluggedFiles> load_anchors(const PluggedPaths& paths, const DefaultPlaces& places) {
  const base::SecretReading reading;
  auto files = read_anchors(paths, places);
  if (!files) return files;
  if (const auto good = all_usable(*files); !good) return tl::unexpected(good.error());
  add_distributed(*files, places.sidecar);
  label_apart(*files);
  return files;
}

}  // namespace mtlschain::trust
