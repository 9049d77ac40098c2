#include "scanner/pipeline/list_pipeline.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"

namespace keytrail::pipeline {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

// Digests a content with its holes as zeros, as the scanner would see it.
class ContentDigest {
 public:
  ContentDigest(FileContent& content, std::uint64_t file_bytes)
      : content_(content),
        file_bytes_(file_bytes),
        buffer_(static_cast<std::size_t>(std::clamp<std::uint64_t>(file_bytes, 1, kReadBytes))) {}

  // Hexadecimal; empty where the file has too many holes. Errors: those of the content.
  StatusOr<std::string> Compute() {
    while (offset_ < file_bytes_ && !ended_) {
      KT_ASSIGN_OR_RETURN(const auto range, content_.NextData(offset_));
      const std::uint64_t data = range.has_value() ? range->offset : file_bytes_;
      if (!AddHole(std::min(data, file_bytes_))) return std::string();
      if (range.has_value()) KT_RETURN_IF_ERROR(AddData(range->offset + range->length));
    }
    return HexEncode(digest_.Finish());
  }

 private:
  // Returns false once there are too many.
  bool AddHole(std::uint64_t end) {
    if (end <= offset_) return true;
    holes_bytes_ += end - offset_;
    if (holes_bytes_ > limits::kHashedHoleBytesMax) return false;
    std::ranges::fill(buffer_, std::byte{0});
    while (offset_ < end) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), end - offset_));
      digest_.Update(std::span(buffer_).first(size));
      offset_ += size;
    }
    return true;
  }

  Status AddData(std::uint64_t end) {
    while (offset_ < std::min(end, file_bytes_) && !ended_) {
      const auto wanted = static_cast<std::size_t>(
          std::min<std::uint64_t>(buffer_.size(), std::min(end, file_bytes_) - offset_));
      KT_ASSIGN_OR_RETURN(const auto filled,
                          content_.Read(offset_, std::span(buffer_).first(wanted)));
      digest_.Update(filled);
      offset_ += filled.size();
      ended_ = filled.size() < wanted;
    }
    return OkStatus();
  }

  FileContent& content_;
  const std::uint64_t file_bytes_;
  std::vector<std::byte> buffer_;
  Sha256Stream digest_;
  std::uint64_t offset_ = 0;
  std::uint64_t holes_bytes_ = 0;
  bool ended_ = false;
};

StatusOr<std::string> Hash(PendingContent& pending, std::uint64_t file_bytes) {
  KT_ASSIGN_OR_RETURN(const auto content, pending.Open());
  return ContentDigest(*content, file_bytes).Compute();
}

}  // namespace

ListPipeline::ListPipeline(std::size_t threads, bool hash, FrameSink& sink)
    : hash_(hash),
      sink_(sink),
      pool_(threads, [this] { return [this](PendingFile file) { HashFile(std::move(file)); }; }) {}

void ListPipeline::OnVolumeBegin(const Volume& volume) {
  KT_CHECK(ledger_ == nullptr);
  ledger_ = std::make_unique<CoverageLedger>(volume);
  static_cast<void>(sink_.Send(VolumeBeginFrame{volume}));
}

void ListPipeline::OnStage(const std::string& stage) {
  ProgressFrame frame;
  frame.stage = stage;
  static_cast<void>(sink_.Send(std::move(frame)));
}

bool ListPipeline::OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) {
  if (hash_ && content != nullptr) {
    pool_.Add({std::move(entry), std::move(content)});
    return !sink_.cancelled();
  }
  if (hash_ && entry.type == FileType::kRegular && entry.link_count > 1) {
    further_links_.push_back(std::move(entry));
    return !sink_.cancelled();
  }
  return sink_.Send(ListedFileFrame{std::move(entry), ""}) && !sink_.cancelled();
}

void ListPipeline::OnException(const std::string& entry_path, const std::string& reason) {
  ledger_->AddUnreadable(entry_path, reason);
}

void ListPipeline::OnSkipped(const std::string& reason, std::uint64_t bytes) {
  ledger_->AddSkipped(reason, bytes);
}

void ListPipeline::Drain() { pool_.Drain(); }

void ListPipeline::OnVolumeEnd(VolumeOutcome outcome, const std::string& reason,
                               bool walked_to_end) {
  pool_.Drain();
  SendFurtherLinks();
  static_cast<void>(sink_.Send(VolumeEndFrame{ledger_->Close(outcome, reason, walked_to_end)}));
  ledger_.reset();
}

void ListPipeline::SendFurtherLinks() {
  MutexLock lock(mutex_);
  for (FileEntry& entry : std::exchange(further_links_, {})) {
    const auto found = linked_sha256_.find(entry.inode);
    static_cast<void>(sink_.Send(ListedFileFrame{
        std::move(entry), found == linked_sha256_.end() ? std::string() : found->second}));
  }
  linked_sha256_.clear();
}

void ListPipeline::HashFile(PendingFile file) {
  if (sink_.cancelled()) return;
  StatusOr<std::string> sha256 = Hash(*file.content, file.entry.size);
  if (!sha256.ok()) {
    ledger_->AddUnreadable(file.entry.path, "io_error");
  } else if (sha256->empty()) {
    ledger_->AddSkipped("too_sparse_to_hash", 0);
  } else {
    ledger_->AddScanned(file.entry.size);
  }
  if (sha256.ok() && file.entry.link_count > 1) {
    MutexLock lock(mutex_);
    linked_sha256_[file.entry.inode] = *sha256;
  }
  static_cast<void>(
      sink_.Send(ListedFileFrame{std::move(file.entry), sha256.value_or(std::string())}));
}

}  // namespace keytrail::pipeline
