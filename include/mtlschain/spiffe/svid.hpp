// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <mtlschain/spiffe/id.hpp>
#include <mtlschain/x509/certificate.hpp>

namespace mtlschain::spiffe {

// ids_of are the valid SPIFFE IDs among the URI names of a certificate, in their order. An
// X509-SVID has exactly one URI name (X509-SVID 2); whether this one has is for the caller to
// judge.
std::vector<Id> ids_of(const x509::Certificate& certificate);

// id_of is the first of them: what people call the certificate by.
std::optional<Id> id_of(const x509::Certificate& certificate);

// claims_id: one of its URI names begins with spiffe://, valid or not: it was made for a mesh.
bool claims_id(const x509::Certificate& certificate);

}  // namespace mtlschain::spiffe
