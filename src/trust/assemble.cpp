// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>
#include <vector>

#include "trust/sources.hpp"
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

using document::Part;

constexpr std::array all_parts{Part::root, Part::chain, Part::ca, Part::key, Part::crl};

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

bool first_is_broken(const x509::Bundle& bundle) {
  return !bundle.problems.empty() && bundle.problems.front().position == 0;
}

// refused says why nothing of a file can be used.
template <class File>
void refused(File& file, const base::Error& error) {
  if (file.state == FileState::read) file.state = FileState::unusable;
  file.problem = error.message;
  file.hint = error.hint;
}

class Assembler {
 public:
  Assembler(const Sources& sources, bool whole) : sources_{sources}, whole_{whole} {}

  PluggedFile certificates(Part part) const {
    PluggedFile file;
    const FileSource* source = describe(file, part);
    if (source != nullptr) read(file, *source);
    return file;
  }

  PluggedKey key(const PluggedFile& ca) const {
    PluggedKey key;
    const FileSource* source = describe(key, Part::key);
    if (key.state != FileState::read) return key;
    const auto& entries = ca.bundle.entries;
    const bool first_usable = !entries.empty() && !first_is_broken(ca.bundle);
    key.check = x509::check_private_key(source->bytes,
                                        first_usable ? &entries.front().certificate : nullptr);
    if (!key.check.problem.empty()) key.state = FileState::unusable;
    return key;
  }

  PluggedLists lists() const {
    PluggedLists crl;
    const FileSource* source = describe(crl, Part::crl);
    // It is the one file that may be left out.
    if (crl.state == FileState::missing) crl.state = FileState::not_given;
    if (source == nullptr) return crl;
    if (!source->problem.empty()) {
      refused(crl, {base::Stage::load, source->problem, source->hint});
    } else if (auto lists = x509::read_crls(source->bytes, {}); lists) {
      crl.lists = *std::move(lists);
    } else {
      refused(crl, lists.error());
    }
    return crl;
  }

  PluggedFile passed_over() const {
    PluggedFile file;
    if (!sources_.passed_over) return file;
    file.state = FileState::read;
    file.path = sources_.passed_over->path;
    file.label = sources_.passed_over->label;
    read(file, *sources_.passed_over);
    return file;
  }

 private:
  // describe fills in where the file is and whether it is there; the source, or null.
  template <class File>
  const FileSource* describe(File& file, Part part) const {
    const auto found = sources_.parts.find(part);
    if (found == sources_.parts.end()) {
      const auto names = document::names_of(part, sources_.naming == Naming::tls);
      if (names.empty()) return nullptr;
      file.label = names.front();
      file.state = whole_ ? FileState::missing : FileState::not_given;
      return nullptr;
    }
    const FileSource& source = found->second;
    const bool empty = !source.certificates && source.problem.empty() && blank(source.bytes);
    file.path = source.path;
    file.label = source.label;
    file.state = empty ? FileState::blank : FileState::read;
    return &source;
  }

  static void read(PluggedFile& file, const FileSource& source) {
    if (!source.problem.empty()) {
      return refused(file, {base::Stage::load, source.problem, source.hint});
    }
    if (source.certificates) {
      file.bundle = *source.certificates;
      return;
    }
    auto bundle = x509::read_bundle(source.bytes, {});
    if (bundle) {
      file.bundle = *std::move(bundle);
    } else {
      refused(file, bundle.error());
    }
    const bool der = !file.bundle.entries.empty() && file.bundle.entries.front().line == 0;
    if (!der && file.state != FileState::blank) text_flaws(source.bytes, file);
  }

  const Sources& sources_;
  bool whole_;
};

// joined is the file that a part is; the first name has to be there.
std::optional<FileSource> joined(const NamedSources& named, Part part, bool tls_names) {
  std::optional<FileSource> file;
  for (const std::string_view name : document::names_of(part, tls_names)) {
    const auto found = named.find(name);
    if (found == named.end()) {
      if (!file) return std::nullopt;
    } else if (!file) {
      file = found->second;
    } else {
      // istiod joins them byte for byte, whatever stands at the end of the first.
      file->label += "+" + found->second.label;
      file->bytes += found->second.bytes;
    }
  }
  return file;
}

}  // namespace

FileSource source_at(std::string path) {
  std::string name = std::filesystem::path(path).filename().string();
  return {.path = path, .label = name.empty() ? path : std::move(name)};
}

bool any_plugged(const NamedSources& named) {
  return std::ranges::any_of(all_parts, [&](Part part) {
    const auto has = [&](std::string_view name) { return named.contains(name); };
    return std::ranges::any_of(document::names_of(part, false), has) ||
           std::ranges::any_of(document::names_of(part, true), has);
  });
}

Sources by_name(const NamedSources& named) {
  const auto has = [&](std::string_view name) { return named.contains(name); };
  const bool tls_names = document::takes_tls_names(has);
  Sources sources;
  sources.naming = tls_names ? Naming::tls : Naming::istio;
  for (const Part part : all_parts) {
    if (auto file = joined(named, part, tls_names)) sources.parts[part] = *std::move(file);
  }
  sources.both_namings = document::has_both_namings(has);
  sources.istio_generated = has(document::generated_mark);
  const auto other = named.find(document::ca_file);
  if (sources.both_namings && other != named.end()) sources.passed_over = other->second;
  return sources;
}

PluggedFiles assemble(std::string name, const Sources& sources, bool whole) {
  const Assembler assembler{sources, whole};
  PluggedFiles files;
  files.name = std::move(name);
  files.naming = sources.naming;
  files.whole = whole;
  files.root = assembler.certificates(Part::root);
  files.chain = assembler.certificates(Part::chain);
  files.ca = assembler.certificates(Part::ca);
  files.key = assembler.key(files.ca);
  files.crl = assembler.lists();
  files.both_namings = sources.both_namings;
  files.passed_over = assembler.passed_over();
  files.istio_generated = sources.istio_generated;
  return files;
}

void label_apart(PluggedFiles& files) {
  struct Called {
    const std::string& path;
    std::string& label;
    bool shared = false;
  };
  std::array all{Called{files.root.path, files.root.label},
                 Called{files.chain.path, files.chain.label}, Called{files.ca.path, files.ca.label},
                 Called{files.crl.path, files.crl.label},
                 Called{files.distributed.path, files.distributed.label}};
  for (Called& one : all) {
    one.shared = !one.path.empty() && std::ranges::any_of(all, [&](const Called& other) {
      return !other.path.empty() && other.path != one.path && other.label == one.label;
    });
  }
  for (Called& one : all) {
    if (one.shared) one.label = one.path;
  }
}

}  // namespace mtlschain::trust
