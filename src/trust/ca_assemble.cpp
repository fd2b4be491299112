// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

#include "trust/ca_sources.hpp"
#include <mtlschain/x509/pem.hpp>

namespace mtlschain::trust {
namespace {

constexpr std::array istio_names{root_file, chain_file, ca_file, key_file, crl_file};
constexpr std::array tls_names{tls_ca_file, tls_key_file, tls_root_file};

bool blank(const std::string& text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

// A label is the last component of the path: the name in the secret, where it is one.
std::string label_of(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  return name.empty() ? path : name;
}

class Assembler {
 public:
  Assembler(const CaSources& sources, bool whole) : sources_{sources}, whole_{whole} {}

  CaFile certificates(const char* name) const {
    const CaSource* source = sources_.find(name);
    CaFile file;
    describe(file, name, source);
    if (file.state != FileState::read) return file;
    return read(std::move(file), source->bytes);
  }

  // istiod joins tls.crt and ca.crt byte for byte, whatever stands at the end of the first.
  CaFile tls_chain() const {
    const CaSource* first = sources_.find(tls_ca_file);
    const CaSource* second = sources_.find(tls_root_file);
    if (second == nullptr) return certificates(tls_ca_file);
    CaFile file;
    file.state = FileState::read;
    file.path = first->path;
    file.label = label_of(first->path) + "+" + label_of(second->path);
    return read(std::move(file), first->bytes + second->bytes);
  }

  CaKey key(const char* name, const CaFile& ca) const {
    const CaSource* source = sources_.find(name);
    CaKey key;
    describe(key, name, source);
    if (key.state != FileState::read) return key;
    const auto& entries = ca.bundle.entries;
    const bool first_usable = !entries.empty() && !first_is_broken(ca.bundle);
    key.check = x509::check_private_key(source->bytes,
                                        first_usable ? &entries.front().certificate : nullptr);
    if (!key.check.problem.empty()) key.state = FileState::unusable;
    return key;
  }

  CaLists lists() const {
    const CaSource* source = sources_.find(crl_file);
    CaLists crl;
    describe(crl, crl_file, source);
    // It is the one file that may be left out.
    if (crl.state == FileState::missing) crl.state = FileState::not_given;
    if (crl.state != FileState::read) return crl;
    auto lists = x509::read_crls(source->bytes, crl.label);
    if (lists) {
      crl.lists = *std::move(lists);
    } else {
      crl.state = FileState::unusable;
      crl.problem = lists.error().message;
    }
    return crl;
  }

 private:
  static bool first_is_broken(const x509::Bundle& bundle) {
    return !bundle.problems.empty() && bundle.problems.front().position == 0;
  }

  template <class File>
  void describe(File& file, const char* name, const CaSource* source) const {
    file.path = source == nullptr ? std::string{} : source->path;
    file.label = source == nullptr ? name : label_of(source->path);
    if (source == nullptr) {
      file.state = whole_ ? FileState::missing : FileState::not_given;
    } else {
      file.state = blank(source->bytes) ? FileState::blank : FileState::read;
    }
  }

  static CaFile read(CaFile file, const std::string& bytes) {
    auto bundle = x509::read_bundle(bytes, file.label);
    if (!bundle) {
      file.state = FileState::unusable;
      file.problem = bundle.error().message;
    } else {
      file.bundle = *std::move(bundle);
    }
    const bool der = !file.bundle.entries.empty() && file.bundle.entries.front().line == 0;
    if (!der) text_flaws(bytes, file);
    return file;
  }

  const CaSources& sources_;
  bool whole_;
};

}  // namespace

void CaSources::add(const std::string& name, CaSource source) {
  by_name_[name] = std::move(source);
}

const CaSource* CaSources::find(const std::string& name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

bool CaSources::any() const {
  const auto has = [this](const char* name) { return find(name) != nullptr; };
  return std::ranges::any_of(istio_names, has) || std::ranges::any_of(tls_names, has);
}

CaDirectory assemble(std::string name, const CaSources& sources, bool whole) {
  const Assembler assembler{sources, whole};
  const bool tls = sources.find(tls_ca_file) != nullptr;
  CaDirectory directory;
  directory.name = std::move(name);
  directory.naming = tls ? Naming::tls : Naming::istio;
  directory.whole = whole;
  directory.root = assembler.certificates(tls ? tls_root_file : root_file);
  directory.ca = assembler.certificates(tls ? tls_ca_file : ca_file);
  directory.chain = tls ? assembler.tls_chain() : assembler.certificates(chain_file);
  directory.key = assembler.key(tls ? tls_key_file : key_file, directory.ca);
  if (!tls) directory.crl = assembler.lists();
  directory.both_namings =
      tls && (sources.find(ca_file) != nullptr || sources.find(key_file) != nullptr);
  directory.istio_generated = sources.find(generated_mark) != nullptr;
  return directory;
}

}  // namespace mtlschain::trust
