// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "document/plugged_names.hpp"
#include <mtlschain/trust/plugged_files.hpp>

namespace mtlschain::trust {

// FileSource is the bytes of one file and where they came from.
struct FileSource {
  std::string path{};
  std::string label{};
  std::string bytes{};
  std::optional<x509::Bundle> certificates{};  // where they stood in no PEM: then `bytes` is empty
  std::string problem{};                       // why there are none, as in PluggedFile
  std::string hint{};
};

// source_at is a source without its bytes, labelled by the last component of its path.
FileSource source_at(std::string path);

// NamedSources are files by their names in a directory, Secret or ConfigMap. One of them is a
// private key, and another may be one by mistake: they live within a base::SecretReading.
using NamedSources = std::map<std::string, FileSource, std::less<>>;

// any_plugged: one of the names that istiod reads is there.
bool any_plugged(const NamedSources& named);

// Sources are the plugged files as istiod would take them, whatever their names were.
struct Sources {
  std::map<document::Part, FileSource> parts{};
  Naming naming = Naming::istio;
  bool both_namings = false;
  bool istio_generated = false;
  std::optional<FileSource> passed_over{};
};

// by_name chooses by istiod's rule of names (document/plugged_names.hpp).
Sources by_name(const NamedSources& named);

// assemble reads the sources. `whole` as in PluggedFiles.
PluggedFiles assemble(std::string name, const Sources& sources, bool whole);

// text_flaws fills in what stands in a file between and around its PEM blocks.
void text_flaws(std::string_view text, PluggedFile& file);

// label_apart gives files of one label and different paths their paths as labels.
void label_apart(PluggedFiles& files);

// add_bytes adds what stands in one single file: PEM, DER, or a document that holds the part.
void add_bytes(Sources& sources, document::Part part, const std::string& path, std::string bytes);

// add_files reads the single files that are named for their parts. Fails where one cannot be read;
// what cannot be used stands in the source.
base::Result<void> add_files(Sources& sources, const PluggedPaths& paths);

// exists is also true for what cannot be looked at: then reading it gives the reason.
bool exists(const std::string& path);

// path_in is the path of a file in a directory.
std::string path_in(const std::string& directory, std::string_view name);

// KeyFile is whether the private key is compared with the signing certificate, or left alone: then
// its file is not opened.
enum class KeyFile : std::uint8_t { compared, left_alone };

// named_in reads the plugged files of a directory that istiod would take, but for those that
// `given` names by themselves, and the key only where it is compared; ca-cert.pem beside tls.crt as
// well, where it can be read. All other names that are there have no bytes. Fails where a file that
// it would take cannot be read.
base::Result<NamedSources> named_in(const std::string& directory, const PluggedPaths& given,
                                    KeyFile key);

}  // namespace mtlschain::trust
