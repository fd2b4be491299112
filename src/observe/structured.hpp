// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"
#include <mtlschain/observe/observation.hpp>

namespace mtlschain::observe {

// read_structured reads JSON or YAML (document::is_structured); at least one observation.
std::vector<Observation> read_structured(std::string_view text, const std::string& target);

// read_reports gives back the observations of our own reports; empty where there is none.
std::vector<Observation> read_reports(const std::vector<document::Value>& documents,
                                      const std::string& target);

}  // namespace mtlschain::observe
