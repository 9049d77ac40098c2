// The content of a regular file of this host, opened late and without trust in its name.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/status.h"
#include "base/unique_fd.h"
#include "model/reader.h"

namespace keytrail::disk {

// A file by its directory and name, opened only when it still is the inode that the walk saw.
class PendingHostFile final : public PendingContent {
 public:
  struct Identity {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
  };

  // `directory` is shared by all files of a directory: its descriptor lives until the last of them
  // was opened or dropped.
  PendingHostFile(std::shared_ptr<const UniqueFd> directory, std::string name, Identity identity);

  // Never follows a link, never waits on a FIFO. Errors: kNotFound (gone, or no longer this inode),
  // kPermissionDenied, kUnavailable. Threads: any, once.
  StatusOr<std::unique_ptr<FileContent>> Open() override;

 private:
  std::shared_ptr<const UniqueFd> directory_;
  std::string name_;
  Identity identity_;
};

}  // namespace keytrail::disk
