#include "graph/fingerprint_index.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>

namespace keytrail::graph {
namespace {

constexpr std::string_view kCommonPrefix = "SHA256:";

// Grows with the fingerprint. Nearly all begin alike, so it is the eight bytes behind that.
std::uint64_t PrefixOf(std::string_view fingerprint) {
  if (!fingerprint.starts_with(kCommonPrefix)) {
    return fingerprint < kCommonPrefix ? 0 : std::numeric_limits<std::uint64_t>::max();
  }
  const std::string_view rest = fingerprint.substr(kCommonPrefix.size());
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < sizeof(prefix); ++i) {
    prefix = prefix << 8 | (i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U);
  }
  return prefix;
}

}  // namespace

void FingerprintIndex::Add(std::span<const std::shared_ptr<const MachineSummary>> machines) {
  const auto known = static_cast<std::ptrdiff_t>(places_.size());
  for (const auto& machine : machines) {
    const std::size_t count = (machine.get()->*list_.count)();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view fingerprint = (machine.get()->*list_.fingerprint_at)(i);
      if (fingerprint.empty()) continue;
      places_.push_back({.prefix = PrefixOf(fingerprint),
                         .machine = machine.get(),
                         .index = static_cast<std::uint32_t>(i)});
    }
  }
  const auto before = [this](const FingerprintPlace& a, const FingerprintPlace& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const std::string_view fingerprint_a = FingerprintOf(a);
    const std::string_view fingerprint_b = FingerprintOf(b);
    return std::tie(fingerprint_a, a.machine->id(), a.index) <
           std::tie(fingerprint_b, b.machine->id(), b.index);
  };
  std::sort(places_.begin() + known, places_.end(), before);
  std::inplace_merge(places_.begin(), places_.begin() + known, places_.end(), before);
}

void FingerprintIndex::Remove(const std::set<const MachineSummary*>& machines) {
  std::erase_if(places_, [&](const auto& place) { return machines.contains(place.machine); });
}

std::span<const FingerprintPlace> FingerprintIndex::PlacesOf(std::string_view fingerprint) const {
  const std::uint64_t prefix = PrefixOf(fingerprint);
  const auto begin = std::partition_point(places_.begin(), places_.end(), [&](const auto& place) {
    return place.prefix != prefix ? place.prefix < prefix : FingerprintOf(place) < fingerprint;
  });
  const auto end = std::partition_point(begin, places_.end(), [&](const auto& place) {
    return place.prefix == prefix && FingerprintOf(place) == fingerprint;
  });
  return {begin, end};
}

std::string_view FingerprintIndex::NextAfter(std::string_view fingerprint) const {
  const std::uint64_t prefix = PrefixOf(fingerprint);
  const auto next = std::partition_point(places_.begin(), places_.end(), [&](const auto& place) {
    return place.prefix != prefix ? place.prefix < prefix : FingerprintOf(place) <= fingerprint;
  });
  return next == places_.end() ? std::string_view() : FingerprintOf(*next);
}

}  // namespace keytrail::graph
