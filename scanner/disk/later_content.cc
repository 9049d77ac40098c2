#include "scanner/disk/later_content.h"

#include <optional>
#include <utility>
#include <vector>

#include "scanner/disk/manifest.h"
#include "scanner/disk/mapped_content.h"

namespace keytrail::disk {
namespace {

class LaterContent final : public FileContent {
 public:
  LaterContent(ProbeRunner& runner, ScratchDisk& scratch, LaterFile file)
      : runner_(runner), scratch_(scratch), file_(std::move(file)) {}

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override {
    while (true) {
      if (piece_.has_value()) {
        KT_ASSIGN_OR_RETURN(const std::optional<Range> range, piece_->NextData(offset));
        if (range.has_value()) return range;
      }
      if (covered_ >= file_.size) return std::optional<Range>();
      KT_RETURN_IF_ERROR(NextPiece());
    }
  }

  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override {
    const std::uint64_t left = offset < file_.size ? file_.size - offset : 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size()));
    std::size_t filled = 0;
    while (filled < wanted) {
      const std::uint64_t at = offset + filled;
      if (at >= covered_) {
        KT_RETURN_IF_ERROR(NextPiece());
        continue;
      }
      const auto step =
          static_cast<std::size_t>(std::min<std::uint64_t>(covered_ - at, wanted - filled));
      KT_ASSIGN_OR_RETURN(const auto bytes, piece_->Read(at, buffer.subspan(filled, step)));
      if (bytes.empty()) return Damaged();
      filled += bytes.size();
    }
    return std::span<const std::byte>(buffer.first(filled));
  }

 private:
  static Status Damaged() {
    return MakeError(StatusCode::kDataLoss,
                     "cannot read a file: the probe gave less than it has: scan again");
  }

  Status NextPiece() {
    KT_RETURN_IF_ERROR(scratch_.WriteRequest({.verb = probe::Verb::kContent,
                                              .volume = file_.volume,
                                              .inode = file_.inode,
                                              .file_offset = covered_,
                                              .cursor = file_.path,
                                              .stale = {}}));
    KT_RETURN_IF_ERROR(runner_.RunProbe());
    KT_ASSIGN_OR_RETURN(ScratchDisk::Answer answer, scratch_.ReadAnswer());
    const std::uint64_t reached = answer.head.finished != 0 ? file_.size : answer.head.file_offset;
    if (reached <= covered_ || reached > file_.size) return Damaged();
    KT_ASSIGN_OR_RETURN(
        std::vector<probe::Extent> extents,
        ReadContentRecord(answer.metadata, file_.size, scratch_.layout().content_bytes));
    piece_.emplace(std::make_shared<const ScratchSource>(scratch_), file_.size, std::move(extents));
    covered_ = reached;
    return OkStatus();
  }

  ProbeRunner& runner_;
  ScratchDisk& scratch_;
  const LaterFile file_;
  // What the scratch disk holds: all data of the file up to covered_, from the piece's first
  // extent.
  std::optional<MappedContent> piece_;
  std::uint64_t covered_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<FileContent>> PendingLaterContent::Open() {
  return std::make_unique<LaterContent>(runner_, scratch_, std::move(file_));
}

}  // namespace keytrail::disk
