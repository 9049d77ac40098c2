// Scans one text, chunk by chunk: what the rules match becomes findings, and what the decoders find
// encoded in it becomes texts of their own, scanned in turn.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "scanner/decode/encoding.h"
#include "scanner/decode/text_decoders.h"
#include "scanner/match/matcher.h"
#include "scanner/pipeline/scan_session.h"

namespace keytrail::pipeline {

class DecodedText;

// Threads: one. A text at a time.
class TextScanner final : private decode::DecodedSink {
 public:
  // `session` must outlive the scanner.
  explicit TextScanner(ScanSession& session);
  ~TextScanner() override;

  // `origin` must outlive the text. False when too many texts are open: it cannot be scanned, and
  // stands in the budget.
  bool Begin(const Origin& origin);

  // `unescaped`: as in decode::EncodedChunk.
  void Scan(const match::ChunkView& chunk, const std::optional<decode::Unescaped>& unescaped);

  void End();

  // Where in the content lies the first byte of what is decoded and not yet scanned; `none` when
  // there is nothing. For a text that is a content itself.
  std::uint64_t PendingFrom(std::uint64_t none) const;

 private:
  void OnMatch(const match::ChunkView& chunk, const Match& match);
  void ParseKey(const match::ChunkView& chunk, const Match& anchor);
  void NoteSuppressed(const std::string& suppressor, std::uint64_t count);
  void Report(const match::ChunkView& chunk, WorkerFinding found, const Rule& rule);

  void Begin(decode::Encoding encoding, std::uint64_t source_offset) override;
  void Append(decode::Encoding encoding, std::span<const std::byte> bytes,
              const decode::SourceUnits& units) override;
  void End(decode::Encoding encoding) override;

  ScanSession& session_;
  const Origin* origin_ = nullptr;
  std::unique_ptr<match::Matcher> matcher_;
  decode::TextDecoders decoders_;
  std::array<std::unique_ptr<DecodedText>, decode::kEncodings> decoded_;
};

}  // namespace keytrail::pipeline
