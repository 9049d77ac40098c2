// The seam between what walks a snapshot and what scans its files. Readers (scanner/disk) implement
// Reader, PendingContent and FileContent; the pipeline implements WalkSink; tests have their own of
// each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/status.h"
#include "model/file.h"
#include "model/volume.h"

namespace keytrail {

// The bytes of one regular file, read forward. Not for sharing between threads.
class FileContent {
 public:
  struct Range {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
  };
  virtual ~FileContent() = default;

  // The next run of stored bytes that ends behind `offset`, clipped to begin at `offset` or later;
  // nothing when only a hole is left. All bytes between runs, and unwritten extents, are zeros.
  // `offset` never goes backwards. Errors: kDataLoss (corrupt), kUnavailable (I/O); the file then
  // counts as not read to its end.
  virtual StatusOr<std::optional<Range>> NextData(std::uint64_t offset) = 0;

  // Reads at `offset`, which never lies before the end of what was read last, holes as zeros.
  // Returns the filled part of `buffer`: shorter only at the end of the file. Errors: as NextData.
  virtual StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                                    std::span<std::byte> buffer) = 0;
};

// A file that can be opened later, on another thread, once. Holds what it needs to find the file
// without its name.
class PendingContent {
 public:
  virtual ~PendingContent() = default;
  // Errors: kNotFound (gone or replaced), kPermissionDenied, kUnavailable, kDataLoss.
  virtual StatusOr<std::unique_ptr<FileContent>> Open() = 0;
};

// Where a reader puts what it sees. All calls come from one thread, volume by volume.
class WalkSink {
 public:
  virtual ~WalkSink() = default;

  virtual void OnVolumeBegin(const Volume& volume) = 0;

  // For progress only: what the reader is at, in a word or two, and what it now knows to lie ahead,
  // in addition to what it said before.
  virtual void OnStage(const std::string& /*stage*/) {}
  virtual void OnAhead(std::uint64_t /*files*/, std::uint64_t /*bytes*/) {}

  // One entry of any type; `content` is set for regular files only, and only for the first link of
  // an inode: a regular file without content was handed over before under another path (same
  // volume, same inode), or was counted by OnSkipped or OnException. Blocks while the pipeline is
  // full. Returns false when the scan was cancelled: stop walking.
  virtual bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) = 0;

  // A file or directory that should have been read and could not: makes the volume partial.
  // `entry_path` is bytes.
  virtual void OnException(const std::string& entry_path, const std::string& reason) = 0;

  // Left out by policy, which leaves a volume complete: counted by reason.
  virtual void OnSkipped(const std::string& reason, std::uint64_t bytes) = 0;

  // Blocks until no file handed over so far uses its content any more. For readers whose content
  // lives in rounds.
  virtual void Drain() = 0;

  // `reason` is empty for kComplete. `walked_to_end`: the metadata was walked to its end.
  virtual void OnVolumeEnd(VolumeOutcome outcome, const std::string& reason,
                           bool walked_to_end) = 0;
};

// What the machine's inspection said; empty where not known.
struct InspectionResult {
  std::string hostname;
  std::string machine_id;
  std::string os;
};

// Walks all volumes of one machine's sources. Runs once, in a worker.
class Reader {
 public:
  virtual ~Reader() = default;
  // Reports each volume's fate through the sink; returns an error only when no volume could be
  // looked at, as one sentence `what failed: why: what to do`. Errors: kNotFound, kInvalidArgument
  // (not a disk), kFailedPrecondition (this host lacks something), kPermissionDenied,
  // kDeadlineExceeded, kUnavailable.
  virtual Status Walk(WalkSink& sink) = 0;
};

}  // namespace keytrail
