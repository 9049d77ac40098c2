// The doors of one machine in little room: numbers of a text pool instead of strings, unpacked one
// at a time. Nothing of a door is lost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/text_pool.h"
#include "model/door.h"

namespace keytrail::graph {

class PackedDoors {
 public:
  PackedDoors() = default;
  // Lifetime: `doors` must stay until the pool is built.
  PackedDoors(std::span<const Door> doors, TextPoolBuilder& texts);

  std::size_t size() const { return begins_.size(); }
  // `texts`: the pool that was built; it must outlive what is returned.
  std::string_view FingerprintAt(std::size_t index, const TextPool& texts) const;
  Door DoorAt(std::size_t index, const std::string& machine_id, const TextPool& texts) const;

 private:
  std::vector<std::uint32_t> begins_;  // of each door in `words_`
  std::vector<std::uint32_t> words_;
};

}  // namespace keytrail::graph
