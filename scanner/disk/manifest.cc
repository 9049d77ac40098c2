#include "scanner/disk/manifest.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "scanner/disk/file_type.h"

namespace keytrail::disk {
namespace {

constexpr std::uint32_t kPermissionBits = 07777;
constexpr std::size_t kNameBytesMax = 1024;

using probe::Placement;
using probe::Record;
using probe::RecordKind;

Status Damaged(const std::string& how) {
  return MakeError(StatusCode::kDataLoss,
                   fmt::format("cannot read the probe's records: {}: scan again", how));
}

Permissions PermissionsOf(const Record& record) {
  return {.uid = record.uid, .gid = record.gid, .mode = record.mode & kPermissionBits};
}

Record RecordAt(std::span<const std::byte> bytes, std::size_t offset) {
  Record record;
  std::memcpy(&record, bytes.data() + offset, sizeof(record));
  return record;
}

std::span<const std::byte> ExtentBytes(std::span<const std::byte> bytes, std::size_t offset,
                                       const Record& record) {
  return bytes.subspan(offset + sizeof(Record), record.extents * sizeof(probe::Extent));
}

std::string_view NameBytes(std::span<const std::byte> bytes, std::size_t offset,
                           const Record& record) {
  const std::size_t begin = offset + sizeof(Record) + record.extents * sizeof(probe::Extent);
  return {reinterpret_cast<const char*>(bytes.data() + begin), record.name_bytes};
}

// Where a link leads; empty when a kernel could not have said so.
std::string_view TargetBytes(std::span<const std::byte> bytes, std::size_t offset,
                             const Record& record) {
  const std::string_view name = NameBytes(bytes, offset, record);
  const std::string_view target(name.data() + name.size(), record.target_bytes);
  return target.find('\0') == std::string_view::npos ? target : std::string_view();
}

probe::Extent ExtentAt(std::span<const std::byte> extents, std::size_t index) {
  probe::Extent extent;
  std::memcpy(&extent, extents.data() + index * sizeof(extent), sizeof(extent));
  return extent;
}

bool IsName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

bool IsPlacement(Placement placement) { return placement <= Placement::kRepeated; }

Status CheckRecord(const Record& record, std::size_t bytes_left) {
  if (record.bytes < sizeof(Record) || record.bytes % 8 != 0 || record.bytes > bytes_left) {
    return Damaged("a record has an impossible length");
  }
  if (record.name_bytes > kNameBytesMax || record.extents > limits::kExtentsPerFileMax ||
      record.target_bytes > limits::kLinkTargetBytesMax) {
    return Damaged("a record claims too much");
  }
  const std::uint64_t needed = sizeof(Record) +
                               record.extents * std::uint64_t{sizeof(probe::Extent)} +
                               record.name_bytes + record.target_bytes;
  if (needed > record.bytes) return Damaged("a record is shorter than what it holds");
  if (record.kind != RecordKind::kEntry && record.kind != RecordKind::kException) {
    return Damaged("a record is of an unknown kind");
  }
  if (!IsPlacement(record.placement)) return Damaged("a record has an unknown placement");
  return OkStatus();
}

// The extents of a record, or a word for why they cannot be.
struct CheckedExtents {
  std::vector<probe::Extent> extents;
  std::string error;
};

// Empty when `extent` lies within the file and its source.
std::string ExtentError(const Record& record, const probe::Extent& extent,
                        std::uint64_t previous_end, const ManifestBounds& bounds) {
  const bool inside_file = extent.length > 0 && extent.length <= record.size &&
                           extent.file_offset >= previous_end &&
                           extent.file_offset <= record.size - extent.length;
  if (!inside_file) return "corrupt";
  const auto ends_by = [&](std::uint64_t bound) {
    return extent.length <= bound && extent.place <= bound - extent.length;
  };
  if (record.placement == Placement::kScratch) {
    return ends_by(bounds.content_bytes) ? "" : "corrupt";
  }
  if (!ends_by(bounds.volume_bytes)) return "corrupt";
  return ends_by(bounds.image_bytes) ? "" : "truncated";
}

CheckedExtents CheckExtents(const Record& record, std::span<const std::byte> bytes,
                            const ManifestBounds& bounds) {
  CheckedExtents checked;
  checked.extents.reserve(record.extents);
  std::uint64_t previous_end = 0;
  for (std::size_t i = 0; i < record.extents; ++i) {
    const probe::Extent extent = ExtentAt(bytes, i);
    checked.error = ExtentError(record, extent, previous_end, bounds);
    if (!checked.error.empty()) {
      checked.extents.clear();
      break;
    }
    previous_end = extent.file_offset + extent.length;
    checked.extents.push_back(extent);
  }
  return checked;
}

}  // namespace

std::string NameOf(probe::ExceptionReason reason) {
  switch (reason) {
    case probe::ExceptionReason::kIoError: return "io_error";
    case probe::ExceptionReason::kPermissionDenied: return "permission_denied";
    case probe::ExceptionReason::kEncrypted: return "encrypted";
    case probe::ExceptionReason::kDepthLimit: return "depth_limit";
    case probe::ExceptionReason::kPathLimit: return "path_limit";
    case probe::ExceptionReason::kLoop: return "directory_loop";
    case probe::ExceptionReason::kCorrupt: return "corrupt";
    case probe::ExceptionReason::kOtherFileSystem: return "other_file_system";
  }
  return "unknown";
}

Manifest::Manifest(std::string volume_id, const std::string& mounted_at, ManifestBounds bounds)
    : volume_id_(std::move(volume_id)),
      bounds_(bounds),
      root_path_(mounted_at == "/" ? "" : mounted_at) {}

StatusOr<ManifestRound> Manifest::Read(std::vector<std::byte> metadata) {
  ManifestRound round;
  round.metadata_ = std::move(metadata);
  const std::span<const std::byte> bytes(round.metadata_);
  for (std::size_t offset = 0; offset < bytes.size();) {
    if (bytes.size() - offset < sizeof(Record)) return Damaged("a record is cut short");
    const Record record = RecordAt(bytes, offset);
    KT_RETURN_IF_ERROR(CheckRecord(record, bytes.size() - offset));
    const std::string_view name = NameBytes(bytes, offset, record);
    if (record.kind == RecordKind::kException) {
      const auto parent = directories_.find(record.parent);
      if (parent == directories_.end()) return Damaged("a directory is not known");
      round.exceptions_.push_back(
          {.path = parent->second.path + "/" + std::string(name), .reason = NameOf(record.reason)});
    } else {
      KT_RETURN_IF_ERROR(TakeEntry(record, name, static_cast<std::uint32_t>(offset), round));
    }
    offset += record.bytes;
  }
  std::ranges::sort(round.order_, [](const auto& a, const auto& b) {
    return std::pair(a.place, a.offset) < std::pair(b.place, b.offset);
  });
  return round;
}

Status Manifest::TakeEntry(const Record& record, std::string_view name, std::uint32_t offset,
                           ManifestRound& round) {
  if (++entries_ > limits::kEntriesPerVolumeMax) {
    return MakeError(
        StatusCode::kResourceExhausted,
        "cannot walk the volume to its end: it has too many entries: scan it in parts");
  }
  const bool is_root = !root_seen_;
  if (!is_root && !IsName(name)) return Damaged("a name is not one");
  if (!is_root && !directories_.contains(record.parent)) return Damaged("a directory is not known");
  if (is_root || S_ISDIR(record.mode)) KT_RETURN_IF_ERROR(AddDirectory(record, name));
  if (record.placement == Placement::kScratch || record.placement == Placement::kLater) {
    round.uses_scratch_ = true;
  }
  std::uint64_t place = 0;
  if (record.placement == Placement::kImage && record.extents > 0) {
    place = ExtentAt(ExtentBytes(round.metadata_, offset, record), 0).place;
  }
  round.order_.push_back({.place = place, .offset = offset});
  if (S_ISREG(record.mode)) {
    ++round.files_;
    round.bytes_ += record.size;
  }
  return OkStatus();
}

Status Manifest::AddDirectory(const Record& record, std::string_view name) {
  Directory directory;
  std::shared_ptr<const DirectoryChain> parent_chain;
  if (!root_seen_) {
    if (record.number != probe::kRootDirectory || record.parent != probe::kRootDirectory ||
        !S_ISDIR(record.mode) || !name.empty()) {
      return Damaged("the root is missing");
    }
    root_seen_ = true;
    directory.path = root_path_;
  } else {
    const Directory& parent = directories_.at(record.parent);
    if (record.number == probe::kRootDirectory || directories_.contains(record.number)) {
      return Damaged("a directory's number is taken");
    }
    parent_chain = parent.chain;
    directory.depth = parent.depth + 1;
    directory.path = parent.path + "/" + std::string(name);
    if (directory.depth > limits::kPathDepthMax + 1 ||
        directory.path.size() > limits::kPathBytesMax + kNameBytesMax) {
      return Damaged("a directory lies too deep");
    }
  }
  directory.chain = std::make_shared<const DirectoryChain>(
      DirectoryChain{.permissions = PermissionsOf(record), .parent = std::move(parent_chain)});
  directories_.emplace(record.number, std::move(directory));
  return OkStatus();
}

ManifestFile Manifest::FileAt(const ManifestRound& round, std::size_t index) {
  const std::span<const std::byte> bytes(round.metadata_);
  const std::size_t offset = round.order_[index].offset;
  const Record record = RecordAt(bytes, offset);
  const std::string_view name = NameBytes(bytes, offset, record);
  const Directory& parent = directories_.at(record.parent);
  const bool is_root = name.empty();
  ManifestFile file;
  FileEntry& entry = file.entry;
  entry.volume_id = volume_id_;
  entry.inode = record.inode;
  entry.path =
      is_root && !parent.path.empty() ? parent.path : parent.path + "/" + std::string(name);
  entry.type = FileTypeOfMode(record.mode);
  entry.size = record.size;
  entry.permissions = PermissionsOf(record);
  entry.link_count = record.links;
  entry.mtime = Timestamp{record.mtime_ns};
  entry.ctime = Timestamp{record.ctime_ns};
  entry.atime = Timestamp{record.atime_ns};
  entry.directories = is_root ? nullptr : parent.chain;
  if (entry.type == FileType::kSymlink) entry.link_target = TargetBytes(bytes, offset, record);
  if (entry.type != FileType::kRegular) return file;
  if (record.links > 1 && linked_files_.contains(record.inode)) return file;
  TakeExtents(record, ExtentBytes(bytes, offset, record), file);
  if (record.links > 1 && file.place != ContentPlace::kNone) linked_files_.insert(record.inode);
  return file;
}

void Manifest::TakeExtents(const Record& record, std::span<const std::byte> bytes,
                           ManifestFile& file) const {
  switch (record.placement) {
    case Placement::kNone:
    case Placement::kRepeated: return;
    case Placement::kLater: file.place = ContentPlace::kLater; return;
    case Placement::kImage: file.place = ContentPlace::kImage; break;
    case Placement::kScratch: file.place = ContentPlace::kScratch; break;
  }
  CheckedExtents checked = CheckExtents(record, bytes, bounds_);
  file.extents = std::move(checked.extents);
  file.error = std::move(checked.error);
  if (!file.error.empty()) file.place = ContentPlace::kNone;
}

StatusOr<std::vector<probe::Extent>> ReadContentRecord(std::span<const std::byte> metadata,
                                                       std::uint64_t size,
                                                       std::uint64_t content_bytes) {
  if (metadata.size() < sizeof(Record)) return Damaged("a record is cut short");
  Record record = RecordAt(metadata, 0);
  KT_RETURN_IF_ERROR(CheckRecord(record, metadata.size()));
  if (record.placement != Placement::kScratch) return Damaged("a record has another placement");
  record.size = size;
  CheckedExtents checked =
      CheckExtents(record, ExtentBytes(metadata, 0, record), {.content_bytes = content_bytes});
  if (!checked.error.empty()) return Damaged("a file's extents are impossible");
  return std::move(checked.extents);
}

void Manifest::KeepOnly(std::span<const std::uint32_t> directories) {
  const std::unordered_set<std::uint32_t> kept(directories.begin(), directories.end());
  std::erase_if(directories_, [&](const auto& item) { return !kept.contains(item.first); });
}

}  // namespace keytrail::disk
