// Everything that happens to one file's bytes: chunks → matches → findings, and facts. One per
// thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/job.h"
#include "model/match.h"
#include "model/reader.h"
#include "scanner/match/matcher.h"
#include "scanner/match/rule_set.h"
#include "scanner/pipeline/chunk_reader.h"
#include "scanner/pipeline/line_counter.h"

namespace keytrail::pipeline {

struct FileScan {
  std::vector<WorkerFinding> findings;  // in order of place, one per secret and place
  std::vector<Fact> facts;
  std::uint64_t bytes_scanned = 0;
  std::uint64_t suppressed = 0;
  bool read_to_end = true;
  // Why not everything was looked at: "io_error", "corrupt", "rule_budget", "finding_limit",
  // "fact_limit".
  std::string reason;
};

struct FileScannerOptions {
  Confidence min_confidence = Confidence::kMedium;
  std::size_t chunk_bytes = 0;  // 0: limits::kChunkBytes
};

class FileScanner {
 public:
  FileScanner(std::shared_ptr<const match::RuleSet> rules, const FileScannerOptions& options);
  ~FileScanner();

  // Reads `content` forward to its end, or to its first error. Never fails: what went wrong stands
  // in the result. `passed` hears of each chunk's owned bytes once they are scanned, for progress
  // and read-rate limits.
  FileScan Scan(const FileEntry& entry, FileContent& content,
                const std::function<void(std::uint64_t bytes)>& passed);

 private:
  struct Candidate {
    WorkerFinding worker_finding;
    std::uint32_t specificity = 0;
  };

  Status ScanChunks(const FileEntry& entry, const std::function<void(std::uint64_t bytes)>& passed);
  void ScanChunk(const FileEntry& entry, const Chunk& chunk);
  void OnMatch(const FileEntry& entry, const Chunk& chunk, const Match& match);
  void ParseKey(const FileEntry& entry, const Chunk& chunk, const Match& anchor);
  void AddCandidate(const Chunk& chunk, const Match& match, WorkerFinding worker_finding);
  void CollectFactBytes(const Chunk& chunk);
  void KeepMostSpecific();

  const std::shared_ptr<const match::RuleSet> rules_;
  const FileScannerOptions options_;
  match::Matcher matcher_;
  ChunkReader chunks_;
  LineCounter lines_;

  // State of the current file.
  FileScan result_;
  std::vector<Candidate> candidates_;
  std::uint64_t parsed_bytes_ = 0;  // by the parser of private keys
  bool wants_facts_ = false;
  std::vector<std::byte> fact_bytes_;
};

}  // namespace keytrail::pipeline
