// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <mtlschain/base/time.hpp>
#include <mtlschain/judge/finding.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::judge {

// display_name is what people call a certificate: its subject, or its first alternative name where
// the subject is empty (mesh leaves).
std::string display_name(const x509::Certificate& certificate);

// statement makes a finding with the table's severity.
Finding statement(Code code, Place about, std::vector<Fact> facts = {});

// time_text is a certificate's date as facts have it, whatever is written there.
std::string time_text(const std::optional<base::Time>& time);

// certificate_facts are `subject`, `fingerprint`, `not_before`, `not_after`, and the key
// identifiers where they are present.
std::vector<Fact> certificate_facts(const x509::Certificate& certificate);

// about is a statement on one certificate: its facts, then `more`.
Finding about(Code code, Place place, const x509::Certificate& certificate,
              std::vector<Fact> more = {});

// sort_findings puts errors first, then warnings, then notes; within each the lowest rank first.
void sort_findings(std::vector<Finding>& findings);

}  // namespace mtlschain::judge
