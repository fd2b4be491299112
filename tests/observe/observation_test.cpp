// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <optional>
#include <set>
#include <string>

#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {
namespace {

TEST_CASE("each kind of failure has a word of its own, and an exit code") {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(FailureKind::interrupted); ++i) {
    names.insert(failure_name(static_cast<FailureKind>(i)));
  }
  CHECK(names.size() == 14);
  CHECK(failure_name(FailureKind::bad_certificate) == "bad_certificate");
  CHECK(failure_exit_code(FailureKind::unreadable) == base::ExitCode::usage);
  CHECK(failure_exit_code(FailureKind::unresolved) == base::ExitCode::not_reached);
  CHECK(failure_exit_code(FailureKind::timed_out) == base::ExitCode::not_reached);
  CHECK(failure_exit_code(FailureKind::interrupted) == base::ExitCode::not_reached);
  CHECK(failure_exit_code(FailureKind::plaintext) == base::ExitCode::no_chain);
  CHECK(failure_exit_code(FailureKind::bad_certificate) == base::ExitCode::no_chain);
}

TEST_CASE("sources, outcomes and alerts have their words") {
  CHECK(source_name(Source::live) == "live");
  CHECK(source_name(Source::der) == "der");
  CHECK(outcome_name(ClientCertificateOutcome::unknown) == "unknown");
  CHECK(outcome_name(ClientCertificateOutcome::accepted) == "accepted");
  CHECK(alert_name(0) == "close_notify");
  CHECK(alert_name(116) == "certificate_required");
  CHECK(alert_name(120) == "no_application_protocol");
  CHECK(alert_name(-1) == "unknown");
  CHECK(alert_name(200) == "unknown");
}

TEST_CASE("what was seen live has to prove its key, also when its report is read again") {
  const auto asked = [](Source source, std::optional<Source> first = {}) {
    Observation seen;
    seen.source = source;
    seen.first_source = first;
    return must_prove_key(seen);
  };
  CHECK(asked(Source::live));
  CHECK(asked(Source::report));
  CHECK(asked(Source::report, Source::live));
  for (const Source collected : {Source::transcript, Source::pem, Source::der, Source::envoy_dump,
                                 Source::ztunnel_dump, Source::kubernetes}) {
    CHECK_FALSE(asked(collected));
    CHECK_FALSE(asked(Source::report, collected));
  }
}

}  // namespace
}  // namespace mtlschain::observe
