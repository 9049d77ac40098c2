#include "scanner/pipeline/content_stack.h"

#include <algorithm>

#include "scanner/pipeline/member_content.h"

namespace keytrail::pipeline {
namespace {

// Bytes in memory.
class BytesContent final : public FileContent {
 public:
  explicit BytesContent(std::span<const std::byte> bytes) : bytes_(bytes) {}

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override {
    if (offset >= bytes_.size()) return std::optional<Range>();
    return std::optional<Range>({.offset = offset, .length = bytes_.size() - offset});
  }

  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override {
    const auto begin = std::min<std::size_t>(offset, bytes_.size());
    const std::size_t size = std::min(buffer.size(), bytes_.size() - begin);
    std::ranges::copy(bytes_.subspan(begin, size), buffer.begin());
    return std::span<const std::byte>(buffer.first(size));
  }

 private:
  const std::span<const std::byte> bytes_;
};

}  // namespace

Status ContentStack::ScanFile(const FileEntry& entry, FileContent& content,
                              const ChunkListener& listener, const ChunkListener& decoded) {
  session_.BeginFile(entry);
  decoded_ = &decoded;
  const Origin origin{.content = kFileContent, .decoded_by = {}, .entry = &entry};
  return ScanAtNextLevel(content, entry.size, origin, OwnBytes::kScanned, listener);
}

void ContentStack::OpenEncoded(std::span<const std::byte> bytes, const Origin& origin,
                               const decode::SourceRange& place) {
  const ContentId id = session_.findings().OpenContent(origin.content, place.begin);
  const Origin inner{.content = id, .decoded_by = origin.decoded_by, .entry = origin.entry};
  BytesContent content(bytes);
  // Bytes in memory do not fail, and what is wrong inside of them is noted.
  static_cast<void>(ScanAtNextLevel(content, bytes.size(), inner, OwnBytes::kPassed, nullptr));
  session_.findings().CloseContent(id, place.end);
}

Status ContentStack::ScanContent(FileContent& content, const Origin& origin) {
  const bool lies_in_file = origin.decoded_by.size() == 1;
  return ScanAtNextLevel(content, MemberContent::kBytesUnknown, origin,
                         OwnBytes::kScannedUnlessOpened,
                         lies_in_file ? *decoded_ : ChunkListener());
}

Status ContentStack::ScanAtNextLevel(FileContent& content, std::uint64_t bytes,
                                     const Origin& origin, OwnBytes own_bytes,
                                     const ChunkListener& listener) {
  if (open_ == scanners_.size()) scanners_.push_back(std::make_unique<ContentScanner>(session_));
  ContentScanner& scanner = *scanners_[open_++];
  const Status status = scanner.Scan(content, bytes, origin, own_bytes, listener);
  --open_;
  return status;
}

}  // namespace keytrail::pipeline
