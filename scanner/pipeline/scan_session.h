// What all contents and texts of one file share while it is scanned, and what came of it so far.
// One a thread, used again for each file.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/status.h"
#include "model/file.h"
#include "model/finding.h"
#include "model/reader.h"
#include "scanner/decode/source_map.h"
#include "scanner/match/rule_set.h"
#include "scanner/pipeline/chunk_reader.h"
#include "scanner/pipeline/decode_budget.h"
#include "scanner/pipeline/finding_collector.h"
#include "scanner/pipeline/line_counter.h"
#include "scanner/pipeline/login_budget.h"
#include "scanner/pipeline/matcher_pool.h"
#include "scanner/secret/known_keys.h"

namespace keytrail::pipeline {

struct FileScannerOptions {
  Confidence min_confidence = Confidence::kMedium;
  std::size_t chunk_bytes = 0;  // 0: limits::kChunkBytes
  bool decode = true;           // look through encodings, compression and archives
  // Private keys that everybody has; never null.
  std::shared_ptr<const secret::KnownKeys> known_keys = std::make_shared<const secret::KnownKeys>();
  const Clock* clock = nullptr;  // bounds the time of decoding; null: the system's
  // What the scanners of one machine may spend on logins; null: each its own.
  std::shared_ptr<LoginBudget> login_budget = nullptr;
  std::string scratch_directory = {};  // for copies of journals; empty: they are not read
};

// A text or content, as its findings name it.
struct Origin {
  ContentId content = kFileContent;
  std::vector<std::string> decoded_by;  // from the outside in
  const FileEntry* entry = nullptr;     // with the path that rules see; outlives the scan of it
  const decode::SourceMap* map =
      nullptr;  // to the content's offsets; null: the text is the content
};

// Scans contents inside contents.
class ContentOpener {
 public:
  virtual ~ContentOpener() = default;
  // `bytes`, decoded from the text `origin` and scanned there already, lie at `place` in its
  // content: opens what they are, and scans what is in it.
  virtual void OpenEncoded(std::span<const std::byte> bytes, const Origin& origin,
                           const decode::SourceRange& place) = 0;
  // Scans a content that was opened, whose origin is `origin`. Errors: those of `content`.
  virtual Status ScanContent(FileContent& content, const Origin& origin) = 0;
};

struct ScanNotes {
  std::uint64_t parsed_bytes = 0;  // by the parsers of keys
  std::uint64_t suppressed = 0;
  std::map<std::string, std::uint64_t> suppressed_by;  // by what refused
  bool rule_budget_spent = false;
  bool corrupt = false;                                  // something inside the file
  std::map<std::string, std::uint64_t> members_skipped;  // by reason
};

class ScanSession {
 public:
  // `opener` must outlive the session.
  ScanSession(std::shared_ptr<const match::RuleSet> rules, const FileScannerOptions& options,
              ContentOpener& opener);

  void BeginFile(const FileEntry& entry);

  // The file's chunk at hand, for the lines of what lies in it, and the chunk done with: offsets
  // from `keep_from` on may still be asked for.
  void BeginFileChunk(const Chunk& chunk);
  void EndFileChunk(const Chunk& chunk, std::uint64_t keep_from);

  // Files what was found in a text of `origin`, whose content it gets.
  void Add(Candidate candidate, const Origin& origin);

  const match::RuleSet& rules() const { return *rules_; }
  const FileScannerOptions& options() const { return options_; }
  // What is seen around a chunk, of a file or of a text in it.
  std::size_t context_bytes() const { return context_bytes_; }
  std::size_t lookahead_bytes() const { return lookahead_bytes_; }
  ContentOpener& opener() const { return opener_; }

  MatcherPool& matchers() { return matchers_; }
  FindingCollector& findings() { return findings_; }
  DecodeBudget& budget() { return budget_; }
  ScanNotes& notes() { return notes_; }

 private:
  const std::shared_ptr<const match::RuleSet> rules_;
  const FileScannerOptions options_;
  ContentOpener& opener_;
  const SystemClock system_clock_;
  const std::size_t context_bytes_;
  const std::size_t lookahead_bytes_;
  MatcherPool matchers_;
  FindingCollector findings_;
  DecodeBudget budget_;
  LineCounter lines_;
  ScanNotes notes_;
  std::string file_path_;
  std::span<const std::byte> ahead_;  // from what the file's chunk owns on
  std::uint64_t ahead_offset_ = 0;
};

}  // namespace keytrail::pipeline
