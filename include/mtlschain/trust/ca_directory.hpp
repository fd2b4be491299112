// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/bundle.hpp>
#include <mtlschain/x509/private_key.hpp>

namespace mtlschain::trust {

// Naming is the set of names by which the files were found: Istio's own (ca-cert.pem, ca-key.pem,
// cert-chain.pem, root-cert.pem, ca-crl.pem), or those of a kubernetes.io/tls secret (tls.crt,
// tls.key, ca.crt; the chain is tls.crt and ca.crt joined). Where tls.crt is there, istiod takes
// the latter (detectSigningCABundle, since 1.15).
enum class Naming : std::uint8_t { istio, tls };

// FileState is what became of a file. What cannot be parsed is a statement about the files, not a
// failure to look at them.
enum class FileState : std::uint8_t {
  not_given,  // not asked for: single files were named, and this is none of them
  missing,
  blank,
  unusable,
  read,
};

// CaFile is one file of certificates as it lies there, before it is deployed.
struct CaFile {
  FileState state = FileState::not_given;
  std::string path;
  std::string label;
  std::string problem;               // why nothing in it can be used
  x509::Bundle bundle;               // with what could be read, and the broken blocks
  bool final_newline = true;         // as is right
  std::vector<std::size_t> joined;   // lines in which END and BEGIN stand together
  std::optional<std::size_t> stray;  // the first line of text outside the blocks
};

// CaKey is what is known of the private key.
struct CaKey {
  FileState state = FileState::not_given;
  std::string path;
  std::string label;
  x509::KeyCheck check;
};

// CaLists is ca-crl.pem.
struct CaLists {
  FileState state = FileState::not_given;
  std::string path;
  std::string label;
  std::string problem;
  std::vector<x509::Crl> lists;
};

// CaDirectory is the whole plugged CA as an administrator is about to deploy it: a directory, a
// Secret, or single files.
struct CaDirectory {
  std::string name;  // what was read
  Naming naming = Naming::istio;
  CaFile root;
  CaFile chain;
  CaFile ca;
  CaKey key;
  CaLists crl;                   // istiod reads none in the naming `tls`
  bool whole = true;             // false: single files, so that a missing one says nothing
  bool both_namings = false;     // the other set of names is there too, and is not looked at
  bool istio_generated = false;  // the key by which istiod marks a secret that it made itself
};

// CaPaths names single files; empty means "not given".
struct CaPaths {
  std::string root{};
  std::string chain{};
  std::string ca{};
  std::string key{};
  std::string crl{};
};

// load_ca_directory reads a directory under one of the two namings. Fails (stage load) where it
// cannot be read or holds none of the names. The private key is compared with the signing
// certificate, and nothing stays of it in memory (base::SecretReading), here and below.
base::Result<CaDirectory> load_ca_directory(const std::string& directory);

// load_ca_files reads single files, under the same rules. At least one has to be named.
base::Result<CaDirectory> load_ca_files(const CaPaths& paths);

// read_ca_secret reads what `kubectl get secret cacerts -o json` (or `-o yaml`) prints: the members
// of `data` in base64, over them those of `stringData`. `name` is how messages call the text, which
// is the caller's to read within a base::SecretReading. Fails (stage load) where it cannot be
// parsed (bounded, as every document), or where not exactly one Secret in it holds plugged files;
// no message shows any value.
base::Result<CaDirectory> read_ca_secret(std::string_view text, std::string_view name);

}  // namespace mtlschain::trust
