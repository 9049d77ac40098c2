#include "scanner/pipeline/file_scanner.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "base/secret_bytes.h"
#include "scanner/facts/facts.h"
#include "scanner/secret/finding.h"
#include "scanner/secret/key_parsers.h"

namespace keytrail::pipeline {
namespace {

ChunkLimits LimitsFor(const match::RuleSet& rules, const FileScannerOptions& options) {
  return {.chunk_bytes = options.chunk_bytes == 0 ? limits::kChunkBytes : options.chunk_bytes,
          .context_bytes = std::max(rules.context_bytes(), secret::kParserLookbehindBytes),
          .lookahead_bytes = std::max(rules.context_bytes(), limits::kParserLookaheadBytes)};
}

std::string ReasonOf(const Status& status) {
  return status.code() == StatusCode::kDataLoss ? "corrupt" : "io_error";
}

bool Overlap(const Finding& a, const Finding& b) {
  return a.byte_offset < b.byte_offset + b.byte_length &&
         b.byte_offset < a.byte_offset + a.byte_length;
}

}  // namespace

FileScanner::FileScanner(std::shared_ptr<const match::RuleSet> rules,
                         const FileScannerOptions& options)
    : rules_(std::move(rules)),
      options_(options),
      matcher_(rules_, {.low_confidence = options.min_confidence == Confidence::kLow}),
      chunks_(LimitsFor(*rules_, options)) {}

FileScanner::~FileScanner() { WipeBytes(fact_bytes_); }

FileScan FileScanner::Scan(const FileEntry& entry, FileContent& content,
                           const std::function<void(std::uint64_t bytes)>& passed) {
  result_ = {};
  candidates_.clear();
  parsed_bytes_ = 0;
  wants_facts_ = facts::WantsFile(entry.path);
  matcher_.BeginFile(entry.path);
  lines_.Begin();
  chunks_.Begin(content, entry.size);
  const Status status = ScanChunks(entry, passed);
  const match::FileReport report = matcher_.EndFile();
  for (const auto& [suppressor, count] : report.suppressed) result_.suppressed += count;
  if (!report.rules_over_budget.empty() ||
      parsed_bytes_ >= limits::kConfirmationBytesPerFileAndRule) {
    result_.reason = "rule_budget";
  }
  if (candidates_.size() >= limits::kFindingsPerFileMax) result_.reason = "finding_limit";
  if (!status.ok()) result_.reason = ReasonOf(status);
  if (wants_facts_ && status.ok()) {
    if (entry.size > limits::kFactFileBytesMax) {
      result_.reason = "fact_limit";
    } else {
      result_.facts = facts::ParseFacts(entry.path, fact_bytes_, entry);
    }
  }
  WipeBytes(fact_bytes_);
  fact_bytes_.clear();
  result_.read_to_end = result_.reason.empty();
  KeepMostSpecific();
  return std::move(result_);
}

Status FileScanner::ScanChunks(const FileEntry& entry,
                               const std::function<void(std::uint64_t bytes)>& passed) {
  while (true) {
    KT_ASSIGN_OR_RETURN(const std::optional<Chunk> chunk, chunks_.Next());
    if (!chunk.has_value()) return OkStatus();
    ScanChunk(entry, *chunk);
    const std::uint64_t owned_bytes = chunk->owned_end - chunk->owned_begin;
    result_.bytes_scanned += owned_bytes;
    passed(owned_bytes);
  }
}

void FileScanner::ScanChunk(const FileEntry& entry, const Chunk& chunk) {
  const match::ChunkView view{.buffer = chunk.buffer,
                              .buffer_file_offset = chunk.buffer_file_offset,
                              .owned_begin = chunk.owned_begin,
                              .owned_end = chunk.owned_end,
                              .ends_file = chunk.ends_file};
  matcher_.ScanChunk(view, [&](const Match& match) { OnMatch(entry, chunk, match); });
  if (wants_facts_) CollectFactBytes(chunk);
  if (!chunk.ends_file || chunk.owned_end < chunk.buffer.size()) {
    lines_.Pass(chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin),
                chunk.buffer_file_offset + chunk.owned_begin);
  }
}

void FileScanner::OnMatch(const FileEntry& entry, const Chunk& chunk, const Match& match) {
  if (!match.suppressed_by.empty() || candidates_.size() >= limits::kFindingsPerFileMax) return;
  if (match.rule->parser.empty()) {
    auto finding = secret::MakeFinding(match, entry);
    if (finding.has_value()) AddCandidate(chunk, match, *std::move(finding));
    return;
  }
  ParseKey(entry, chunk, match);
}

// Charged by what the parser may have looked at: a file full of markers must not cost a parse of
// the lookahead each.
void FileScanner::ParseKey(const FileEntry& entry, const Chunk& chunk, const Match& anchor) {
  if (parsed_bytes_ >= limits::kConfirmationBytesPerFileAndRule) return;
  const auto at = static_cast<std::size_t>(anchor.file_offset - chunk.buffer_file_offset);
  const std::size_t text_bytes = std::min(chunk.buffer.size() - at, limits::kParserLookaheadBytes);
  const auto key = secret::ParseKeyAt(anchor.rule->parser, chunk.buffer, at);
  parsed_bytes_ += key.has_value() ? key->text_bytes : text_bytes;
  if (key.has_value()) {
    AddCandidate(chunk, anchor, secret::MakeKeyFinding(anchor, *key, entry));
  } else {
    ++result_.suppressed;
  }
}

void FileScanner::AddCandidate(const Chunk& chunk, const Match& match,
                               WorkerFinding worker_finding) {
  Finding& finding = worker_finding.finding;
  if (finding.confidence < options_.min_confidence) return;
  const std::size_t secret_at =
      static_cast<std::size_t>(finding.byte_offset - chunk.buffer_file_offset);
  if (secret_at < chunk.owned_begin) {
    candidates_.push_back({std::move(worker_finding), match.rule->specificity});
    return;
  }
  const LineCounter::Position position = lines_.PositionOf(
      chunk.buffer.subspan(chunk.owned_begin), chunk.buffer_file_offset + chunk.owned_begin,
      secret_at - chunk.owned_begin);
  finding.line = position.line;
  finding.column = position.column;
  candidates_.push_back({std::move(worker_finding), match.rule->specificity});
}

void FileScanner::CollectFactBytes(const Chunk& chunk) {
  if (fact_bytes_.size() > limits::kFactFileBytesMax) return;
  const auto owned = chunk.buffer.subspan(chunk.owned_begin, chunk.owned_end - chunk.owned_begin);
  fact_bytes_.insert(fact_bytes_.end(), owned.begin(), owned.end());
}

// One secret at one place is one finding: of those whose bytes overlap, the most specific rule's is
// kept and names the others. Ties go to the earlier place, then to the rule's id, so that the
// choice does not depend on the engine's order.
void FileScanner::KeepMostSpecific() {
  std::ranges::sort(candidates_, [](const Candidate& a, const Candidate& b) {
    const Finding& x = a.worker_finding.finding;
    const Finding& y = b.worker_finding.finding;
    return std::tie(b.specificity, x.byte_offset, x.rule_id) <
           std::tie(a.specificity, y.byte_offset, y.rule_id);
  });
  for (Candidate& candidate : candidates_) {
    const Finding& finding = candidate.worker_finding.finding;
    const auto winner = std::ranges::find_if(result_.findings, [&](const WorkerFinding& kept) {
      return Overlap(kept.finding, finding);
    });
    if (winner == result_.findings.end()) {
      result_.findings.push_back(std::move(candidate.worker_finding));
    } else if (winner->finding.rule_id != finding.rule_id) {
      winner->finding.also_matched.push_back(finding.rule_id);
    }
  }
  std::ranges::sort(result_.findings, {}, [](const WorkerFinding& kept) {
    return std::make_pair(kept.finding.byte_offset, kept.finding.rule_id);
  });
  candidates_.clear();
}

}  // namespace keytrail::pipeline
