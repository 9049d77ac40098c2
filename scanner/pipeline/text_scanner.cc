#include "scanner/pipeline/text_scanner.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "scanner/decode/escape.h"
#include "scanner/pipeline/decoded_text.h"
#include "scanner/pipeline/pragma.h"
#include "scanner/secret/finding.h"
#include "scanner/secret/key_parsers.h"

namespace keytrail::pipeline {

TextScanner::TextScanner(ScanSession& session) : session_(session) {}
TextScanner::~TextScanner() = default;

bool TextScanner::Begin(const Origin& origin) {
  matcher_ = session_.matchers().Take();
  if (matcher_ == nullptr) return false;
  origin_ = &origin;
  matcher_->BeginFile(origin.entry->path);
  decoders_.BeginText();
  return true;
}

void TextScanner::Scan(const match::ChunkView& chunk,
                       const std::optional<decode::Unescaped>& unescaped) {
  matcher_->ScanChunk(chunk, [&](const Match& match) { OnMatch(chunk, match); });
  if (!session_.options().decode) return;
  decoders_.Decode({.buffer = chunk.buffer,
                    .buffer_offset = chunk.buffer_file_offset,
                    .owned_begin = chunk.owned_begin,
                    .owned_end = chunk.owned_end,
                    .unescaped = unescaped},
                   *this);
}

void TextScanner::End() {
  decoders_.EndText(*this);
  const match::FileReport report = matcher_->EndFile();
  for (const auto& [suppressor, count] : report.suppressed) NoteSuppressed(suppressor, count);
  if (!report.rules_over_budget.empty()) session_.notes().rule_budget_spent = true;
  session_.matchers().GiveBack(std::move(matcher_));
}

std::uint64_t TextScanner::PendingFrom(std::uint64_t none) const {
  std::uint64_t from = none;
  for (const auto& decoded : decoded_) {
    if (decoded != nullptr) from = std::min(from, decoded->PendingFrom(none));
  }
  return from;
}

void TextScanner::OnMatch(const match::ChunkView& chunk, const Match& match) {
  if (!match.suppressed_by.empty() || session_.findings().full()) return;
  if (!match.rule->parser.empty()) return ParseKey(chunk, match);
  auto found = secret::MakeFinding(match, *origin_->entry);
  if (found.has_value()) Report(chunk, *std::move(found), *match.rule);
}

// Charged by what the parser may have looked at: a file full of markers must not cost a parse of
// the lookahead each.
void TextScanner::ParseKey(const match::ChunkView& chunk, const Match& anchor) {
  ScanNotes& notes = session_.notes();
  if (notes.parsed_bytes >= limits::kConfirmationBytesPerFileAndRule) {
    notes.rule_budget_spent = true;
    return;
  }
  const auto at = static_cast<std::size_t>(anchor.file_offset - chunk.buffer_file_offset);
  const auto key = secret::ParseKeyAt(anchor.rule->parser, chunk.buffer, at);
  notes.parsed_bytes += key.has_value()
                            ? key->text_bytes
                            : std::min(chunk.buffer.size() - at, limits::kParserLookaheadBytes);
  if (!key.has_value()) {
    NoteSuppressed("parser", 1);
    return;
  }
  auto found =
      secret::MakeKeyFinding(anchor, *key, *origin_->entry, *session_.options().known_keys);
  if (found.finding.suppressed_by.empty()) {
    Report(chunk, std::move(found), *anchor.rule);
  } else {
    NoteSuppressed(found.finding.suppressed_by, 1);
  }
}

void TextScanner::NoteSuppressed(const std::string& suppressor, std::uint64_t count) {
  session_.notes().suppressed += count;
  session_.notes().suppressed_by[suppressor] += count;
}

void TextScanner::Report(const match::ChunkView& chunk, WorkerFinding found, const Rule& rule) {
  const std::uint64_t begin = found.finding.byte_offset;
  const std::uint64_t end = begin + found.finding.byte_length;
  const SecretRange in_chunk{.begin = static_cast<std::size_t>(begin - chunk.buffer_file_offset),
                             .end = static_cast<std::size_t>(end - chunk.buffer_file_offset)};
  if (IsAllowed(chunk.buffer, in_chunk, found.finding.rule_id)) {
    found.finding.suppressed_by = "pragma";
  }
  const decode::SourceRange place =
      origin_->map == nullptr ? decode::SourceRange{begin, end} : origin_->map->Find(begin, end);
  // A parser reads what is meant, however it is written.
  const bool is_written_form =
      rule.parser.empty() && decode::IsWrittenForm(chunk.buffer, in_chunk.begin, in_chunk.end);
  session_.Add({.worker_finding = std::move(found),
                .specificity = rule.specificity,
                .place = place,
                .is_written_form = is_written_form},
               *origin_);
}

void TextScanner::Begin(decode::Encoding encoding, std::uint64_t /*source_offset*/) {
  auto& decoded = decoded_[static_cast<std::size_t>(encoding)];
  if (decoded == nullptr) decoded = std::make_unique<DecodedText>(session_, encoding);
  decoded->Begin(*origin_);
}

void TextScanner::Append(decode::Encoding encoding, std::span<const std::byte> bytes,
                         const decode::SourceUnits& units) {
  decoded_[static_cast<std::size_t>(encoding)]->Append(bytes, units);
}

void TextScanner::End(decode::Encoding encoding) {
  decoded_[static_cast<std::size_t>(encoding)]->End();
}

}  // namespace keytrail::pipeline
