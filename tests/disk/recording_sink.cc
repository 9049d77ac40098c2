#include "tests/disk/recording_sink.h"

#include <algorithm>
#include <span>

#include "base/digest.h"

namespace keytrail::disk {
namespace {

// Digests what is read and keeps its beginning.
class Collector {
 public:
  Collector(RecordedFile& file, std::size_t bytes_kept) : file_(file), bytes_kept_(bytes_kept) {}

  void Add(std::span<const std::byte> bytes) {
    digest_.Update(bytes);
    const std::size_t room = bytes_kept_ - std::min(bytes_kept_, file_.content.size());
    file_.content += AsText(bytes.first(std::min(room, bytes.size())));
    position_ += bytes.size();
  }
  void AddZeros(std::uint64_t count) {
    static constexpr std::size_t kZeroBytes = 64 * 1024;
    const std::vector<std::byte> zeros(kZeroBytes);
    while (count > 0) {
      const std::size_t step = static_cast<std::size_t>(std::min<std::uint64_t>(count, kZeroBytes));
      Add(std::span(zeros).first(step));
      count -= step;
    }
  }
  void Finish() { file_.sha256 = HexEncode(digest_.Finish()); }
  std::uint64_t position() const { return position_; }

 private:
  RecordedFile& file_;
  std::size_t bytes_kept_;
  Sha256Stream digest_;
  std::uint64_t position_ = 0;
};

// A hole larger than this is not digested: the test looks at its runs instead.
constexpr std::uint64_t kDigestBytesMax = 1ULL << 32;

}  // namespace

const RecordedFile* RecordedVolume::Find(const std::string& path) const {
  const auto found = std::ranges::find_if(
      files, [&](const RecordedFile& file) { return file.entry.path == path; });
  return found == files.end() ? nullptr : &*found;
}

void RecordingSink::OnVolumeBegin(const Volume& volume) { volumes_.emplace_back().volume = volume; }

bool RecordingSink::OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) {
  RecordedVolume& volume = volumes_.back();
  RecordedFile& file = volume.files.emplace_back();
  file.entry = std::move(entry);
  file.has_content = content != nullptr;
  if (content != nullptr && options_.read_content) {
    if (options_.open_late) {
      pending_.emplace_back(volume.files.size() - 1, std::move(content));
    } else {
      ReadContent(file, *content);
    }
  }
  return ++files_ < options_.cancel_after_files;
}

void RecordingSink::OnException(const std::string& entry_path, const std::string& reason) {
  volumes_.back().exceptions.push_back({entry_path, reason});
}

void RecordingSink::OnSkipped(const std::string& reason, std::uint64_t) {
  ++volumes_.back().skipped[reason];
}

void RecordingSink::Drain() {
  ++drains_;
  for (auto& [index, content] : pending_) ReadContent(volumes_.back().files[index], *content);
  pending_.clear();
}

void RecordingSink::OnVolumeEnd(VolumeOutcome outcome, const std::string& reason,
                                bool walked_to_end) {
  Drain();
  RecordedVolume& volume = volumes_.back();
  volume.outcome = outcome;
  volume.reason = reason;
  volume.walked_to_end = walked_to_end;
  volume.ended = true;
}

void RecordingSink::ReadContent(RecordedFile& file, PendingContent& content) const {
  auto opened = content.Open();
  const Status status = opened.ok() ? ReadAll(file, **opened) : opened.status();
  if (!status.ok()) file.content_error = MessageOf(status);
}

Status RecordingSink::ReadAll(RecordedFile& file, FileContent& content) const {
  Collector collector(file, options_.content_bytes_kept);
  std::vector<std::byte> buffer(options_.read_buffer_bytes);
  const bool digest_holes = file.entry.size <= kDigestBytesMax;
  std::uint64_t offset = 0;
  while (true) {
    KT_ASSIGN_OR_RETURN(const auto range, content.NextData(offset));
    if (!range.has_value()) break;
    if (digest_holes) collector.AddZeros(range->offset - collector.position());
    const std::uint64_t end = range->offset + range->length;
    for (offset = range->offset; offset < end;) {
      const auto step = std::min<std::uint64_t>(buffer.size(), end - offset);
      KT_ASSIGN_OR_RETURN(const auto bytes, content.Read(offset, std::span(buffer).first(step)));
      if (bytes.empty()) break;
      collector.Add(bytes);
      file.data_bytes += bytes.size();
      offset += bytes.size();
    }
    if (offset < end) break;
  }
  if (digest_holes && collector.position() < file.entry.size) {
    collector.AddZeros(file.entry.size - collector.position());
  }
  collector.Finish();
  return OkStatus();
}

}  // namespace keytrail::disk
