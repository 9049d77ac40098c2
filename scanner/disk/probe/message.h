// The request as the probe reads it, and the response as it writes it. Constants and structs are
// those of stream_format.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scanner/disk/probe/stream_format.h"

namespace keytrail::disk::probe {

struct RequestMessage {
  Request head;
  std::string cursor;
  std::vector<StaleRange> stale;
};

// Nothing when the scratch disk holds no request that this probe understands.
std::optional<RequestMessage> ReadRequest(int device);

// Written last, and only once everything else is on the disk. False on an I/O error.
bool WriteResponse(int device, const Response& head, const std::string& cursor,
                   const std::vector<std::uint32_t>& live_directories);

// A directory on the way down, as it goes into the cursor.
struct CursorLevel {
  std::uint32_t number = 0;
  std::uint64_t inode = 0;
  std::uint64_t position = 0;  // the kernel's cookie of where to read on
  std::string name;
};

struct Cursor {
  std::uint32_t next_number = 0;
  std::uint64_t entries = 0;
  std::vector<CursorLevel> levels;  // the root first
};

std::string EncodeCursor(const Cursor& cursor);
// Nothing when `text` is not what EncodeCursor makes.
std::optional<Cursor> DecodeCursor(const std::string& text);

}  // namespace keytrail::disk::probe
