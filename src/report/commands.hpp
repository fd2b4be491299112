// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/report/lint.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// Words are what is known for the placeholders of a command: target, namespace, service_account,
// root, chain, ca, key, crl. Each is ready for a shell, whatever it came from.
using Words = std::vector<judge::Fact>;

// words_of takes the namespace from the leaf's SPIFFE ID, else from a service's DNS name.
Words words_of(const Report& report, const Inputs& inputs);
Words words_of(const Linted& linted);

// with_place adds `look`: how to see the certificate that a finding is about.
Words with_place(Words words, const judge::Finding& finding);

// command fills in a template of explanations.def: {word|fallback} is the word where it is known,
// else the fallback.
std::string command(std::string_view pattern, const Words& words);

}  // namespace mtlschain::report
