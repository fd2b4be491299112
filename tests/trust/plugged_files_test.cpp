// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <filesystem>
#include <string>

#include "case.hpp"
#include <mtlschain/trust/plugged_files.hpp>

using namespace mtlschain;
using namespace mtlschain::trust;

namespace {

const std::string lint_folders = std::string{MTLSCHAIN_TESTDATA} + "/lint/";

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// As `kubectl get secret -o json` prints a folder.
std::string secret_of(const std::string& folder) {
  std::string data;
  for (const auto& entry : std::filesystem::directory_iterator{lint_folders + folder}) {
    const std::string name = entry.path().filename().string();
    if (name == "case.txt") continue;
    if (!data.empty()) data += ",";
    data += "\"" + name + "\":\"" + base64(tests::read_text(entry.path())) + "\"";
  }
  return R"({"apiVersion":"v1","data":{)" + data +
         R"(},"kind":"Secret","metadata":{"name":"cacerts","labels":{"data":"x"}},"type":"Opaque"})";
}

}  // namespace

TEST_CASE("a directory with Istio's names") {
  const auto read = tests::must(load_directory(lint_folders + "healthy"));
  CHECK(read.naming == Naming::istio);
  CHECK(read.whole);
  CHECK(!read.both_namings);
  CHECK(read.root.bundle.entries.size() == 1);
  CHECK(read.chain.bundle.entries.size() == 2);
  CHECK(read.ca.label == "ca-cert.pem");
  CHECK(read.key.state == FileState::read);
  CHECK(read.key.check.matches == true);
  CHECK(read.crl.state == FileState::not_given);
}

TEST_CASE("the names of a tls secret win, and the chain is both files") {
  const auto read = tests::must(load_directory(lint_folders + "both-namings"));
  CHECK(read.naming == Naming::tls);
  CHECK(read.both_namings);
  CHECK(read.ca.label == "tls.crt");
  CHECK(read.key.label == "tls.key");
  CHECK(read.chain.bundle.entries.size() == 2);
  CHECK(!tests::must(load_directory(lint_folders + "healthy-tls")).both_namings);
}

TEST_CASE("a key is compared, never kept") {
  CHECK(tests::must(load_directory(lint_folders + "key-of-another")).key.check.matches == false);
  const auto encrypted = tests::must(load_directory(lint_folders + "key-encrypted")).key;
  CHECK(encrypted.state == FileState::unusable);
  CHECK(encrypted.check.encrypted);
  CHECK(!encrypted.check.matches);
  const auto behind = tests::must(load_directory(lint_folders + "key-behind-parameters")).key;
  CHECK(behind.check.problem == "its first block is EC PARAMETERS");
}

TEST_CASE("what stands between the blocks") {
  const auto joined = tests::must(load_directory(lint_folders + "chain-joined")).chain;
  REQUIRE(joined.joined.size() == 1);
  CHECK(joined.final_newline);
  CHECK(!tests::must(load_directory(lint_folders + "chain-without-newline")).chain.final_newline);
  const auto stray = tests::must(load_directory(lint_folders + "text-outside")).root;
  REQUIRE(stray.stray.has_value());
  CHECK(*stray.stray == 1);
  CHECK(!tests::must(load_directory(lint_folders + "healthy")).root.stray);
}

TEST_CASE("a Secret in JSON is the same as the directory") {
  for (const char* folder : {"healthy", "healthy-tls", "healthy-crl", "key-of-another"}) {
    CAPTURE(folder);
    const auto read = tests::must(load_directory(lint_folders + folder));
    const auto secret = tests::must(load_document(secret_of(folder), "secret.json"));
    CHECK(secret.naming == read.naming);
    CHECK(secret.ca.label == read.ca.label);
    CHECK(secret.ca.bundle.entries.at(0).certificate == read.ca.bundle.entries.at(0).certificate);
    CHECK(secret.chain.bundle.entries.size() == read.chain.bundle.entries.size());
    CHECK(secret.key.check.matches == read.key.check.matches);
    CHECK(secret.crl.lists.size() == read.crl.lists.size());
  }
}

TEST_CASE("stringData stands over data") {
  const std::string text = R"({"kind":"Secret","data":{"ca-cert.pem":"AAAA"},)"
                           R"("stringData":{"ca-cert.pem":"no PEM"}})";
  const auto read = tests::must(load_document(text, "-"));
  CHECK(read.ca.state == FileState::unusable);
  CHECK(read.ca.problem.find("PEM") != std::string::npos);
  CHECK(read.key.state == FileState::missing);
}

TEST_CASE("what is no Secret is refused, and nothing of it is shown") {
  const auto message = [](const std::string& text) {
    const auto read = load_document(text, "secret.json");
    REQUIRE(!read.has_value());
    CHECK(read.error().stage == base::Stage::load);
    return read.error().message;
  };
  const std::string key = "c2VjcmV0IGtleQ==";
  CHECK(message("{") == "secret.json: not valid JSON: line 1");
  CHECK(message(R"({"kind":"Secret","data":{"ca-key.pem":")" + key).find(key) == std::string::npos);
  const std::string none = "secret.json: no Secret or ConfigMap in it holds ca-cert.pem or tls.crt";
  CHECK(message(R"({"kind":"List","items":[]})") == none);
  CHECK(message(R"({"kind":"ConfigMap","data":{"root-cert.pem":"x"}})") == none);
  CHECK(message(R"({"kind":"Secret","data":{"other":"AAAA"}})") == none);
  CHECK(message(R"({"kind":"Secret","data":{"ca-key.pem":"%%"}})").find("ca-key.pem") !=
        std::string::npos);
  CHECK(message(std::string(200, '[')) == "secret.json: line 1: nested deeper than 64");
  const std::string one = R"({"kind":"Secret","stringData":{"ca-cert.pem":"x"}})";
  CHECK(message(R"({"kind":"List","items":[)" + one + "," + one + "]}") ==
        "secret.json: 2 Secrets in it hold plugged files: give one");
  CHECK(message(std::string(x509::max_file_bytes + 1, ' ')) == "secret.json: larger than 8 MiB");
}

TEST_CASE("a Secret in YAML") {
  const std::string text =
      "apiVersion: v1\nkind: Secret\nstringData:\n  ca-cert.pem: no PEM\n  tls.key: none\n";
  const auto read = tests::must(load_document(text, "-"));
  CHECK(read.ca.state == FileState::unusable);
  CHECK(read.key.state == FileState::missing);
}

TEST_CASE("a ConfigMap with a signing certificate is as good as a Secret") {
  const auto read = tests::must(
      load_document(R"({"kind":"ConfigMap","apiVersion":"v1","data":{"tls.crt":"no PEM"}})", "-"));
  CHECK(read.naming == Naming::tls);
  CHECK(read.ca.state == FileState::unusable);
  CHECK(read.root.state == FileState::missing);
}

TEST_CASE("what istiod passes over beside tls.crt is kept apart") {
  const auto both = tests::must(load_directory(lint_folders + "both-namings"));
  CHECK(both.passed_over.label == "ca-cert.pem");
  CHECK(both.passed_over.bundle.entries.size() == 1);
  CHECK(!tests::must(load_directory(lint_folders + "healthy")).passed_over.given());
}

TEST_CASE("single files may be documents, by the same rule of names") {
  const std::string secret = std::string{MTLSCHAIN_TESTDATA} + "/documents/secret-tls.json";
  const auto read = tests::must(load_files({.root = secret, .ca = secret}));
  CHECK(read.naming == Naming::tls);
  CHECK(read.ca.state == FileState::read);
  CHECK(read.ca.label == "secret-tls.json");
  CHECK(!read.whole);
}

TEST_CASE("a directory without the names, a missing directory, nothing named") {
  CHECK(load_directory(lint_folders).error().stage == base::Stage::load);
  CHECK(load_directory(lint_folders + "nowhere").error().stage == base::Stage::load);
  CHECK(load_directory(lint_folders + "healthy/ca-cert.pem").error().stage == base::Stage::load);
  CHECK(load_files({}).error().stage == base::Stage::options);
  CHECK(load_files({.ca = lint_folders + "nowhere.pem"}).error().stage == base::Stage::load);
}
