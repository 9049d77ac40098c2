#include "graph/access/ruling.h"

#include <algorithm>
#include <utility>

namespace keytrail::access {
namespace {

void AddOnce(std::vector<std::string>& texts, std::string_view text) {
  if (std::ranges::find(texts, text) == texts.end()) texts.emplace_back(text);
}

}  // namespace

void Ruling::Block(std::string_view reason) {
  if (block_.empty()) block_ = reason;
}

void Ruling::Doubt(std::string_view gate) { AddOnce(not_evaluated_, gate); }

void Ruling::Require(std::string_view reason, std::string condition) {
  AddOnce(reasons_, reason);
  AddOnce(conditions_, condition);
}

void Ruling::Remark(std::string_view reason) { AddOnce(reasons_, reason); }

void Ruling::Lower(Grade grade) { grade_ = std::max(grade_, grade); }

Verdict Ruling::verdict() const {
  if (blocked()) return Verdict::kBlocked;
  if (!not_evaluated_.empty()) return Verdict::kUnknown;
  return conditions_.empty() ? Verdict::kAllowed : Verdict::kConditional;
}

std::vector<std::string> Ruling::reasons() const {
  if (blocked()) return {block_};
  std::vector<std::string> reasons = reasons_;
  if (!not_evaluated_.empty()) reasons.emplace_back("not_evaluated");
  return reasons;
}

}  // namespace keytrail::access
