// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"

namespace mtlschain::cli {

// look_at_istiod looks at the address of --istiod, if one was given, and keeps what it saw in the
// session. istiod's own certificate is of the CA that it uses now; it asks for no client
// certificate and does without.
void look_at_istiod(Session& session, observe::Stopper& stop);

}  // namespace mtlschain::cli
