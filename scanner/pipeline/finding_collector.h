// The candidates of one file, from its own bytes and from all that was decoded out of them, and
// which of them are findings.
//
// A *content* is a sequence of bytes with offsets of its own: the file, a member of an archive,
// what was compressed. Decoded text is none: its places are those of the bytes that it was decoded
// from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/finding.h"
#include "scanner/decode/source_map.h"

namespace keytrail::pipeline {

using ContentId = std::uint32_t;
inline constexpr ContentId kFileContent = 0;

struct Candidate {
  WorkerFinding worker_finding;
  std::uint32_t specificity = 0;
  ContentId content = kFileContent;
  decode::SourceRange place;  // of the secret, in the content
  // The secret's bytes hold escapes, which a decoder may undo.
  bool is_written_form = false;
};

// Threads: one. A file at a time.
class FindingCollector {
 public:
  void BeginFile();

  // A content that begins at `begin` of `outer`.
  ContentId OpenContent(ContentId outer, std::uint64_t begin);
  // The innermost open content ends at `end` of its outer one.
  void CloseContent(ContentId content, std::uint64_t end);

  // Dropped when the file has limits::kFindingsPerFileMax already.
  void Add(Candidate candidate);

  bool full() const;

  // The findings, in order of place: one per secret and place, the others' rules in also_matched.
  // Of several at one place the most specific rule's is taken, then the one without escapes in it
  // (a rule that takes `pw\n` of a string for a password has a decoded reading beside it), the one
  // seen through fewer decodings, the earlier, the one of the lesser rule id. A secret seen inside
  // a content and also where that lies (as in an archive that compresses nothing) is at one place
  // too. All contents are closed. Leaves the collector empty.
  std::vector<WorkerFinding> Take();

 private:
  struct Content {
    ContentId outer = kFileContent;
    decode::SourceRange place;
  };

  bool SamePlace(const Candidate& kept, const Candidate& candidate) const;
  decode::SourceRange PlaceInFile(const Candidate& candidate) const;

  std::vector<Candidate> candidates_;
  std::vector<Content> contents_;  // by id; the file itself first
  ContentId last_with_candidates_ = kFileContent;
};

}  // namespace keytrail::pipeline
