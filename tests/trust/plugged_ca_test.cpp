// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <mtlschain/trust/plugged_ca.hpp>

namespace mtlschain::trust {
namespace {

namespace fs = std::filesystem;

const std::string samples = std::string(MTLSCHAIN_TESTDATA) + "/istio-samples/";

// Folder is a temporary directory that goes away with its owner.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "plugged-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  std::string path(const std::string& name = {}) const {
    return name.empty() ? path_ : path_ + "/" + name;
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::string copy(const std::string& sample, const std::string& name) const {
    fs::copy_file(samples + sample, path(name));
    return path(name);
  }

 private:
  std::string path_;
};

DefaultPlaces nowhere(const Folder& folder) {
  return {.working_directory = folder.path(), .sidecar = folder.path("no/sidecar")};
}

TEST_CASE("what was given is taken as it is") {
  const Folder folder;
  const auto found = find_plugged_paths({.root = "r", .chain = "c"}, nowhere(folder));
  REQUIRE(found);
  CHECK(found->root == "r");
  CHECK(found->chain == "c");
  CHECK(found->ca.empty());
  CHECK(found->remarks.empty());
}

TEST_CASE("a directory gives its usual names, for what was not given") {
  const Folder folder;
  for (const auto* name : {"root-cert.pem", "cert-chain.pem", "ca-cert.pem", "ca-crl.pem"}) {
    folder.write(name, "");
  }
  const auto found = find_plugged_paths({.chain = "c", .directory = folder.path()});
  REQUIRE(found);
  CHECK(found->root == folder.path("root-cert.pem"));
  CHECK(found->chain == "c");
  CHECK(found->ca == folder.path("ca-cert.pem"));
  CHECK(found->crl == folder.path("ca-crl.pem"));
  CHECK(found->remarks.empty());
}

TEST_CASE("a kubernetes.io/tls directory gives ca.crt and tls.crt, and it is said") {
  const Folder folder;
  folder.write("ca.crt", "");
  folder.write("tls.crt", "");
  const auto found = find_plugged_paths({.directory = folder.path()});
  REQUIRE(found);
  CHECK(found->root == folder.path("ca.crt"));
  CHECK(found->ca == folder.path("tls.crt"));
  CHECK(found->chain == folder.path("tls.crt"));
  CHECK(found->remarks.size() == 1);
}

TEST_CASE("where both naming schemes are there Istio's names are used, with a remark") {
  const Folder folder;
  for (const auto* name : {"ca.crt", "tls.crt", "root-cert.pem", "ca-cert.pem"}) {
    folder.write(name, "");
  }
  const auto found = find_plugged_paths({.directory = folder.path()});
  REQUIRE(found);
  CHECK(found->root == folder.path("root-cert.pem"));
  CHECK(found->ca == folder.path("ca-cert.pem"));
  CHECK(found->chain.empty());
  CHECK(found->tls_ca == folder.path("tls.crt"));
  CHECK(found->remarks.size() == 1);
}

TEST_CASE("the root that istiod distributes is looked at where another one was given") {
  const Folder folder;
  const DefaultPlaces places{folder.path("none"), folder.write("sidecar", "")};
  CHECK(find_plugged_paths({.root = "r"}, places)->distributed == places.sidecar);
  CHECK(find_plugged_paths({.root = places.sidecar}, places)->distributed.empty());
  CHECK(find_plugged_paths({}, places)->distributed.empty());
  CHECK(find_plugged_paths({.root = "r"}, nowhere(folder))->distributed.empty());
}

TEST_CASE("what nobody asked for is said and left out where it cannot be read") {
  const Folder folder;
  const auto ca = load_plugged_ca({.root = samples + "root-cert.pem",
                                   .tls_ca = samples + "ca-cert.pem",
                                   .distributed = folder.write("sidecar", "no PEM")});
  REQUIRE(ca);
  REQUIRE(ca->tls_ca);
  CHECK(ca->tls_ca->label == "ca-cert.pem");
  CHECK_FALSE(ca->distributed);
  REQUIRE(ca->remarks.size() == 1);
  CHECK(ca->remarks[0].find("sidecar") != std::string::npos);
}

TEST_CASE("a directory without root, or none at all, is refused") {
  const Folder folder;
  folder.write("cert-chain.pem", "");
  const auto rootless = find_plugged_paths({.directory = folder.path()});
  REQUIRE_FALSE(rootless);
  CHECK(rootless.error().stage == base::Stage::load);
  CHECK(rootless.error().message.find(folder.path()) != std::string::npos);
  CHECK(find_plugged_paths({.root = "r", .directory = folder.path()}));
  CHECK_FALSE(find_plugged_paths({.directory = folder.path("missing")}));
  CHECK_FALSE(find_plugged_paths({.directory = folder.path("cert-chain.pem")}));
}

TEST_CASE("with nothing given the working directory comes first, then the sidecar's root") {
  const Folder folder;
  const auto none = find_plugged_paths({}, nowhere(folder));
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find(folder.path("root-cert.pem")) != std::string::npos);
  CHECK(none.error().message.find(folder.path("no/sidecar")) != std::string::npos);

  const DefaultPlaces places{folder.path(), folder.write("sidecar", "")};
  const auto sidecar = find_plugged_paths({}, places);
  REQUIRE(sidecar);
  CHECK(sidecar->root == places.sidecar);
  CHECK(sidecar->chain.empty());
  CHECK(sidecar->remarks.size() == 1);

  folder.write("root-cert.pem", "");
  folder.write("cert-chain.pem", "");
  folder.write("ca-cert.pem", "");
  const auto working = find_plugged_paths({}, places);
  REQUIRE(working);
  CHECK(working->root == folder.path("root-cert.pem"));
  CHECK(working->chain == folder.path("cert-chain.pem"));
  CHECK(working->ca.empty());
}

TEST_CASE("a chain without a root is not completed behind the caller's back") {
  const Folder folder;
  folder.write("root-cert.pem", "");
  CHECK_FALSE(find_plugged_paths({.chain = "c"}, nowhere(folder)));
}

TEST_CASE("Istio's samples load with their labels") {
  const auto ca = load_plugged_ca({.root = samples + "root-cert-combined.pem",
                                   .chain = samples + "cert-chain-alt.pem",
                                   .ca = samples + "ca-cert.pem",
                                   .remarks = {"said"}});
  REQUIRE(ca);
  CHECK(ca->root->label == "root-cert-combined.pem");
  CHECK(ca->root->path == samples + "root-cert-combined.pem");
  CHECK(ca->root->bundle.entries.size() == 2);
  CHECK(ca->chain->bundle.entries.size() == 2);
  CHECK(ca->ca->bundle.entries.size() == 1);
  CHECK_FALSE(ca->crl);
  CHECK(ca->remarks == std::vector<std::string>{"said"});
}

TEST_CASE("files that share a name are labelled by their paths, one file given twice is not") {
  const Folder folder;
  const auto other = folder.copy("ca-cert.pem", "root-cert.pem");
  const auto ca = load_plugged_ca({.root = samples + "root-cert.pem", .chain = other, .ca = other});
  REQUIRE(ca);
  CHECK(ca->root->label == samples + "root-cert.pem");
  CHECK(ca->chain->label == other);
  const auto same = load_plugged_ca({.root = samples + "root-cert.pem",
                                     .chain = samples + "ca-cert.pem",
                                     .ca = samples + "ca-cert.pem"});
  REQUIRE(same);
  CHECK(same->chain->label == "ca-cert.pem");
}

TEST_CASE("an empty chain file is a chain of none, an empty root is refused") {
  const Folder folder;
  const auto empty = folder.write("cert-chain.pem", "\n");
  const auto ca = load_plugged_ca({.root = samples + "root-cert.pem", .chain = empty});
  REQUIRE(ca);
  REQUIRE(ca->chain);
  CHECK(ca->chain->bundle.entries.empty());
  CHECK_FALSE(load_plugged_ca({.root = empty}));
  CHECK_FALSE(load_plugged_ca({.root = samples + "root-cert.pem", .ca = empty}));
}

TEST_CASE("what cannot be loaded is refused with file, reason and way out") {
  const Folder folder;
  const std::string key = "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n";
  const std::vector<std::pair<std::string, std::string>> rows{
      {folder.path("missing"), "No such file"},
      {folder.write("empty", ""), "empty"},
      {folder.path(), "directory"},
      {folder.write("key", key), "private key"},
      {folder.write("text", "hello\n"), "neither PEM nor DER"},
      {folder.write("broken", "\n\n-----BEGIN CERTIFICATE-----\nMII\n"), "line 3"},
      {folder.write("large", std::string((8U << 20U) + 1, 'x')), "larger"},
  };
  for (const auto& [path, reason] : rows) {
    CAPTURE(path);
    const auto ca = load_plugged_ca({.root = path});
    REQUIRE_FALSE(ca);
    CHECK(ca.error().stage == base::Stage::load);
    CHECK(ca.error().message.find(path) != std::string::npos);
    CHECK(ca.error().message.find(reason) != std::string::npos);
    CHECK(ca.error().message.find("bm90") == std::string::npos);
    CHECK_FALSE(ca.error().hint.empty());
  }
}

TEST_CASE("an unreadable file is refused") {
  if (::geteuid() == 0) return;  // root reads everything
  const Folder folder;
  const auto path = folder.copy("root-cert.pem", "closed");
  fs::permissions(path, fs::perms::none);
  const auto ca = load_plugged_ca({.root = path});
  REQUIRE_FALSE(ca);
  CHECK(ca.error().message.find("Permission denied") != std::string::npos);
}

TEST_CASE("a broken block beside good ones is kept with its line, keys are counted") {
  const Folder folder;
  std::ifstream file(samples + "root-cert.pem");
  const std::string good{std::istreambuf_iterator<char>(file), {}};
  const auto path =
      folder.write("mixed",
                   "-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n"
                   "-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n" +
                       good);
  const auto ca = load_plugged_ca({.root = path});
  REQUIRE(ca);
  CHECK(ca->root->bundle.entries.size() == 1);
  REQUIRE(ca->root->bundle.problems.size() == 1);
  CHECK(ca->root->bundle.problems[0].line == 4);
  CHECK(ca->root->bundle.private_keys == 1);
}

TEST_CASE("a certificate is no CRL") {
  const auto ca =
      load_plugged_ca({.root = samples + "root-cert.pem", .crl = samples + "root-cert.pem"});
  CHECK_FALSE(ca);
}

}  // namespace
}  // namespace mtlschain::trust
