// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>
#include <string>
#include <string_view>

#include <mtlschain/base/result.hpp>
#include <mtlschain/cli/run.hpp>

namespace mtlschain::cli {

// put_error writes the two lines of an error: what, and (where there is one) the way out.
void put_error(std::ostream& err, const base::Error& error);

// failed writes the error and is ExitCode::usage.
base::ExitCode failed(const base::Error& error, const Streams& streams);

// refuse is an error of what the user wrote: message and way out.
tl::unexpected<base::Error> refuse(std::string message, std::string hint);

// put_note writes one line that is no error.
void put_note(std::ostream& err, std::string_view text);

// note_readable_key says it where a file of a private key can be read by others than its owner.
void note_readable_key(std::ostream& err, const std::string& path);

}  // namespace mtlschain::cli
