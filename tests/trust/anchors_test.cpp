// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <mtlschain/trust/plugged_files.hpp>

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

PluggedFiles must(base::Result<PluggedFiles> loaded) {
  REQUIRE_MESSAGE(loaded, loaded.error().message);
  return *std::move(loaded);
}

bool says(const std::vector<std::string>& remarks, const std::string& what) {
  return std::ranges::any_of(
      remarks, [&](const std::string& remark) { return remark.find(what) != std::string::npos; });
}

TEST_CASE("what was given is taken as it is") {
  const Folder folder;
  const auto found = must(load_anchors(
      {.root = samples + "root-cert.pem", .chain = samples + "cert-chain.pem"}, nowhere(folder)));
  CHECK(found.root.path == samples + "root-cert.pem");
  CHECK(found.chain.path == samples + "cert-chain.pem");
  CHECK(found.ca.state == FileState::not_given);
  CHECK(found.crl.state == FileState::not_given);
  CHECK(found.remarks.empty());
}

TEST_CASE("a directory gives its usual names, for what was not given") {
  const Folder folder;
  folder.copy("root-cert.pem", "root-cert.pem");
  folder.copy("ca-cert.pem", "ca-cert.pem");
  folder.write("cert-chain.pem", "no PEM");  // not looked at
  folder.write("ca-key.pem", "no PEM");      // never looked at
  const auto given = samples + "cert-chain-alt.pem";
  const auto found =
      must(load_anchors({.chain = given, .directory = folder.path()}, nowhere(folder)));
  CHECK(found.root.path == folder.path("root-cert.pem"));
  CHECK(found.chain.path == given);
  CHECK(found.ca.path == folder.path("ca-cert.pem"));
  CHECK(found.key.state == FileState::not_given);
  CHECK(found.remarks.empty());
}

TEST_CASE("a kubernetes.io/tls directory gives ca.crt and tls.crt, and it is said") {
  const Folder folder;
  folder.copy("root-cert.pem", "ca.crt");
  folder.copy("ca-cert.pem", "tls.crt");
  folder.write("ca-crl.pem", "no PEM");  // istiod reads none here
  const auto found = must(load_anchors({.directory = folder.path()}, nowhere(folder)));
  CHECK(found.root.path == folder.path("ca.crt"));
  CHECK(found.ca.path == folder.path("tls.crt"));
  CHECK(found.chain.label == "tls.crt+ca.crt");
  CHECK(found.chain.bundle.entries.size() == 2);
  CHECK(found.crl.state == FileState::not_given);
  CHECK(found.remarks.size() == 2);
  CHECK(says(found.remarks, "ca-crl.pem is left out"));
}

TEST_CASE("where both naming schemes are there tls.crt is used, with a remark") {
  const Folder folder;
  folder.copy("root-cert.pem", "ca.crt");
  folder.copy("ca-cert.pem", "tls.crt");
  folder.write("root-cert.pem", "no PEM");  // not looked at
  folder.write("ca-cert.pem", "no PEM");
  const auto found = must(load_anchors({.directory = folder.path()}, nowhere(folder)));
  CHECK(found.root.path == folder.path("ca.crt"));
  CHECK(found.ca.path == folder.path("tls.crt"));
  CHECK(found.both_namings);
  CHECK(found.passed_over.state == FileState::unusable);
  CHECK(found.remarks.size() == 1);
}

TEST_CASE("tls.crt without ca.crt has no root, whatever lies beside it") {
  const Folder folder;
  folder.copy("ca-cert.pem", "tls.crt");
  folder.copy("root-cert.pem", "root-cert.pem");
  const auto found = load_anchors({.directory = folder.path()}, nowhere(folder));
  REQUIRE_FALSE(found);
  CHECK(found.error().message.find("tls.crt is there, so that the root is ca.crt") !=
        std::string::npos);
  const auto root = folder.path("root-cert.pem");
  CHECK(must(load_anchors({.root = root, .directory = folder.path()}, nowhere(folder))).root.path ==
        root);
}

TEST_CASE("the root that istiod distributes is looked at where another one was given") {
  const Folder folder;
  const auto root = samples + "root-cert.pem";
  const DefaultPlaces places{folder.path("none"), folder.copy("root-cert.pem", "sidecar")};
  CHECK(must(load_anchors({.root = root}, places)).distributed.path == places.sidecar);
  CHECK_FALSE(must(load_anchors({.root = places.sidecar}, places)).distributed.given());
  CHECK_FALSE(must(load_anchors({}, places)).distributed.given());
  CHECK_FALSE(must(load_anchors({.root = root}, nowhere(folder))).distributed.given());
}

TEST_CASE("what nobody asked for is said and left out where it cannot be read") {
  const Folder folder;
  const DefaultPlaces places{folder.path("none"), folder.write("sidecar", "no PEM")};
  const auto ca = must(load_anchors({.root = samples + "root-cert.pem"}, places));
  CHECK_FALSE(ca.distributed.given());
  REQUIRE(ca.remarks.size() == 1);
  CHECK(says(ca.remarks, "sidecar holds no certificate"));
}

TEST_CASE("a directory without root, or none at all, is refused") {
  const Folder folder;
  folder.copy("cert-chain.pem", "cert-chain.pem");
  const auto places = nowhere(folder);
  const auto rootless = load_anchors({.directory = folder.path()}, places);
  REQUIRE_FALSE(rootless);
  CHECK(rootless.error().stage == base::Stage::load);
  CHECK(rootless.error().message.find(folder.path()) != std::string::npos);
  CHECK(load_anchors({.root = samples + "root-cert.pem", .directory = folder.path()}, places));
  CHECK_FALSE(load_anchors({.directory = folder.path("missing")}, places));
  CHECK_FALSE(load_anchors({.directory = folder.path("cert-chain.pem")}, places));
}

TEST_CASE("with nothing given the working directory comes first, then the sidecar's root") {
  const Folder folder;
  const auto none = load_anchors({}, nowhere(folder));
  REQUIRE_FALSE(none);
  CHECK(none.error().message.find(folder.path("root-cert.pem")) != std::string::npos);
  CHECK(none.error().message.find(folder.path("no/sidecar")) != std::string::npos);

  const DefaultPlaces places{folder.path(), folder.copy("root-cert.pem", "sidecar")};
  const auto sidecar = must(load_anchors({}, places));
  CHECK(sidecar.root.path == places.sidecar);
  CHECK_FALSE(sidecar.chain.given());
  CHECK(sidecar.remarks == std::vector<std::string>{"using " + places.sidecar});

  folder.copy("root-cert.pem", "root-cert.pem");
  folder.copy("cert-chain.pem", "cert-chain.pem");
  folder.copy("ca-cert.pem", "ca-cert.pem");
  const auto working = must(load_anchors({}, places));
  CHECK(working.root.path == folder.path("root-cert.pem"));
  CHECK(working.chain.path == folder.path("cert-chain.pem"));
  CHECK_FALSE(working.ca.given());
  CHECK(working.remarks.size() == 2);
}

TEST_CASE("a chain without a root is not completed behind the caller's back") {
  const Folder folder;
  folder.copy("root-cert.pem", "root-cert.pem");
  CHECK_FALSE(load_anchors({.chain = samples + "cert-chain.pem"}, nowhere(folder)));
}

TEST_CASE("Istio's samples load with their labels") {
  const Folder folder;
  const auto ca = must(load_anchors({.root = samples + "root-cert-combined.pem",
                                     .chain = samples + "cert-chain-alt.pem",
                                     .ca = samples + "ca-cert.pem"},
                                    nowhere(folder)));
  CHECK(ca.root.label == "root-cert-combined.pem");
  CHECK(ca.root.path == samples + "root-cert-combined.pem");
  CHECK(ca.root.bundle.entries.size() == 2);
  CHECK(ca.chain.bundle.entries.size() == 2);
  CHECK(ca.ca.bundle.entries.size() == 1);
}

TEST_CASE("files that share a name are labelled by their paths, one file given twice is not") {
  const Folder folder;
  const auto other = folder.copy("ca-cert.pem", "root-cert.pem");
  const auto ca = load_anchors({.root = samples + "root-cert.pem", .chain = other, .ca = other});
  REQUIRE(ca);
  CHECK(ca->root.label == samples + "root-cert.pem");
  CHECK(ca->chain.label == other);
  const auto same = load_anchors({.root = samples + "root-cert.pem",
                                  .chain = samples + "ca-cert.pem",
                                  .ca = samples + "ca-cert.pem"});
  REQUIRE(same);
  CHECK(same->chain.label == "ca-cert.pem");
}

TEST_CASE("an empty chain file is a chain of none, an empty root is refused") {
  const Folder folder;
  const auto empty = folder.write("cert-chain.pem", "\n");
  const auto ca = load_anchors({.root = samples + "root-cert.pem", .chain = empty});
  REQUIRE(ca);
  REQUIRE(ca->chain.given());
  CHECK(ca->chain.bundle.entries.empty());
  CHECK_FALSE(load_anchors({.root = empty}));
  CHECK_FALSE(load_anchors({.root = samples + "root-cert.pem", .ca = empty}));
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
    const auto ca = load_anchors({.root = path});
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
  const auto ca = load_anchors({.root = path});
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
  const auto ca = load_anchors({.root = path});
  REQUIRE(ca);
  CHECK(ca->root.bundle.entries.size() == 1);
  REQUIRE(ca->root.bundle.problems.size() == 1);
  CHECK(ca->root.bundle.problems[0].line == 4);
  CHECK(ca->root.bundle.private_keys == 1);
}

TEST_CASE("a certificate is no CRL") {
  const auto ca =
      load_anchors({.root = samples + "root-cert.pem", .crl = samples + "root-cert.pem"});
  CHECK_FALSE(ca);
}

}  // namespace
}  // namespace mtlschain::trust
