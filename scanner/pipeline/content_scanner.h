// Scans one content, which is a file or lies inside one: its bytes as they are, and, where it is an
// archive or compressed, each of its members as a content in turn.
//
// The content is read forward once. An archive's reader pulls its chunks, which are scanned on the
// way; what the reader leaves, because it is done or failed, is scanned behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "base/status.h"
#include "model/reader.h"
#include "scanner/decode/content_kind.h"
#include "scanner/decode/member_reader.h"
#include "scanner/pipeline/chunk_reader.h"
#include "scanner/pipeline/scan_session.h"
#include "scanner/pipeline/text_scanner.h"

namespace keytrail::pipeline {

// Whether the content's own bytes are scanned as a text.
enum class OwnBytes {
  kScanned,
  // Not where its members are: of a content that was decoded, they say more of the same.
  kScannedUnlessOpened,
  kPassed  // they were scanned elsewhere
};

// Hears of each chunk behind its scan.
using ChunkListener = std::function<void(const Chunk& chunk)>;

// Threads: one. A content at a time; contents inside it are for other scanners.
class ContentScanner final : private decode::ByteSource {
 public:
  // `session` must outlive the scanner.
  explicit ContentScanner(ScanSession& session);

  // `bytes`: at most so many are read. `origin` and `content` must outlive the call. Errors: those
  // of the content; what is wrong with members stands in the session's notes.
  Status Scan(FileContent& content, std::uint64_t bytes, const Origin& origin, OwnBytes own_bytes,
              const ChunkListener& listener);

 private:
  Status ScanAll();
  StatusOr<std::span<const std::byte>> Advance();
  StatusOr<std::span<const std::byte>> Next() override;
  void EndChunk();
  void ScanMembers(decode::ContentKind kind);
  Status WalkMembers(decode::MemberReader& members);
  Status ScanMember(decode::MemberReader& members, const decode::Member& member, ContentId content);

  ScanSession& session_;
  ChunkReader chunks_;
  TextScanner text_;
  const Origin* origin_ = nullptr;
  const ChunkListener* listener_ = nullptr;
  OwnBytes own_bytes_ = OwnBytes::kScanned;
  bool scans_text_ = false;
  std::optional<Chunk> chunk_;  // at hand
  bool is_new_chunk_ = false;   // it was not scanned yet
  Status failure_;              // of the content, once it failed
};

}  // namespace keytrail::pipeline
