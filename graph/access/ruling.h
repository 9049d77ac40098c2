// What the gates said so far of one key at one account. Gates only ever add to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/door.h"

namespace keytrail::access {

class Ruling {
 public:
  // The first reason to block is the one that counts.
  void Block(std::string_view reason);
  // `gate` could not be evaluated: a fact is missing.
  void Doubt(std::string_view gate);
  // Opens only if `condition`.
  void Require(std::string_view reason, std::string condition);
  // Worth knowing, and changes nothing.
  void Remark(std::string_view reason);
  void Lower(Grade grade);  // to at most this
  void Set(Grade grade) { grade_ = grade; }

  Verdict verdict() const;
  bool blocked() const { return !block_.empty(); }
  Grade grade() const { return grade_; }
  // Reasons of the verdict: why it is blocked, else all others.
  std::vector<std::string> reasons() const;
  const std::vector<std::string>& not_evaluated() const { return not_evaluated_; }
  const std::vector<std::string>& conditions() const { return conditions_; }

 private:
  std::string block_;
  std::vector<std::string> reasons_;
  std::vector<std::string> not_evaluated_;
  std::vector<std::string> conditions_;
  Grade grade_ = Grade::kShell;
};

}  // namespace keytrail::access
