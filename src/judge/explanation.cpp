// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

#include "judge/scene.hpp"
#include <mtlschain/judge/explanation.hpp>

namespace mtlschain::judge {
namespace {

// Every command only reads: who runs what a report prints must not change a mesh by it.
constexpr std::string_view lint_secret =
    "kubectl -n istio-system get secret cacerts -o json | mtlschain lint -";
constexpr std::string_view run_lint =
    "mtlschain lint --root {root|root-cert.pem} --chain {chain|cert-chain.pem} "
    "--ca {ca|ca-cert.pem}";
constexpr std::string_view pod_ages =
    "kubectl -n {namespace|NAMESPACE} get pods --sort-by=.status.startTime";
constexpr std::string_view compare_root =
    "mtlschain compare {target|HOST:PORT} {root|root-cert.pem}";
constexpr std::string_view show_root = "openssl storeutl -noout -text -certs {root|root-cert.pem}";
constexpr std::string_view show_endpoint =
    "mtlschain show {target|HOST:PORT} | openssl x509 -noout -text";
constexpr std::string_view compare_wire =
    "mtlschain compare {target|HOST:PORT} {chain|cert-chain.pem}";
constexpr std::string_view compare_distributed =
    "kubectl -n {namespace|NAMESPACE} get configmap istio-ca-root-cert -o json | "
    "mtlschain compare - {root|root-cert.pem}";
constexpr std::string_view show_ca = "openssl x509 -in {ca|ca-cert.pem} -noout -text";
constexpr std::string_view show_texts = "{look|mtlschain show HOST:PORT}";
constexpr std::string_view show_crl = "openssl crl -in {crl|ca-crl.pem} -noout -text";
constexpr std::string_view show_files =
    "openssl storeutl -noout -text -certs {chain|cert-chain.pem}";
constexpr std::string_view agent_log =
    "kubectl -n {namespace|NAMESPACE} get pods -o name "
    "--field-selector spec.serviceAccountName={service_account|NAME} | "
    "xargs -I POD kubectl -n {namespace|NAMESPACE} logs POD -c istio-proxy --tail=50";
constexpr std::string_view service_account =
    "kubectl -n {namespace|NAMESPACE} get pods -o custom-columns=NAME:.metadata.name,"
    "SA:.spec.serviceAccountName";
constexpr std::string_view show_injection =
    "kubectl get namespace {namespace|NAMESPACE} --show-labels; kubectl get peerauthentication -A";
constexpr std::string_view istiod_log = "kubectl -n istio-system logs deployment/istiod";
constexpr std::string_view mesh_config = "kubectl -n istio-system get configmap istio -o yaml";

struct Row {
  Code code;
  std::string_view means;
  std::string_view detected;
  std::string_view why;
  std::string_view command;
  std::string_view issues;
};

constexpr std::array rows{
#define MTLSCHAIN_EXPLANATION(code, means, detected, why, command, issues) \
  Row{Code::code, means, detected, why, command, issues},
#define MTLSCHAIN_SIGHT(...)
#include <mtlschain/judge/explanations.def>
#undef MTLSCHAIN_EXPLANATION
#undef MTLSCHAIN_SIGHT
};

constexpr std::array sights{
#define MTLSCHAIN_EXPLANATION(...)
#define MTLSCHAIN_SIGHT(id, catalogue, means, detected, mends, command, issues) \
  Explanation{id, catalogue, "not observed", "not observed", means, detected,   \
              "", "",        mends,          command,        issues},
#include <mtlschain/judge/explanations.def>
#undef MTLSCHAIN_EXPLANATION
#undef MTLSCHAIN_SIGHT
};

constexpr std::array codes{
#define MTLSCHAIN_CODE(code, ...) Code::code,
#include <mtlschain/judge/codes.def>
#undef MTLSCHAIN_CODE
};

static_assert(rows.size() == codes.size() &&
                  std::ranges::all_of(codes,
                                      [](Code code) {
                                        return std::ranges::count(rows, code, &Row::code) == 1;
                                      }),
              "explanations.def has one row for each code of codes.def");

using Table = std::array<Explanation, rows.size() + sights.size()>;

Table assemble() {
  Table all{};
  for (const CodeInfo& known : all_codes()) {
    const Row& row = *std::ranges::find(rows, known.code, &Row::code);
    all.at(static_cast<std::size_t>(known.code)) = {known.id,
                                                    known.catalogue,
                                                    severity_name(known.severity),
                                                    severity_name(web_severity(known.code)),
                                                    row.means,
                                                    row.detected,
                                                    row.why,
                                                    known.message,
                                                    known.hint,
                                                    row.command,
                                                    row.issues};
  }
  std::ranges::copy(sights, all.begin() + rows.size());
  return all;
}

const auto& explanation_table() {
  static const auto all = assemble();
  return all;
}

bool same_letters(std::string_view left, std::string_view right) {
  const auto lower = [](unsigned char letter) { return std::tolower(letter); };
  return std::ranges::equal(left, right, {}, lower, lower);
}

const Explanation* sight_called(std::string_view id) {
  const auto found = std::ranges::find(explanation_table(), id, &Explanation::id);
  return found == explanation_table().end() ? nullptr : &*found;
}

}  // namespace

std::span<const Explanation> all_explanations() {
  return explanation_table();
}

const Explanation& explanation(Code code) {
  return explanation_table().at(static_cast<std::size_t>(code));
}

// A missing intermediate: the files are right, so that what is in use is to be looked at; else
// (as the row has it) they lack it.
std::string_view advised_command(const Finding& finding) {
  const bool plugged = fact(finding, "held_by") == place_name(Place::In::chain);
  if (finding.code == Code::missing_intermediate && plugged) return lint_secret;
  return explanation(finding.code).command;
}

std::vector<const Explanation*> explanations_of(std::string_view name) {
  std::vector<const Explanation*> found;
  if (name.empty()) return found;
  for (const Explanation& row : explanation_table()) {
    if (same_letters(row.id, name) || same_letters(row.catalogue, name)) found.push_back(&row);
  }
  return found;
}

const Explanation* sight_of(const observe::Observation& observation) {
  using observe::FailureKind;
  constexpr int protocol_version = 70;
  if (!observation.failure || !observation.presented.empty()) return nullptr;
  const FailureKind kind = observation.failure->kind;
  const bool hung_up = kind == FailureKind::reset || kind == FailureKind::closed;
  if (hung_up && observation.address.ends_with(":15443")) return sight_called("east-west-route");
  const bool version = std::ranges::any_of(observation.alerts, [](const observe::Alert& alert) {
    return alert.received && alert.number == protocol_version;
  });
  return sight_called(version ? "protocol-version" : observe::failure_name(kind));
}

}  // namespace mtlschain::judge
