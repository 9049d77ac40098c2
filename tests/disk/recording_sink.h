// A WalkSink that remembers everything, and reads each file's content to its end through the seam.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/reader.h"

namespace keytrail::disk {

struct RecordedFile {
  FileEntry entry;
  bool has_content = false;
  std::string content_error;     // of Open, NextData or Read; empty when read to the end
  std::string content;           // where kept
  std::string sha256;            // hex, of the whole content, holes as zeros
  std::uint64_t data_bytes = 0;  // in runs; holes do not count
};

struct RecordedVolume {
  Volume volume;
  std::vector<RecordedFile> files;
  std::vector<WalkException> exceptions;
  std::map<std::string, std::uint64_t> skipped;
  VolumeOutcome outcome = VolumeOutcome::kComplete;
  std::string reason;
  bool walked_to_end = false;
  bool ended = false;

  // The file at `path`, or null.
  const RecordedFile* Find(const std::string& path) const;
};

class RecordingSink final : public WalkSink {
 public:
  struct Options {
    std::size_t content_bytes_kept = 64 * 1024;  // of each file
    std::size_t read_buffer_bytes = 64 * 1024;
    bool read_content = true;
    bool open_late = false;  // keeps all content pending until Drain or the volume's end
    std::uint64_t cancel_after_files = UINT64_MAX;
  };
  RecordingSink() : RecordingSink(Options{}) {}
  explicit RecordingSink(Options options) : options_(options) {}

  void OnVolumeBegin(const Volume& volume) override;
  bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) override;
  void OnException(const std::string& entry_path, const std::string& reason) override;
  void OnSkipped(const std::string& reason, std::uint64_t bytes) override;
  void Drain() override;
  void OnVolumeEnd(VolumeOutcome outcome, const std::string& reason, bool walked_to_end) override;

  const std::vector<RecordedVolume>& volumes() const { return volumes_; }
  std::uint64_t drains() const { return drains_; }

 private:
  void ReadContent(RecordedFile& file, PendingContent& content) const;
  Status ReadAll(RecordedFile& file, FileContent& content) const;

  Options options_;
  std::uint64_t files_ = 0;
  std::uint64_t drains_ = 0;
  std::vector<RecordedVolume> volumes_;
  std::vector<std::pair<std::size_t, std::unique_ptr<PendingContent>>> pending_;
};

}  // namespace keytrail::disk
