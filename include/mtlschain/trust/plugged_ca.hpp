// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mtlschain/base/result.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::trust {

// PluggedFile is one file of the plugged CA. `label` is the short name that reports use
// ("root-cert.pem[0]" is the label and an index): the last component of the path, unless two files
// of one run share it; then the path.
struct PluggedFile {
  std::string path;
  std::string label;
  x509::Bundle bundle;
};

// PluggedCrl is the optional ca-crl.pem.
struct PluggedCrl {
  std::string path;
  std::string label;
  std::vector<x509::Crl> lists;
};

// PluggedCa is the administrator's files as given. Without `root` nothing can be verified, only
// shown.
struct PluggedCa {
  std::optional<PluggedFile> root;  // every certificate in it is a trust anchor
  std::optional<PluggedFile>
      chain;                      // cert-chain.pem: what the mesh ought to present behind the leaf
  std::optional<PluggedFile> ca;  // ca-cert.pem: the signing certificate
  std::optional<PluggedCrl> crl;
  // tls.crt, where it lies beside files with Istio's own names: istiod takes that one.
  std::optional<PluggedFile> tls_ca{};
  // The root that istiod distributes to this pod, where another one was given.
  std::optional<PluggedFile> distributed{};
  std::vector<std::string> remarks{};  // those of PluggedPaths
};

// PluggedPaths says where the files are; empty means "not given".
struct PluggedPaths {
  std::string root{};
  std::string chain{};
  std::string ca{};
  std::string crl{};
  std::string tls_ca{};
  std::string distributed{};
  std::string directory{};  // --ca-dir: the usual names in it, for whatever is not given by itself
  std::vector<std::string> remarks{};  // how the files were found, one printable line each
};

// sidecar_root is where every sidecar has the root that istiod distributes.
inline constexpr const char* sidecar_root = "/var/run/secrets/istio/root-cert.pem";

// DefaultPlaces is where files are looked for when nothing was given; tests name other places.
struct DefaultPlaces {
  std::string working_directory = ".";
  std::string sidecar = sidecar_root;
};

// find_plugged_paths fills in what was not given. From `directory`: root-cert.pem, cert-chain.pem,
// ca-cert.pem and ca-crl.pem where they exist; where it has no root-cert.pem but ca.crt and tls.crt
// (a kubernetes.io/tls secret, which istiod takes too), ca.crt as root, tls.crt as ca and chain.
// One of the two roots must be there unless a root was given. `tls_ca` and `distributed` are filled
// in where those files are there and are not what is used anyway. With nothing at all given: root
// and chain of the working directory, else the sidecar's root. Which files were taken unasked is
// said in `remarks`. Fails (stage load) when no root is found, saying where it looked.
base::Result<PluggedPaths> find_plugged_paths(PluggedPaths given, const DefaultPlaces& places = {});

// load_plugged_ca reads and parses the files that are named; `directory` is not looked at. Besides
// PEM and DER a file may be a document that holds what its role asks for: a Secret or ConfigMap as
// kubectl prints it, and as root a SPIFFE bundle (JWKS) or a config_dump. A chain file may be
// empty: istiod wants it so where the root signs the leaves itself. Fails (stage load) naming the
// file, the place and the reason. A broken block beside good ones is kept in the bundle's problems,
// and is a finding later. Private keys are never decoded,
// and nothing stays of them in memory (base::SecretReading).
base::Result<PluggedCa> load_plugged_ca(const PluggedPaths& paths);

}  // namespace mtlschain::trust
