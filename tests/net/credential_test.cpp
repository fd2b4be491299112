// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "net/tls_peer.hpp"

namespace mtlschain::net_test {
namespace {

using observe::ClientCertificateOutcome;
using observe::load_client_credential;
using observe::TlsVersion;

const std::string healthy_chain = testdata("cases/healthy-sidecar/presented.pem");

// Made by `openssl pkey -aes256` and `openssl ec -aes256`, passphrase "secret".
constexpr const char* encrypted_pkcs8 = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiKZ+AxxsS9+gICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBVdNmrjbFWLJDazZa0ByxcEgZAS
4KagIyGOf8EozuFiFIGwhqGBtl96zwRvnVdMLzJS+D973rxZuwz2hRRWPkfm6OAY
XuLhegKYnK9nDc+aLYruQ35F4QRcYmLgEHRmo69eB25rTykqj4O2fY/sY+WlIL/p
sJZY2NrktK0aEenW26UG5zmXgpDVa2BQH7H0Yr0MC8OIuJoSmp08qmpJaBlZQ1s=
-----END ENCRYPTED PRIVATE KEY-----
)";
constexpr const char* encrypted_sec1 = R"(-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-256-CBC,CFBD786B634BCBECC578E08342575C7E

VtVo3NtY14Tzwhj4KbDgkHvLxSPBaV3E/OaAtu0MzvBKq2By4Cc6BqS7ctVA2k4E
ryyMNrW01jVoCEehjK1lA+Hiph1ZwpVUQjH8ch1qLRsOQv/bbvznOnconlHXUwRh
aGjCKYlgQR0Z1S1YqE9ojsJMMWm7919mYwmgy/hEZhk=
-----END EC PRIVATE KEY-----
)";

// KeyFile is a temporary file of that content.
class KeyFile {
 public:
  explicit KeyFile(const std::string& content) {
    std::string name = std::filesystem::temp_directory_path() / "mtlschain-key-XXXXXX";
    const int descriptor = ::mkstemp(name.data());
    [[maybe_unused]] const auto written = ::write(descriptor, content.data(), content.size());
    ::close(descriptor);
    path = name;
  }
  ~KeyFile() { std::filesystem::remove(path); }
  KeyFile(const KeyFile&) = delete;
  KeyFile& operator=(const KeyFile&) = delete;

  std::string path;
};

TEST_CASE("an encrypted key is refused without a prompt") {
  for (const char* content : {encrypted_pkcs8, encrypted_sec1}) {
    const KeyFile key{content};
    const auto loaded = load_client_credential(healthy_chain, key.path);
    REQUIRE_FALSE(loaded);
    CAPTURE(loaded.error().message);
    CHECK(loaded.error().stage == base::Stage::load);
    CHECK(loaded.error().message.find("encrypted") != std::string::npos);
    CHECK(loaded.error().message.find(key.path) != std::string::npos);
    CHECK(loaded.error().hint.find("openssl pkey") != std::string::npos);
  }
}

TEST_CASE("what is no key, or no certificate, is named by its file") {
  const KeyFile empty{""};
  const std::string missing = "/nonexistent/key.pem";
  for (const std::string& path : {empty.path, missing, healthy_chain}) {
    const auto loaded = load_client_credential(healthy_chain, path);
    REQUIRE_FALSE(loaded);
    CHECK(loaded.error().stage == base::Stage::load);
    CHECK(loaded.error().message.find(path) != std::string::npos);
    CHECK(loaded.error().message.find("encrypted") == std::string::npos);
  }
  const auto swapped = load_client_credential(testdata("keys/leaf.pem"), healthy_chain);
  REQUIRE_FALSE(swapped);
  CHECK(swapped.error().stage == base::Stage::load);
  CHECK(swapped.error().message.find("PRIVATE KEY-----") == std::string::npos);
}

int reject(X509_STORE_CTX* store, void* /*argument*/) {
  X509_STORE_CTX_set_error(store, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
  return 0;
}

void reject_every_certificate(SSL_CTX* context) {
  SSL_CTX_set_cert_verify_callback(context, reject, nullptr);
}

struct Outcomes {
  std::set<ClientCertificateOutcome> outcomes;
  std::set<int> alerts;
};

Outcomes fifty_looks(const std::string& address, TlsVersion version) {
  observe::LiveOptions options;
  options.tls_min = version;
  options.tls_max = version;
  options.credential = *load_client_credential(healthy_chain, testdata("keys/leaf.pem"));
  Outcomes seen;
  for (const auto& one : observe_all(std::vector<std::string>(50, address), options).all) {
    CHECK_FALSE(one.failure);
    CHECK(one.presented.size() >= 2);
    CHECK(one.client_certificate.requested);
    CHECK(one.client_certificate.sent);
    seen.outcomes.insert(one.client_certificate.outcome);
    for (const auto& alert : one.alerts) seen.alerts.insert(alert.number);
  }
  return seen;
}

TEST_CASE("our certificate is accepted or refused, in both versions") {
  auto service = service_options();
  service.client_auth = net::ClientAuth::require;
  const TlsTrick lax{service, {}, just_accept};
  const TlsTrick strict{service, reject_every_certificate, just_accept};
  for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    CAPTURE(static_cast<int>(version));
    const auto accepted = fifty_looks(lax.address(), version);
    CHECK(accepted.outcomes == std::set{ClientCertificateOutcome::accepted});
    CHECK(accepted.alerts.empty());
    const auto refused = fifty_looks(strict.address(), version);
    CHECK(refused.outcomes == std::set{ClientCertificateOutcome::refused});
    CHECK(refused.alerts == std::set<int>{48});
  }
}

}  // namespace
}  // namespace mtlschain::net_test
