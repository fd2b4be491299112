// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/options.hpp"

// Readers of single option values: each fails (stage options) saying what is wrong with the text
// and how to write it.
namespace mtlschain::cli {

// read_host is a DNS name without a final dot, or an address without brackets.
base::Result<std::string> read_host(const std::string& text);
base::Result<std::string> read_word(const std::string& text);
// read_host is a DNS name or an address as certificates have it: no brackets, no final dot.
base::Result<std::string> read_host(const std::string& text);
base::Result<std::string> read_servername(const std::string& text);
base::Result<std::vector<std::string>> read_alpn(const std::string& text);
base::Result<void> read_connect(const std::string& text, observe::LiveOptions& live);
base::Result<void> narrow(observe::LiveOptions& live, observe::AddressFamily family);
base::Result<observe::TlsVersion> read_tls_version(const std::string& text);
// read_duration takes no time at all for an error: every duration here has to be positive.
base::Result<std::chrono::milliseconds> read_duration(const std::string& text);
base::Result<std::size_t> read_concurrency(const std::string& text);
base::Result<judge::Purpose> read_purpose(const std::string& text);
base::Result<judge::Profile> read_profile(const std::string& text);
base::Result<judge::MinRemaining> read_min_remaining(const std::string& text);
base::Result<bool> read_fail_on(const std::string& text);
base::Result<Format> read_format(const std::string& text);
base::Result<Colour> read_colour(const std::string& text);
// read_switch reads an environment variable that stands for a switch.
base::Result<bool> read_switch(const std::string& text);

}  // namespace mtlschain::cli
