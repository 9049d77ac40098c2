#include "scanner/disk/probe/record_writer.h"

#include <cerrno>

#include "base/limits.h"

namespace keytrail::disk::probe {
namespace {

constexpr std::size_t kAlignment = 8;
constexpr std::size_t kNameBytesMax = 255 * 4;  // NAME_MAX of every file system that Linux knows
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

std::int64_t ToNs(const timespec& time) { return time.tv_sec * kNsPerSecond + time.tv_nsec; }

std::size_t RecordBytes(std::size_t extents, std::size_t text_bytes) {
  const std::size_t bytes = sizeof(Record) + extents * sizeof(Extent) + text_bytes;
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::uint64_t RoomNeeded(std::size_t extents) {
  return RecordBytes(extents, kNameBytesMax + limits::kLinkTargetBytesMax) +
         RecordBytes(0, kNameBytesMax);
}

}  // namespace

bool RecordWriter::HasRoom(std::size_t extents) const {
  return area_.room() >= RoomNeeded(extents);
}

bool RecordWriter::CouldHaveRoom(std::size_t extents, std::uint64_t capacity) const {
  return capacity >= RoomNeeded(extents);
}

bool RecordWriter::PutEntry(const Entry& entry, const struct stat& status) {
  Record record;
  record.kind = RecordKind::kEntry;
  record.placement = entry.placement;
  record.parent = entry.parent;
  record.number = entry.number;
  record.inode = status.st_ino;
  record.size = static_cast<std::uint64_t>(status.st_size);
  record.mode = status.st_mode;
  record.uid = status.st_uid;
  record.gid = status.st_gid;
  record.links = static_cast<std::uint32_t>(status.st_nlink);
  record.mtime_ns = ToNs(status.st_mtim);
  record.ctime_ns = ToNs(status.st_ctim);
  record.atime_ns = ToNs(status.st_atim);
  return Put(record, entry);
}

bool RecordWriter::PutException(std::uint32_t parent, std::string_view name,
                                ExceptionReason reason) {
  Record record;
  record.kind = RecordKind::kException;
  record.parent = parent;
  record.reason = reason;
  return Put(record, {.name = name});
}

bool RecordWriter::Put(Record record, const Entry& entry) {
  const std::size_t extents = entry.extents == nullptr ? 0 : entry.extents->size();
  record.extents = static_cast<std::uint32_t>(extents);
  record.name_bytes = static_cast<std::uint32_t>(entry.name.size());
  record.target_bytes = static_cast<std::uint32_t>(entry.target.size());
  record.bytes =
      static_cast<std::uint32_t>(RecordBytes(extents, entry.name.size() + entry.target.size()));
  ++records_;
  return area_.Append(&record, sizeof(record)) &&
         (extents == 0 || area_.Append(entry.extents->data(), extents * sizeof(Extent))) &&
         area_.Append(entry.name.data(), entry.name.size()) &&
         area_.Append(entry.target.data(), entry.target.size()) && area_.Align(kAlignment);
}

ExceptionReason ReasonOf(int error) {
  switch (error) {
    case EACCES:
    case EPERM: return ExceptionReason::kPermissionDenied;
    case ENOKEY: return ExceptionReason::kEncrypted;
    case ELOOP: return ExceptionReason::kLoop;
    case EUCLEAN:
    case EBADMSG: return ExceptionReason::kCorrupt;
    case ENAMETOOLONG: return ExceptionReason::kPathLimit;
    default: return ExceptionReason::kIoError;
  }
}

}  // namespace keytrail::disk::probe
