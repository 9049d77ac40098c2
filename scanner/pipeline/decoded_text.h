// One stretch of decoded text: gathers what a decoder gives, with the way back to where it came
// from, and has it scanned, whole where it is short and chunk by chunk where it is long.
//
// A stretch that begins as an archive or as compressed does is kept as well, up to
// limits::kEncodedContentBytesMax, and opened as a content when it ends.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "scanner/decode/content_kind.h"
#include "scanner/decode/encoding.h"
#include "scanner/decode/source_map.h"
#include "scanner/pipeline/scan_session.h"
#include "scanner/pipeline/text_scanner.h"

namespace keytrail::pipeline {

// Threads: one. A stretch at a time.
class DecodedText {
 public:
  // `session` must outlive the text.
  DecodedText(ScanSession& session, decode::Encoding encoding);
  ~DecodedText();
  DecodedText(const DecodedText&) = delete;
  DecodedText& operator=(const DecodedText&) = delete;

  // `outer` is the text that the stretch was found in; it and its map must outlive the stretch.
  void Begin(const Origin& outer);
  void Append(std::span<const std::byte> bytes, const decode::SourceUnits& units);
  void End();

  // Where in the content the oldest byte that is not done with came from; `none` when there is
  // none.
  std::uint64_t PendingFrom(std::uint64_t none) const;

 private:
  void NoteKind(std::span<const std::byte> appended);
  void ScanBuffer(bool at_end);
  void DropScanned();
  void OpenAsContent();
  void Discard();

  ScanSession& session_;
  const decode::Encoding encoding_;
  TextScanner scanner_;
  Origin origin_;
  const decode::SourceMap* outer_map_ = nullptr;
  bool is_open_ = false;  // the scanner took it
  decode::SourceMap map_;
  std::vector<std::byte> buffer_;
  std::uint64_t buffer_offset_ = 0;          // in the decoded text
  std::size_t owned_next_ = 0;               // in buffer_: what comes next to be scanned
  std::vector<std::uint64_t> unescaped_at_;  // offsets in the decoded text
  std::uint64_t source_begin_ = 0;           // of the stretch, in the content
  bool is_kept_ = false;
  std::vector<std::byte> kept_;  // the whole stretch, to be opened
};

}  // namespace keytrail::pipeline
