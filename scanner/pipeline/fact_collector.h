// Keeps the bytes of a file that states facts while they go by, and reads the facts at its end.
// A file whose path says nothing is kept when it looks like one of key lines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/fact.h"
#include "model/file.h"
#include "scanner/pipeline/chunk_reader.h"

namespace keytrail::pipeline {

// Reused from file to file. Threads: one.
class FactCollector {
 public:
  FactCollector() = default;
  ~FactCollector();
  FactCollector(const FactCollector&) = delete;
  FactCollector& operator=(const FactCollector&) = delete;

  void Begin(const FileEntry& entry);
  // Chunks come in the order of the file.
  void Add(const Chunk& chunk);
  // The facts of the file begun, none when it was not read to its end; wipes what was kept.
  std::vector<Fact> Finish(const FileEntry& entry, bool read_to_end);

 private:
  void Keep(const Chunk& chunk);
  void Forget();

  std::uint64_t file_bytes_ = 0;
  bool states_facts_ = false;
  bool may_hold_keys_ = false;  // until the first chunk was looked at
  std::vector<std::byte> bytes_;
};

}  // namespace keytrail::pipeline
