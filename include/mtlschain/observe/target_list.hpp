// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <mtlschain/observe/target.hpp>

namespace mtlschain::observe {

// read_target_list reads one target a line, in order; blank lines and those that begin with # are
// none. `name` is how messages call the list. Fails (stage options) at the first line that is no
// target, naming the line, and where no line is one.
base::Result<std::vector<Target>> read_target_list(std::string_view text, const std::string& name);

}  // namespace mtlschain::observe
