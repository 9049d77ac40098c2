// The walk over one directory tree: iterative, depth first, in inode order within a batch of
// directory entries, so that a cold disk is read mostly forward.
//
// Cost: one fstatat an entry, and one readlinkat a link; one open, and a getdents64 for each 64 KiB
// of names, a directory. Open descriptors: one for each directory on the way down, plus those that
// pending files still hold.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/status.h"
#include "base/unique_fd.h"
#include "model/reader.h"

namespace keytrail::disk {

class DirectoryWalk {
 public:
  // `sink` must outlive this. `root` is an open directory.
  DirectoryWalk(UniqueFd root, std::string volume_id, WalkSink& sink);

  struct Outcome {
    bool walked_to_end = true;
    std::string reason;  // why not
  };
  // Hands every entry to the sink. Runs once.
  Outcome Run();

 private:
  // A directory that is open. What is below shares it.
  struct OpenDirectory {
    std::shared_ptr<const UniqueFd> fd;
    std::string path;  // empty for the root
    std::shared_ptr<const DirectoryChain> chain;
    std::size_t depth = 0;
  };
  // A directory that was seen and waits for its turn.
  struct PendingDirectory {
    std::shared_ptr<const OpenDirectory> parent;
    std::string name;
    std::uint64_t inode = 0;
    Permissions permissions;
  };
  struct Name {
    std::uint64_t inode = 0;
    const char* text = nullptr;  // points into the batch's buffer
  };

  bool VisitRoot();
  void Descend(const PendingDirectory& pending);
  void ReadDirectory(const std::shared_ptr<const OpenDirectory>& directory);
  std::vector<Name> ParseBatch(std::span<const std::byte> batch) const;
  bool VisitEntry(const std::shared_ptr<const OpenDirectory>& directory, const char* name);
  bool HandOver(const OpenDirectory& directory, const char* name, const struct stat& status);
  void Enqueue(const std::shared_ptr<const OpenDirectory>& directory, const char* name,
               const struct stat& status);
  FileEntry MakeEntry(const OpenDirectory& directory, const char* name,
                      const struct stat& status) const;
  void Stop(std::string reason);

  UniqueFd root_;
  const std::string volume_id_;
  WalkSink& sink_;
  std::uint64_t device_ = 0;
  std::uint64_t entries_ = 0;
  bool stopped_ = false;
  Outcome outcome_;
  std::vector<PendingDirectory> pending_;
  std::vector<std::byte> names_;
  std::unordered_set<std::uint64_t> visited_directories_;
  std::unordered_set<std::uint64_t> linked_files_;  // regular files of several links
};

}  // namespace keytrail::disk
