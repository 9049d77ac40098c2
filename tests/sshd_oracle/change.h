// What a row changes in the tree of a machine, as data.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace keytrail::sshd_oracle {

struct Owner {
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
};
inline constexpr Owner kRoot = {};
inline constexpr Owner kUser = {1000, 1000};      // of the account "u"
inline constexpr Owner kStranger = {1001, 1001};  // of the account "v"

struct Change {
  enum class Kind { kFile, kDirectory, kLink, kFifo, kRemoval, kPermissions };

  Kind kind = Kind::kFile;
  std::string path;  // absolute, in the tree
  // Of a file its content, of a link its target. Names of keys in braces stand for their texts: see
  // KeyRing::Fill.
  std::string text = {};
  std::uint32_t mode = 0644;
  Owner owner = kRoot;
};

inline Change File(std::string path, std::string text, std::uint32_t mode = 0644,
                   Owner owner = kRoot) {
  return {Change::Kind::kFile, std::move(path), std::move(text), mode, owner};
}
inline Change Directory(std::string path, std::uint32_t mode = 0755, Owner owner = kRoot) {
  return {Change::Kind::kDirectory, std::move(path), {}, mode, owner};
}
inline Change Link(std::string path, std::string target, Owner owner = kRoot) {
  return {Change::Kind::kLink, std::move(path), std::move(target), 0777, owner};
}
inline Change Fifo(std::string path, std::uint32_t mode = 0644, Owner owner = kRoot) {
  return {Change::Kind::kFifo, std::move(path), {}, mode, owner};
}
inline Change Removal(std::string path) { return {Change::Kind::kRemoval, std::move(path)}; }
// Of what is there already.
inline Change Permissions(std::string path, std::uint32_t mode, Owner owner) {
  return {Change::Kind::kPermissions, std::move(path), {}, mode, owner};
}

}  // namespace keytrail::sshd_oracle
