// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mtlschain::net {

// use_result awaits an operation whose errors are values, not exceptions.
inline constexpr auto use_result = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace mtlschain::net
