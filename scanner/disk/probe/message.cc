#include "scanner/disk/probe/message.h"

#include <unistd.h>

#include <cstring>

#include "scanner/disk/probe/area_writer.h"

namespace keytrail::disk::probe {
namespace {

struct CursorHead {
  std::uint32_t next_number = 0;
  std::uint32_t levels = 0;
  std::uint64_t entries = 0;
};

struct LevelHead {
  std::uint32_t number = 0;
  std::uint32_t name_bytes = 0;
  std::uint64_t inode = 0;
  std::uint64_t position = 0;
};

template <typename T>
void Put(std::string& text, const T& value) {
  text.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

// Takes values off the front of a text.
class Taker {
 public:
  explicit Taker(const std::string& text) : text_(text) {}
  template <typename T>
  bool Take(T& value) {
    if (text_.size() - position_ < sizeof(T)) return false;
    std::memcpy(&value, text_.data() + position_, sizeof(T));
    position_ += sizeof(T);
    return true;
  }
  bool TakeText(std::string& value, std::size_t count) {
    if (text_.size() - position_ < count) return false;
    value = text_.substr(position_, count);
    position_ += count;
    return true;
  }

 private:
  const std::string& text_;
  std::size_t position_ = 0;
};

}  // namespace

std::optional<RequestMessage> ReadRequest(int device) {
  const auto area = AlignedBuffer(kRequestBytes);
  if (!ReadFully(device, area.get(), kRequestBytes, kRequestOffset)) return std::nullopt;
  RequestMessage message;
  std::memcpy(&message.head, area.get(), sizeof(Request));
  const Request& head = message.head;
  if (head.magic != kRequestMagic || head.version != kVersion ||
      head.cursor_bytes > kCursorBytesMax || head.stale_ranges > kStaleRangesMax ||
      head.scratch_bytes < kScratchBytesMin || head.scratch_bytes % kBlockBytes != 0) {
    return std::nullopt;
  }
  const char* const behind = area.get() + sizeof(Request);
  message.cursor.assign(behind, head.cursor_bytes);
  message.stale.resize(head.stale_ranges);
  if (head.stale_ranges > 0) {
    std::memcpy(message.stale.data(), behind + head.cursor_bytes,
                head.stale_ranges * sizeof(StaleRange));
  }
  return message;
}

bool WriteResponse(int device, const Response& head, const std::string& cursor,
                   const std::vector<std::uint32_t>& live_directories) {
  AreaWriter area(device, kResponseOffset, kResponseBytes);
  return area.Append(&head, sizeof(head)) && area.Append(cursor.data(), cursor.size()) &&
         area.Append(live_directories.data(), live_directories.size() * sizeof(std::uint32_t)) &&
         area.Flush() && ::fsync(device) == 0;
}

std::string EncodeCursor(const Cursor& cursor) {
  std::string text;
  Put(text, CursorHead{.next_number = cursor.next_number,
                       .levels = static_cast<std::uint32_t>(cursor.levels.size()),
                       .entries = cursor.entries});
  for (const CursorLevel& level : cursor.levels) {
    Put(text, LevelHead{.number = level.number,
                        .name_bytes = static_cast<std::uint32_t>(level.name.size()),
                        .inode = level.inode,
                        .position = level.position});
    text += level.name;
  }
  return text;
}

std::optional<Cursor> DecodeCursor(const std::string& text) {
  Taker taker(text);
  CursorHead head;
  if (!taker.Take(head)) return std::nullopt;
  Cursor cursor{.next_number = head.next_number, .entries = head.entries, .levels = {}};
  for (std::uint32_t i = 0; i < head.levels; ++i) {
    LevelHead level;
    std::string name;
    if (!taker.Take(level) || !taker.TakeText(name, level.name_bytes)) return std::nullopt;
    cursor.levels.push_back({.number = level.number,
                             .inode = level.inode,
                             .position = level.position,
                             .name = std::move(name)});
  }
  return cursor;
}

}  // namespace keytrail::disk::probe
