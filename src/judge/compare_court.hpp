// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "judge/compare_parts.hpp"
#include <mtlschain/judge/judge.hpp>

namespace mtlschain::judge {

// Court verifies single certificates under a set of anchors; every purpose will do, for a mesh leaf
// is server and client.
class Court {
 public:
  Court(const Entries& anchors, const std::string& name, base::Time at);

  // may_judge says whether another certificate may be judged with the help of these, and counts
  // them, and those among them that share a name: each may cost a signature check.
  bool may_judge(std::span<const x509::Certificate> beside);
  // judge verifies the first certificate with the help of the others.
  Judgement judge(x509::Chain chain) const;
  // anchor_of is the entry at the end of a path, or null.
  const Entry* anchor_of(const Judgement& judgement) const;
  // with_places calls files by the places of the comparison: the judge has only numbers.
  Finding with_places(Finding finding) const;

 private:
  const Entries& anchors_;
  std::string name_;
  Judge judge_;
  std::size_t verified_ = 0;
  std::size_t looked_at_ = 0;
  std::size_t namesakes_ = 0;
};

// is_leaf_date: the leaf itself is not valid at the time, which says nothing of trust: material is
// often compared after its leaf has ended.
bool is_leaf_date(const Finding& finding);

// decides: an error other than is_leaf_date.
bool decides(const Finding& finding);

}  // namespace mtlschain::judge
