// The host's side of the scratch disk: a sparse file that the appliance sees as a disk, over which
// the probe is asked and answers.
//
// It carries guest content: private to this scan, and wiped after each round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "base/unique_fd.h"
#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk {

class ScratchDisk {
 public:
  // Makes the file (0600) in `directory`; `bytes` is rounded down to whole blocks.
  // Errors: kInvalidArgument (too small), kPermissionDenied, kUnavailable (no space, I/O).
  static StatusOr<ScratchDisk> Create(const std::string& directory, std::uint64_t bytes);

  const std::string& path() const { return path_; }
  const probe::Layout& layout() const { return layout_; }

  // What to ask the probe; magic, version, nonce and sizes are filled in here.
  struct Request {
    probe::Verb verb = probe::Verb::kWalk;
    std::uint32_t volume = 0;
    bool map_extents = false;
    std::uint64_t entries_max = 0;
    std::uint64_t inode = 0;
    std::uint64_t file_offset = 0;
    std::string_view cursor;  // or the file's path
    std::span<const probe::StaleRange> stale;
  };
  // Wipes the last answer, then writes the request. Errors: kInvalidArgument (cursor or ranges too
  // long), kUnavailable (I/O).
  Status WriteRequest(const Request& request);

  // One answer of the probe, its lengths checked against the areas.
  struct Answer {
    probe::Response head;
    std::string cursor;
    std::vector<std::uint32_t> live_directories;
    std::vector<std::byte> metadata;
  };
  // Errors: kDataLoss (no answer to the last request, or a damaged one), kUnavailable (I/O).
  StatusOr<Answer> ReadAnswer();

  // Reads from the content area. Returns the filled part. Threads: any, between requests.
  StatusOr<std::span<const std::byte>> ReadContent(std::uint64_t place,
                                                   std::span<std::byte> buffer) const;

  // Overwrites all that was ever written with zeros and gives the room back. Errors: kUnavailable.
  Status Wipe();

 private:
  ScratchDisk(UniqueFd fd, std::string path, std::uint64_t bytes)
      : fd_(std::move(fd)),
        path_(std::move(path)),
        bytes_(bytes),
        layout_(probe::LayoutOf(bytes)) {}

  Status WipeRange(std::uint64_t offset, std::uint64_t bytes);

  UniqueFd fd_;
  std::string path_;
  std::uint64_t bytes_;
  probe::Layout layout_;
  std::vector<std::byte> nonce_;
};

}  // namespace keytrail::disk
