// Conditions on where a connection comes from: collected while a door is judged, decided later for
// each holder of the key by the addresses that are known of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "graph/access/tri.h"
#include "model/door.h"

namespace keytrail::access {

// One of the ways in which the conditions of a door may turn out. Judging asks it; a condition that
// it did not know is noted, so that the judge can go through the other ways too.
class World {
 public:
  // `conditions` outlives the world. `holding`: a bit for each of them that holds.
  World(std::vector<SourceCondition>& conditions, std::uint32_t holding)
      : conditions_(conditions), holding_(holding) {}

  bool Holds(const SourceCondition& condition);
  // More conditions than kSourceConditionsMax were asked for; those above it did not hold.
  bool overflowed() const { return overflowed_; }

 private:
  std::vector<SourceCondition>& conditions_;
  std::uint32_t holding_;
  bool overflowed_ = false;
};

// Whether the condition holds for a client with one of `addresses`: yes when any of them meets it,
// no when none does, unknown where no address is known or names decide.
Tri HoldsFor(const SourceCondition& condition, std::span<const std::string> addresses);

// For people: "comes from 10.0.0.0/8".
std::string Describe(const SourceCondition& condition, bool holds);

}  // namespace keytrail::access
