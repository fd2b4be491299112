// SPDX-License-Identifier: Apache-2.0
#include "observe/structured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "document/holdings.hpp"
#include "document/parse.hpp"
#include "observe/blocks.hpp"
#include "x509/content.hpp"
#include <mtlschain/base/text.hpp>
#include <mtlschain/spiffe/bundle.hpp>
#include <mtlschain/x509/bundle.hpp>

namespace mtlschain::observe {
namespace {

using document::Form;
using document::Holding;
using document::Holdings;

constexpr const char* give_trust = "it says what is trusted: give it as --root";
constexpr const char* known_kinds =
    "give an Envoy or ztunnel config_dump, kubectl get secret or configmap -o json or yaml, or a "
    "report of this tool";

Source source_of(Form form) {
  switch (form) {
    case Form::envoy:
      return Source::envoy_dump;
    case Form::ztunnel:
      return Source::ztunnel_dump;
    case Form::kubernetes:
      return Source::kubernetes;
    case Form::report:
      return Source::report;
    default:
      return Source::pem;
  }
}

std::vector<Observation> failed(const std::string& target, Form form, Failure failure) {
  Observation observation;
  observation.target = target;
  observation.source = source_of(form);
  observation.failure = std::move(failure);
  return {std::move(observation)};
}

// trusted decodes a trust bundle; what does not parse is told in `remarks`, as a proxy would.
x509::Chain trusted(std::string_view text, const std::string& name,
                    std::vector<std::string>& remarks) {
  if (!document::has_pem(text)) return {};
  const auto bundle = x509::read_bundle(text, name);
  if (!bundle) {
    remarks.push_back("the trust bundle " + bundle.error().message);
    return {};
  }
  x509::Chain chain;
  std::ranges::transform(bundle->entries, std::back_inserter(chain),
                         &x509::BundleEntry::certificate);
  for (const auto& problem : bundle->problems) {
    remarks.push_back(
        fmt::format("the trust bundle {} has a block that cannot be read, line {}: {}", name,
                    problem.line, problem.reason));
  }
  return chain;
}

Failure empty_holding(const Holding& holding) {
  const auto why = holding.state.empty() ? "it holds no chain" : holding.state;
  return {.stage = base::Stage::load,
          .kind = FailureKind::no_certificate,
          .message = fmt::format("{} gives no certificate: {}", holding.name, why),
          .hint = "look at the log of the agent or of ztunnel: it could not get a certificate",
          .first_bytes = {}};
}

void present_text(Observation& observation, const Holding& holding) {
  if (!holding.problem.empty()) {
    observation.failure = unreadable(holding.problem, "take the material again");
    return;
  }
  const auto& text = document::has_pem(holding.chain) ? holding.chain : holding.ca;
  const auto blocks = x509::scan_pem(text);
  if (!blocks) {
    observation.failure = unreadable(blocks.error().message, blocks.error().hint);
  } else if (has_certificate(*blocks, {})) {
    present(observation, *blocks, {});
    remark_other_blocks(observation, *blocks);
  } else {
    observation.failure = empty_holding(holding);
  }
}

// Reader turns the holdings of one document into observations.
class Reader {
 public:
  Reader(const Holdings& holdings, const std::string& target)
      : holdings_{holdings}, target_{target} {
    for (const Holding& holding : holdings.all) {
      for (const auto& remark : holding.remarks) tell(remark);
      if (holding.certificate) {
        chains_.push_back(&holding);
      } else if (!holding.problem.empty()) {
        tell(holding.problem);
      }
    }
    if (holdings.form != Form::envoy) return;
    const auto root = std::ranges::find_if(holdings.all, [](const Holding& holding) {
      return holding.name == document::root_secret && !holding.roots.empty();
    });
    if (root == holdings.all.end()) return;
    trust_ = trusted(root->roots, root->name, common_);
  }

  std::vector<Observation> read() {
    if (chains_.empty()) return {trust_only()};
    std::vector<Observation> observations;
    std::size_t certificates = 0;
    for (const Holding* holding : chains_) {
      observations.push_back(observation_of(*holding));
      certificates += observations.back().presented.size();
      certificates += observations.back().trust_bundle.size();
      if (certificates <= max_certificates) continue;
      return failed(target_, holdings_.form,
                    unreadable(fmt::format("more than {} certificates", max_certificates),
                               "split the document"));
    }
    return observations;
  }

 private:
  // tell adds a remark on the proxy as a whole; every observation repeats those, so they are few.
  void tell(std::string remark) {
    if (common_.size() < max_remarks) common_.push_back(std::move(remark));
  }

  Observation blank() const {
    Observation observation;
    observation.target = target_;
    observation.source = source_of(holdings_.form);
    return observation;
  }

  Observation observation_of(const Holding& holding) const {
    auto observation = blank();
    if (chains_.size() > 1) observation.target += "#" + holding.name;
    const bool envoy = holdings_.form == Form::envoy;
    observation.remarks = envoy ? common_ : holding.remarks;
    present_text(observation, holding);
    observation.trust_bundle =
        envoy ? trust_ : trusted(holding.roots, holding.name, observation.remarks);
    return observation;
  }

  Observation trust_only() const {
    auto observation = blank();
    observation.remarks = common_;
    observation.trust_bundle = trust_;
    std::vector<std::string> names;
    for (const Holding& holding : holdings_.all) {
      if (names.size() < shown_names) names.push_back(holding.name);
      if (!observation.trust_bundle.empty()) continue;
      observation.trust_bundle = trusted(holding.roots, holding.name, observation.remarks);
    }
    observation.failure =
        unreadable(fmt::format("holds no chain that is presented, only {}", fmt::join(names, ", ")),
                   observation.trust_bundle.empty() ? known_kinds : give_trust);
    return observation;
  }

  static constexpr std::size_t shown_names = 8;
  static constexpr std::size_t max_remarks = 32;
  static constexpr std::size_t max_certificates = 4 * x509::max_pem_blocks;  // of all observations

  const Holdings& holdings_;
  const std::string& target_;
  std::vector<const Holding*> chains_;
  std::vector<std::string> common_;  // remarks on the proxy as a whole
  x509::Chain trust_;
};

// A SPIFFE bundle only says what is trusted.
std::vector<Observation> read_trust_bundle(std::string_view text, const std::string& target) {
  auto bundle = spiffe::parse_bundle(text);
  if (!bundle) {
    return failed(target, Form::jwks, unreadable(bundle.error().message, bundle.error().hint));
  }
  auto observations = failed(target, Form::jwks,
                             unreadable("this is a SPIFFE trust bundle, not a chain", give_trust));
  observations.front().trust_bundle = std::move(bundle->authorities);
  return observations;
}

std::vector<Observation> read_documents(const std::vector<document::Value>& documents,
                                        std::string_view text, const std::string& target) {
  const auto form = document::form_of(documents);
  if (form == Form::report) return read_reports(documents, target);
  if (form == Form::jwks) return read_trust_bundle(text, target);
  if (form == Form::unknown) {
    return failed(target, form, unreadable("this is JSON or YAML of an unknown kind", known_kinds));
  }
  const auto holdings = document::read_holdings(documents);
  if (!holdings) {
    return failed(target, form, unreadable(holdings.error().message, holdings.error().hint));
  }
  return Reader{*holdings, target}.read();
}

}  // namespace

std::vector<Observation> read_structured(std::string_view text, const std::string& target) {
  const auto documents = document::parse(text);
  if (documents) return read_documents(*documents, text, target);
  const auto what = x509::recognise_text(text).what;
  auto message = documents.error().message;
  if (!what.empty()) message = fmt::format("this looks like {}, but: {}", what, message);
  const auto& hint = documents.error().hint;
  return failed(target, Form::unknown,
                unreadable(std::move(message), hint.empty() ? known_kinds : hint));
}

}  // namespace mtlschain::observe
