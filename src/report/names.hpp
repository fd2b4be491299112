// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <mtlschain/report/lint.hpp>
#include <mtlschain/report/report.hpp>

namespace mtlschain::report {

// name_limit is how many bytes of a foreign name a screen shows.
inline constexpr std::size_t name_limit = 120;
// record_limit is how many bytes of a foreign text a record (JSON, transcript) keeps.
inline constexpr std::size_t record_limit = 2048;

// short_name is foreign text for a screen: printable, and cut.
std::string short_name(std::string_view text);

// certificate_name is how a screen calls a certificate: its URI name, else its subject, else its
// first other name.
std::string certificate_name(const x509::Certificate& certificate);

// counted is a number with its noun: "1 CRL", "2 CRLs".
std::string counted(std::size_t count, std::string_view what);

// root_label is the label of the file with the trust anchors, "root-cert.pem" where it is unknown.
std::string root_label(const Inputs& inputs);

// headline is the finding that explains a rejection, or null.
const judge::Finding* headline(const judge::Judgement& judgement, const Inputs& inputs);

// headline of plugged files, likewise.
const judge::Finding* headline(const Linted& linted);

// verdict is the word for a report: the judge's, sharpened by --fail-on; empty where a chain was
// seen and nothing was to be judged.
std::optional<judge::Verdict> verdict(const Report& report, const Inputs& inputs);

}  // namespace mtlschain::report
