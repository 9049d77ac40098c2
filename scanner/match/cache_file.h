// Files of a cache that holds trusted things: the directory must be the caller's own with mode 0700
// and each file 0600; a digest in the file tells damage, and its identity what it was made from.
//
// Whatever does not fit is refused, never repaired. Trust ends at the directory: who can write
// there as this user can do more than give us a file.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/status.h"
#include "base/unique_fd.h"

namespace keytrail::match {

// What a file is and what it was made from.
struct CacheKey {
  std::string_view magic;  // 8 bytes, of the kind of file
  Sha256Digest identity{};
  std::string_view extension;  // ".hsdb"
};

class CacheDirectory {
 public:
  // Errors: kFailedPrecondition when it is missing, or not private to this user.
  static StatusOr<CacheDirectory> Open(const std::string& path);

  // The body of a sound file. Errors: kNotFound when there is none, kFailedPrecondition when it
  // cannot be trusted.
  StatusOr<std::vector<std::byte>> Read(const CacheKey& key) const;

  // Replaces the file in one step. Errors: kFailedPrecondition.
  Status Write(const CacheKey& key, std::span<const std::byte> body) const;

 private:
  explicit CacheDirectory(UniqueFd directory) : directory_(std::move(directory)) {}
  Status WriteAndRename(const std::string& name, std::span<const std::byte> content) const;

  UniqueFd directory_;
};

}  // namespace keytrail::match
