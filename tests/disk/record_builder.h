// Speaks the probe's side of the record format, well or badly, for tests.
#pragma once

#include <sys/stat.h>

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk {

class RecordBuilder {
 public:
  using Record = probe::Record;

  static Record File(std::uint32_t parent, std::uint64_t inode, std::uint64_t size,
                     probe::Placement placement) {
    Record record;
    record.parent = parent;
    record.inode = inode;
    record.size = size;
    record.mode = S_IFREG | 0644;
    record.links = 1;
    record.placement = placement;
    return record;
  }
  static Record Link(std::uint32_t parent, std::uint64_t inode) {
    Record record = File(parent, inode, 0, probe::Placement::kNone);
    record.mode = S_IFLNK | 0777;
    return record;
  }
  static Record Directory(std::uint32_t parent, std::uint32_t number) {
    Record record;
    record.parent = parent;
    record.number = number;
    record.mode = S_IFDIR | 0755;
    record.inode = 1000 + number;
    return record;
  }

  // Appends a record; lengths are filled in unless they are set already.
  RecordBuilder& Add(Record record, std::string_view name,
                     const std::vector<probe::Extent>& extents = {}, std::string_view target = {}) {
    record.name_bytes = static_cast<std::uint32_t>(name.size());
    record.target_bytes = static_cast<std::uint32_t>(target.size());
    record.extents = static_cast<std::uint32_t>(extents.size());
    const std::string texts = std::string(name) + std::string(target);
    const std::size_t bytes =
        sizeof(Record) + extents.size() * sizeof(probe::Extent) + texts.size();
    const std::size_t padded = (bytes + 7) / 8 * 8;
    if (record.bytes == 0) record.bytes = static_cast<std::uint32_t>(padded);
    const std::size_t at = bytes_.size();
    bytes_.resize(at + padded);
    std::memcpy(bytes_.data() + at, &record, sizeof(record));
    if (!extents.empty()) {
      std::memcpy(bytes_.data() + at + sizeof(record), extents.data(),
                  extents.size() * sizeof(probe::Extent));
    }
    if (!texts.empty()) {
      std::memcpy(bytes_.data() + at + bytes - texts.size(), texts.data(), texts.size());
    }
    return *this;
  }
  RecordBuilder& AddRoot() { return Add(Directory(0, 0), ""); }

  std::vector<std::byte> Take() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace keytrail::disk
