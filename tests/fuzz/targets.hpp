// SPDX-License-Identifier: Apache-2.0
// What is fuzzed: one function for each reader of foreign bytes, the same for libFuzzer
// (fuzzer.cpp) and for the replay of the corpora (replay_test.cpp).
#pragma once

#include <array>
#include <string_view>

namespace mtlschain::tests::fuzz {

// Each takes any bytes. It throws where a promise of the code under test is broken; what the code
// may refuse is no failure.

// material: PEM, DER, transcripts: scan_pem, read_bundle, read_crls, read_material.
void material(std::string_view bytes);
// document: JSON and YAML: dumps of Envoy and ztunnel, Secrets, our own report, as target and as
// plugged file.
void document(std::string_view bytes);
// trust_bundle: a SPIFFE bundle (JWKS).
void trust_bundle(std::string_view bytes);
// certificate: DER certificates one after another, leaf first, through judge and every renderer.
void certificate(std::string_view bytes);
// certificate_message: the body of a Certificate message of TLS 1.3 and of TLS 1.2, through judge
// and JSON.
void certificate_message(std::string_view bytes);
// crl: DER revocation lists one after another, for a good chain, through the judge.
void crl(std::string_view bytes);
// private_key: a private key in PEM, or in DER behind a byte that says which PEM label it gets.
void private_key(std::string_view bytes);
// lint_secret: a Secret as kubectl prints it, through lint and its renderers.
void lint_secret(std::string_view bytes);
// lint_directory: plugged files (sections.hpp), through lint and its renderers.
void lint_directory(std::string_view bytes);
// compare: two sides (sections.hpp), through the comparison and its renderers.
void compare(std::string_view bytes);
// target_list: a file of --targets-from.
void target_list(std::string_view bytes);
// spiffe_id: SPIFFE IDs, patterns and trust domains.
void spiffe_id(std::string_view bytes);
// target: the target grammar.
void target(std::string_view bytes);
// moment: times and durations.
void moment(std::string_view bytes);
// conversation: what a TLS server sends in a live look, by the script of
// server/scripted_server.hpp.
void conversation(std::string_view bytes);

struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
};

// targets: the name is that of the corpus in testdata/fuzz and of the fuzzer NAME_fuzz.
inline constexpr std::array<Target, 15> targets{{{"material", material},
                                                 {"document", document},
                                                 {"trust_bundle", trust_bundle},
                                                 {"certificate", certificate},
                                                 {"certificate_message", certificate_message},
                                                 {"crl", crl},
                                                 {"private_key", private_key},
                                                 {"lint_secret", lint_secret},
                                                 {"lint_directory", lint_directory},
                                                 {"compare", compare},
                                                 {"target_list", target_list},
                                                 {"spiffe_id", spiffe_id},
                                                 {"target", target},
                                                 {"moment", moment},
                                                 {"conversation", conversation}}};

}  // namespace mtlschain::tests::fuzz
