#include "scanner/pipeline/list_pipeline.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/digest.h"

namespace keytrail::pipeline {
namespace {

constexpr std::size_t kReadBytes = 256 * 1024;

// The digest of what the scanner would see: holes are zeros. Hostile sizes cost their zeros' digest
// time, which the worker's wall clock bounds.
StatusOr<std::string> HashContent(FileContent& content, std::uint64_t file_bytes,
                                  std::vector<std::byte>& buffer) {
  Sha256Stream digest;
  std::uint64_t offset = 0;
  while (offset < file_bytes) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), file_bytes - offset));
    KT_ASSIGN_OR_RETURN(const auto filled, content.Read(offset, std::span(buffer).first(wanted)));
    digest.Update(filled);
    offset += filled.size();
    if (filled.size() < wanted) break;
  }
  return HexEncode(digest.Finish());
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
  static_cast<void>(sink_.Send(VolumeEndFrame{ledger_->Close(outcome, reason, walked_to_end)}));
  ledger_.reset();
}

void ListPipeline::HashFile(PendingFile file) {
  if (sink_.cancelled()) return;
  std::string sha256;
  const auto content = file.content->Open();
  std::vector<std::byte> buffer(
      static_cast<std::size_t>(std::clamp<std::uint64_t>(file.entry.size, 1, kReadBytes)));
  StatusOr<std::string> digest =
      content.ok() ? HashContent(**content, file.entry.size, buffer) : content.status();
  if (digest.ok()) {
    sha256 = *std::move(digest);
    ledger_->AddScanned(file.entry.size);
  } else {
    ledger_->AddUnreadable(file.entry.path, "io_error");
  }
  static_cast<void>(sink_.Send(ListedFileFrame{std::move(file.entry), std::move(sha256)}));
}

}  // namespace keytrail::pipeline
