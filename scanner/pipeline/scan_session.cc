#include "scanner/pipeline/scan_session.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "scanner/decode/encoding.h"
#include "scanner/pipeline/pragma.h"
#include "scanner/secret/key_parsers.h"

namespace keytrail::pipeline {

ScanSession::ScanSession(std::shared_ptr<const match::RuleSet> rules,
                         const FileScannerOptions& options, ContentOpener& opener)
    : rules_(std::move(rules)),
      options_(options),
      opener_(opener),
      context_bytes_(std::max({rules_->context_bytes(), decode::kContextBytes,
                               secret::kParserLookbehindBytes}) +
                     kPragmaReachBytes),
      lookahead_bytes_(std::max(context_bytes_, limits::kParserLookaheadBytes)),
      matchers_(rules_, {.low_confidence = options.min_confidence == Confidence::kLow}),
      budget_(options.clock == nullptr ? system_clock_ : *options.clock) {}

void ScanSession::BeginFile(const FileEntry& entry) {
  file_path_ = entry.path;
  notes_ = {};
  findings_.BeginFile();
  budget_.BeginFile(entry.size);
  lines_.Begin();
  ahead_ = {};
  ahead_offset_ = 0;
}

void ScanSession::BeginFileChunk(const Chunk& chunk) {
  ahead_ = chunk.buffer.subspan(chunk.owned_begin);
  ahead_offset_ = chunk.buffer_file_offset + chunk.owned_begin;
}

void ScanSession::EndFileChunk(const Chunk& chunk, std::uint64_t keep_from) {
  lines_.Pass(chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin),
              ahead_offset_, keep_from);
  ahead_ = chunk.buffer.subspan(chunk.owned_end);
  ahead_offset_ = chunk.buffer_file_offset + chunk.owned_end;
}

void ScanSession::Add(Candidate candidate, const Origin& origin) {
  Finding& finding = candidate.worker_finding.finding;
  if (finding.confidence < options_.min_confidence) return;
  finding.path = file_path_;
  finding.decoded_by = origin.decoded_by;
  if (origin.content == kFileContent) {
    const LineCounter::Position position =
        lines_.PositionOf(candidate.place.begin, ahead_, ahead_offset_);
    finding.line = position.line;
    finding.column = position.column;
  }
  candidate.content = origin.content;
  findings_.Add(std::move(candidate));
}

}  // namespace keytrail::pipeline
