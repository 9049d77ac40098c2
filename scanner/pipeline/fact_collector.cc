#include "scanner/pipeline/fact_collector.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "base/secret_bytes.h"
#include "scanner/facts/facts.h"
#include "scanner/facts/key_lines.h"

namespace keytrail::pipeline {
namespace {

std::span<const std::byte> OwnedBytes(const Chunk& chunk) {
  return chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin);
}

// Of the first chunk of a file; where it is not all of the file, the file is looked at as a whole.
bool LooksLikeKeyLines(const Chunk& chunk, std::uint64_t file_bytes) {
  const auto owned = OwnedBytes(chunk);
  return owned.size() < file_bytes || facts::LooksLikeKeyLines(AsText(owned));
}

}  // namespace

FactCollector::~FactCollector() { WipeBytes(bytes_); }

void FactCollector::Begin(const FileEntry& entry) {
  file_bytes_ = entry.size;
  states_facts_ = facts::WantsFile(entry.path, entry.size);
  may_hold_keys_ = !states_facts_ && facts::MayHoldKeyLines(entry.path, entry.size);
}

void FactCollector::Add(const Chunk& chunk) {
  if (std::exchange(may_hold_keys_, false)) states_facts_ = LooksLikeKeyLines(chunk, file_bytes_);
  if (states_facts_) Keep(chunk);
}

std::vector<Fact> FactCollector::Finish(const FileEntry& entry, bool read_to_end) {
  std::vector<Fact> facts;
  if (states_facts_ && read_to_end) facts = facts::ParseFacts(entry.path, bytes_, entry);
  Forget();
  return facts;
}

// A file that grew since it was listed is kept to the largest bound; its parser then refuses.
void FactCollector::Keep(const Chunk& chunk) {
  if (bytes_.size() > limits::kLargestFactFileBytesMax) return;
  // In one piece: a buffer that grows leaves copies behind that nobody wipes.
  bytes_.reserve(std::min<std::uint64_t>(file_bytes_, limits::kLargestFactFileBytesMax));
  const auto owned = OwnedBytes(chunk);
  bytes_.insert(bytes_.end(), owned.begin(), owned.end());
}

void FactCollector::Forget() {
  WipeBytes(bytes_);
  bytes_.clear();
  if (bytes_.capacity() > limits::kFactFileBytesMax) bytes_.shrink_to_fit();
}

}  // namespace keytrail::pipeline
