#include "graph/holder_verdict.h"

#include <algorithm>
#include <cstdint>

#include "graph/access/conditions.h"
#include "graph/access/tri.h"

namespace keytrail::graph {
namespace {

// Every set of conditions that may hold for the holder has its outcome; equal ones decide.
Verdict VerdictFrom(const Door& door, std::span<const std::string> addresses) {
  if (door.source_conditions.empty()) return door.verdict;
  std::uint32_t holding = 0;
  std::uint32_t open = 0;
  for (std::size_t i = 0; i < door.source_conditions.size(); ++i) {
    const access::Tri holds = access::HoldsFor(door.source_conditions[i], addresses);
    if (holds == access::Tri::kYes) holding |= 1U << i;
    if (holds == access::Tri::kUnknown) open |= 1U << i;
  }
  bool opens = false;
  bool is_first = true;
  bool is_one = true;
  Verdict verdict = Verdict::kUnknown;
  for (std::uint32_t world = 0; world < door.outcomes.size(); ++world) {
    if ((world & ~open) != holding) continue;
    const Verdict here = door.outcomes[world].verdict;
    opens = opens || here == Verdict::kAllowed || here == Verdict::kConditional;
    is_one = is_first || (is_one && here == verdict);
    if (is_first) verdict = here;
    is_first = false;
  }
  if (is_one) return verdict;
  return opens ? Verdict::kConditional : Verdict::kUnknown;
}

}  // namespace

HolderVerdict VerdictForHolder(const Door& door, const std::string& holder_machine_id,
                               std::span<const std::string> addresses, bool encrypted_there) {
  Verdict verdict = VerdictFrom(door, addresses);
  if (verdict == Verdict::kAllowed && encrypted_there) verdict = Verdict::kConditional;
  return {.machine_id = holder_machine_id, .verdict = verdict};
}

Verdict CombineVerdicts(const Door& door, std::span<const HolderVerdict> holders) {
  if (holders.empty()) return door.verdict;
  const auto all = [&](Verdict verdict) {
    return std::ranges::all_of(holders, [verdict](const auto& h) { return h.verdict == verdict; });
  };
  for (const Verdict verdict : {Verdict::kAllowed, Verdict::kBlocked, Verdict::kUnknown}) {
    if (all(verdict)) return verdict;
  }
  const bool opens = std::ranges::any_of(holders, [](const HolderVerdict& holder) {
    return holder.verdict == Verdict::kAllowed || holder.verdict == Verdict::kConditional;
  });
  return opens ? Verdict::kConditional : Verdict::kUnknown;
}

}  // namespace keytrail::graph
