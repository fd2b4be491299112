// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <mtlschain/observe/observation.hpp>
#include <mtlschain/report/exit_code.hpp>

namespace mtlschain::tests::fuzz {

// Conversed is what came of one live look at the scripted server.
struct Conversed {
  observe::Observation seen;
  base::ExitCode exit_code = base::ExitCode::verified;
  bool proved = false;  // the server had proved the key of the leaf that was seen
};

// converse looks at a server that follows `script` (server/scripted_server.hpp) and judges what was
// seen, with the roots of both services plugged. A script that begins with `+` is met by a client
// that has a certificate.
Conversed converse(std::string_view script);

}  // namespace mtlschain::tests::fuzz
