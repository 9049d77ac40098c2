// The scanners of one thread: the file's, and one for each content that is open inside another.
#pragma once

#include <memory>
#include <vector>

#include "scanner/pipeline/content_scanner.h"
#include "scanner/pipeline/scan_session.h"

namespace keytrail::pipeline {

// Threads: one. A file at a time.
class ContentStack final : private ContentOpener {
 public:
  ContentStack(std::shared_ptr<const match::RuleSet> rules, const FileScannerOptions& options)
      : session_(std::move(rules), options, *this) {}

  // Begins a file and scans it, with all that is inside. `decoded` hears of what the members of the
  // file itself hold, those of an archive or what is compressed. Errors: those of `content`.
  Status ScanFile(const FileEntry& entry, FileContent& content, const ChunkListener& listener,
                  const ChunkListener& decoded);

  // What came of the file.
  ScanSession& session() { return session_; }

 private:
  void OpenEncoded(std::span<const std::byte> bytes, const Origin& origin,
                   const decode::SourceRange& place) override;
  Status ScanContent(FileContent& content, const Origin& origin) override;
  Status ScanAtNextLevel(FileContent& content, std::uint64_t bytes, const Origin& origin,
                         OwnBytes own_bytes, const ChunkListener& listener);

  ScanSession session_;
  std::vector<std::unique_ptr<ContentScanner>> scanners_;  // by level; the file's first
  std::size_t open_ = 0;                                   // levels in use
  const ChunkListener* decoded_ = nullptr;                 // of the file at hand
};

}  // namespace keytrail::pipeline
