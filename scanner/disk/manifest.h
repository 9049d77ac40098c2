// The probe's metadata records, read with suspicion: every length and every place is checked, and
// what does not add up costs the file, or the round, but never the process.
//
// Cost: one pass and one sort a round. A round keeps the records as they came and sixteen bytes an
// entry beside them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/status.h"
#include "model/file.h"
#include "model/volume.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk {

// What one volume's records may name.
struct ManifestBounds {
  std::uint64_t volume_bytes = 0;  // of the slice; places of Placement::kImage lie below
  std::uint64_t image_bytes = 0;   // from the slice's begin to the image's end: less when truncated
  std::uint64_t content_bytes = 0;  // places of Placement::kScratch lie below
};

// What a record says of a file's content.
enum class ContentPlace { kNone, kImage, kScratch, kLater };

struct ManifestFile {
  FileEntry entry;
  ContentPlace place = ContentPlace::kNone;
  std::vector<probe::Extent> extents;
  std::string error;  // a word for the coverage: the content cannot be read; empty when it can
};

// The records of one round.
class ManifestRound {
 public:
  std::size_t size() const { return order_.size(); }
  bool uses_scratch() const { return uses_scratch_; }
  // Of the regular files, holes included.
  std::uint64_t files() const { return files_; }
  std::uint64_t bytes() const { return bytes_; }
  const std::vector<WalkException>& exceptions() const { return exceptions_; }

 private:
  friend class Manifest;
  struct Item {
    std::uint64_t place =
        0;  // of the first extent: what is near each other is read one after another
    std::uint32_t offset = 0;
  };
  std::vector<std::byte> metadata_;
  std::vector<Item> order_;
  std::vector<WalkException> exceptions_;
  bool uses_scratch_ = false;
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

// Reads the rounds of one volume, one after another.
class Manifest {
 public:
  // `mounted_at` prefixes all paths; empty or "/": paths are the volume's own.
  Manifest(std::string volume_id, const std::string& mounted_at, ManifestBounds bounds);

  // Checks all records of a round and puts the entries in the order in which to read them: by place
  // on the disk. Errors: kDataLoss (damaged), kResourceExhausted (more entries than allowed).
  StatusOr<ManifestRound> Read(std::vector<std::byte> metadata);

  // The entry at `index` of a round read by this manifest. A further link of a file that was given
  // before comes without content.
  ManifestFile FileAt(const ManifestRound& round, std::size_t index);

  // Forgets all directories but these, which later rounds may name.
  void KeepOnly(std::span<const std::uint32_t> directories);

  std::size_t directories() const { return directories_.size(); }

 private:
  struct Directory {
    std::string path;  // empty for the root of all
    std::shared_ptr<const DirectoryChain> chain;
    std::size_t depth = 0;
  };

  Status TakeEntry(const probe::Record& record, std::string_view name, std::uint32_t offset,
                   ManifestRound& round);
  Status AddDirectory(const probe::Record& record, std::string_view name);
  void TakeExtents(const probe::Record& record, std::span<const std::byte> bytes,
                   ManifestFile& file) const;

  const std::string volume_id_;
  const ManifestBounds bounds_;
  std::string root_path_;
  std::uint64_t entries_ = 0;
  bool root_seen_ = false;
  std::unordered_map<std::uint32_t, Directory> directories_;
  std::unordered_set<std::uint64_t> linked_files_;
};

// The extents in the content area of the one record that answers a content request for a file of
// `size` bytes. Errors: kDataLoss (damaged).
StatusOr<std::vector<probe::Extent>> ReadContentRecord(std::span<const std::byte> metadata,
                                                       std::uint64_t size,
                                                       std::uint64_t content_bytes);

// A word for the coverage.
std::string NameOf(probe::ExceptionReason reason);

}  // namespace keytrail::disk
