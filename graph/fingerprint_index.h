// Where each fingerprint stands among the machines of a record: an array sorted by fingerprint.
// Keeps no strings: it points into the summaries, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "graph/machine_summary.h"

namespace keytrail::graph {

using Summaries = std::vector<std::shared_ptr<const MachineSummary>>;

struct FingerprintPlace {
  std::uint64_t prefix = 0;  // of the fingerprint: it sorts as the whole does
  const MachineSummary* machine = nullptr;
  std::uint32_t index = 0;  // in the machine's list
};

// A list of a summary: how many, and the fingerprint of each.
struct FingerprintList {
  std::size_t (MachineSummary::*count)() const;
  std::string_view (MachineSummary::*fingerprint_at)(std::size_t) const;
};

class FingerprintIndex {
 public:
  explicit FingerprintIndex(const FingerprintList& list) : list_(list) {}

  // Of these machines too; none of them may be in it. Time: linear in what is there, and for the
  // new ones that of sorting.
  void Add(std::span<const std::shared_ptr<const MachineSummary>> machines);
  // Time: linear in what is there.
  void Remove(const std::set<const MachineSummary*>& machines);

  // Sorted by machine and index. Time: logarithmic. Lifetime: until the next change.
  std::span<const FingerprintPlace> PlacesOf(std::string_view fingerprint) const;
  // The first fingerprint behind that one; empty when there is none. Time: logarithmic.
  std::string_view NextAfter(std::string_view fingerprint) const;

 private:
  std::string_view FingerprintOf(const FingerprintPlace& place) const {
    return (place.machine->*list_.fingerprint_at)(place.index);
  }

  FingerprintList list_;
  std::vector<FingerprintPlace> places_;
};

}  // namespace keytrail::graph
