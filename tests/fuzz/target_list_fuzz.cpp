// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "fuzz/promise.hpp"
#include "fuzz/targets.hpp"
#include <mtlschain/observe/target_list.hpp>

namespace mtlschain::tests::fuzz {

void target_list(std::string_view bytes) {
  const auto list = observe::read_target_list(bytes, "name");
  if (!list) return promise_error(list.error(), base::Stage::options);
  promise(!list->empty(), "a list has a target");
  const auto lines = static_cast<std::size_t>(std::ranges::count(bytes, '\n')) + 1;
  promise(list->size() <= lines, "one target a line");
  std::string again;
  for (const auto& target : *list) again += target.text + '\n';
  const auto same = observe::read_target_list(again, "again");
  promise(
      same && std::ranges::equal(*same, *list, {}, &observe::Target::text, &observe::Target::text),
      "round trip of a list");
}

}  // namespace mtlschain::tests::fuzz
