// SPDX-License-Identifier: Apache-2.0
#include "net/certificate_message.hpp"

#include <doctest/doctest.h>
#include <openssl/asn1.h>

#include "net/tls_peer.hpp"
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::net_test {
namespace {

using net::split_certificate_message;
using observe::FailureKind;
using observe::TlsVersion;

x509::Chain healthy_chain() {
  x509::Chain chain;
  const auto bundle = x509::read_bundle(service_options().chain_pem, "chain");
  for (const auto& entry : bundle->entries) chain.push_back(entry.certificate);
  return chain;
}

std::string prefixed(const std::string& bytes, unsigned length_bytes) {
  std::string out;
  for (unsigned i = length_bytes; i-- > 0;) {
    out += static_cast<char>(bytes.size() >> (8U * i) & 0xffU);
  }
  return out + bytes;
}

// message is the body of a Certificate message in the form of either version.
std::string message(const std::vector<std::string>& elements, bool tls1_3) {
  std::string list;
  for (const auto& element : elements) {
    list += prefixed(element, 3);
    if (tls1_3) list += prefixed("", 2);
  }
  return (tls1_3 ? prefixed("", 1) : "") + prefixed(list, 3);
}

TEST_CASE("what parses and what does not, with positions") {
  const auto healthy = healthy_chain();
  for (const bool tls1_3 : {false, true}) {
    CAPTURE(tls1_3);
    const std::string body = message({healthy[0].der(), "rubbish", healthy[1].der(), ""}, tls1_3);
    const auto split = split_certificate_message(base::bytes_of(body), tls1_3);
    CHECK(split.chain == x509::Chain{healthy[0], healthy[1]});
    REQUIRE(split.unparsed.size() == 2);
    CHECK(split.unparsed[0].position == 1);
    CHECK(split.unparsed[1].position == 3);
  }
}

TEST_CASE("a message cut at any byte keeps what was whole") {
  const auto healthy = healthy_chain();
  for (const bool tls1_3 : {false, true}) {
    const std::string body = message({healthy[0].der(), "xyz"}, tls1_3);
    for (std::size_t size = 0; size < body.size(); ++size) {
      const std::string cut = body.substr(0, size);
      const auto split = split_certificate_message(base::bytes_of(cut), tls1_3);
      CHECK(split.chain.empty());  // the length of the whole list no longer holds
      CHECK(split.unparsed.size() <= 1);
    }
    const std::string long_element =
        (tls1_3 ? prefixed("", 1) : "") + prefixed("\x01\x02\x03xyz", 3);
    const auto split = split_certificate_message(base::bytes_of(long_element), tls1_3);
    CHECK(split.unparsed.size() == 1);
  }
}

TEST_CASE("no bytes, and no elements") {
  CHECK(split_certificate_message({}, true).unparsed.empty());
  const std::string none{"\0\0\0", 3};
  CHECK(split_certificate_message(base::bytes_of(none), false).unparsed.empty());
  CHECK(split_certificate_message(base::bytes_of(none), false).chain.empty());
}

// broken is a certificate that libssl serves and no client can parse: notBefore is no time.
openssl::X509Ptr broken(const x509::Certificate& certificate) {
  openssl::X509Ptr copy{X509_dup(certificate.native())};
  const openssl::Owning<ASN1_TIME, ASN1_TIME_free> no_time{
      ASN1_STRING_dup(X509_get0_notBefore(copy.get()))};
  no_time->type = V_ASN1_OCTET_STRING;
  X509_set1_notBefore(copy.get(), no_time.get());
  i2d_re_X509_tbs(copy.get(), nullptr);  // forgets the encoding that it came with
  return copy;
}

void serve_broken_leaf(SSL_CTX* context) {
  REQUIRE(SSL_CTX_use_certificate(context, broken(healthy_chain()[0]).get()) == 1);
}

void serve_broken_intermediate(SSL_CTX* context) {
  const auto healthy = healthy_chain();
  SSL_CTX_clear_chain_certs(context);
  REQUIRE(SSL_CTX_add1_chain_cert(context, broken(healthy[1]).get()) == 1);
  REQUIRE(SSL_CTX_add1_chain_cert(context, healthy[2].native()) == 1);
}

observe::LiveOptions only(TlsVersion version) {
  observe::LiveOptions options;
  options.tls_min = version;
  options.tls_max = version;
  return options;
}

TEST_CASE("a broken certificate does not hide the others") {
  const auto healthy = healthy_chain();
  REQUIRE(healthy.size() >= 3);
  const TlsTrick first{service_options(), serve_broken_leaf, just_accept};
  const TlsTrick second{service_options(), serve_broken_intermediate, just_accept};
  for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    CAPTURE(static_cast<int>(version));
    const auto no_leaf = observe_one(first.address(), only(version));
    REQUIRE(no_leaf.failure);
    CHECK(no_leaf.failure->kind == FailureKind::bad_certificate);
    REQUIRE(no_leaf.unparsed.size() == 1);
    CHECK(no_leaf.unparsed.front().position == 0);
    CHECK(no_leaf.presented == x509::Chain(healthy.begin() + 1, healthy.end()));
    CHECK_FALSE(no_leaf.handshake->version.empty());

    const auto gap = observe_one(second.address(), only(version));
    REQUIRE(gap.failure);
    CHECK(gap.failure->kind == FailureKind::protocol);
    REQUIRE(gap.unparsed.size() == 1);
    CHECK(gap.unparsed.front().position == 1);
    CHECK(gap.presented == x509::Chain{healthy[0], healthy[2]});
  }
}

TEST_CASE("a chain of 100 certificates") {
  const auto healthy = healthy_chain();
  const TlsTrick server{service_options(),
                        [&healthy](SSL_CTX* context) {
                          SSL_CTX_clear_chain_certs(context);
                          for (int i = 0; i < 99; ++i) {
                            SSL_CTX_add1_chain_cert(context, healthy[1].native());
                          }
                        },
                        just_accept};
  x509::Chain sent(100, healthy[1]);
  sent[0] = healthy[0];
  for (const TlsVersion version : {TlsVersion::tls1_2, TlsVersion::tls1_3}) {
    const auto seen = observe_one(server.address(), only(version));
    CHECK_FALSE(seen.failure);
    CHECK(seen.presented == sent);
  }
}

}  // namespace
}  // namespace mtlschain::net_test
