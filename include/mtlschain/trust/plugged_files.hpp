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
// tls.key, ca.crt; the chain is tls.crt and ca.crt joined; no CRL). The rule is istiod's
// (detectSigningCABundle, since 1.15): the latter wherever tls.crt is there. It holds in a
// directory, a Secret and a ConfigMap alike, and stands in src/document/plugged_names.hpp.
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

// PluggedFile is one file of certificates. `label` is the short name that reports use
// ("root-cert.pem[0]" is the label and an index): the last component of the path, unless another
// file shares it; then the path.
struct PluggedFile {
  FileState state = FileState::not_given;
  std::string path{};
  std::string label{};
  std::string problem{};      // why nothing in it can be used: what follows its name in a message
  std::string hint{};         // what to do about that
  x509::Bundle bundle{};      // with what could be read, and the broken blocks
  bool final_newline = true;  // as is right
  std::vector<std::size_t> joined{};   // lines in which END and BEGIN stand together
  std::optional<std::size_t> stray{};  // the first line of text outside the blocks

  // given: it can be judged by; a chain of none counts, where the root itself signs.
  bool given() const { return state == FileState::read || state == FileState::blank; }
};

// PluggedKey is what is known of the private key.
struct PluggedKey {
  FileState state = FileState::not_given;
  std::string path{};
  std::string label{};
  x509::KeyCheck check{};
};

// PluggedLists is ca-crl.pem.
struct PluggedLists {
  FileState state = FileState::not_given;
  std::string path{};
  std::string label{};
  std::string problem{};  // as in PluggedFile
  std::string hint{};
  std::vector<x509::Crl> lists{};
};

// PluggedFiles is the administrator's plugged CA, from wherever it was read.
struct PluggedFiles {
  std::string name{};  // what was read
  Naming naming = Naming::istio;
  PluggedFile root{};   // every certificate in it is a trust anchor
  PluggedFile chain{};  // what the mesh ought to present behind the leaf
  PluggedFile ca{};     // the signing certificate
  PluggedKey key{};
  PluggedLists crl{};            // may be left out: then not_given, never missing
  bool whole = true;             // false: single files, so that a missing one says nothing
  bool istio_generated = false;  // the key by which istiod marks a secret that it made itself
  // Istio's names are there beside those of a tls secret, and istiod does not look at them;
  // `passed_over` is the ca-cert.pem among them, where there is one.
  bool both_namings = false;
  PluggedFile passed_over{};
  PluggedFile distributed{};  // the root that istiod distributes to this pod, if another was given
  std::vector<std::string> remarks{};  // how the files were found, one printable line each
};

// PluggedPaths says where the files are; empty means "not given".
struct PluggedPaths {
  std::string root{};
  std::string chain{};
  std::string ca{};
  std::string key{};
  std::string crl{};
  std::string directory{};  // --ca-dir: a directory, for whatever is not given by itself
};

// load_directory reads a directory; of the private key nothing stays in memory but what PluggedKey
// says (base::SecretReading), here and below. Fails (stage load) where it or one of its files
// cannot be read, or where it holds none of the names.
base::Result<PluggedFiles> load_directory(const std::string& directory);

// load_files reads single files; `directory` is not looked at. Besides PEM and DER a file may be a
// document that holds what its role asks for, by the same rule of names: a Secret or ConfigMap as
// kubectl prints it, and as root a SPIFFE bundle (JWKS) or a config_dump. Fails (stage load) where
// a file cannot be read, and (stage options) where none is named.
base::Result<PluggedFiles> load_files(const PluggedPaths& paths);

// load_document reads what `kubectl get secret|configmap -o json|yaml` prints: the members of
// `data`, over them those of `stringData`. `name` is how messages call the text, which is the
// caller's to read within a base::SecretReading. Fails (stage load) where it cannot be parsed
// (bounded, as every document), or where not exactly one Secret, or ConfigMap with a signing
// certificate, in it holds plugged files; no message shows any value.
base::Result<PluggedFiles> load_document(std::string_view text, std::string_view name);

// sidecar_root is where every sidecar has the root that istiod distributes.
inline constexpr const char* sidecar_root = "/var/run/secrets/istio/root-cert.pem";

// DefaultPlaces is where files are looked for when nothing was given; tests name other places.
struct DefaultPlaces {
  std::string working_directory = ".";
  std::string sidecar = sidecar_root;
};

// load_anchors reads what a chain can be judged by: the single files that are given, for the others
// those of `directory`; with nothing given root-cert.pem and cert-chain.pem of the working
// directory, else the sidecar's root. The key is not opened. What was taken unasked, and what could
// not be, is said in `remarks`. Fails (stage load) naming file and reason where there is no root,
// or where a file that was given cannot be used; a broken block beside good ones is kept in the
// bundle's problems, and is a finding later.
base::Result<PluggedFiles> load_anchors(const PluggedPaths& paths,
                                        const DefaultPlaces& places = {});

}  // namespace mtlschain::trust
