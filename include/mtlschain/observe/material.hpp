// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {

// max_material_bytes is the largest collected file that is read.
inline constexpr std::size_t max_material_bytes = 8U << 20U;

// read_material_all turns collected bytes into observations, at least one; the kind is detected
// from the content:
//
// - an `openssl s_client` transcript (the certificates of its `Certificate chain` section, else its
//   `Server certificate`, never both; the handshake facts that it prints; CRLF and a merged
//   standard error are fine; of several connections the first that shows a certificate), PEM
//   blocks, or one DER certificate: one observation;
// - Envoy's config_dump, whole, by `?resource=` or as `istioctl proxy-config secret -o json|yaml`
//   prints it: one for each secret with a certificate (active, static or warming), with the
//   proxy's ROOTCA as `trust_bundle`;
// - ztunnel's config_dump, whole or the list of its certificates: one for each identity;
// - `kubectl get secret|configmap -o json|yaml`, one or a list: one for each that holds a chain
//   (tls.crt, else cert-chain.pem, else ca-cert.pem), its root as `trust_bundle`;
// - our own report, JSON or JSON lines: one for each report, with what was seen then, under the
//   target's name of then. Only its PEM blocks are believed, nothing that was computed from them.
//
// `target` is the caller's name; where a document gives several, `#` and their own name follow it.
// Never fails: what cannot be read is an observation with a failure: `unreadable`, saying what the
// bytes look like; for a transcript without certificate what it says of the cause (`refused`,
// `unresolved`, `plaintext`, `reset`, `alert` ...), else `no_certificate`, as for a secret that is
// still empty; `bad_certificate`, with the line (of its own PEM text), when the first block does
// not parse: then `presented` stays empty. Later blocks that do not parse go to `unparsed`. A
// document that only says what is trusted is `unreadable` with a `trust_bundle`.
std::vector<Observation> read_material_all(std::string_view bytes, const std::string& target);

// read_material is read_material_all for material that gives one observation; several are a failure
// `unreadable` that names them.
Observation read_material(std::string_view bytes, const std::string& target);

}  // namespace mtlschain::observe
