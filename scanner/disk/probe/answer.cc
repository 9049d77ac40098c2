#include "scanner/disk/probe/answer.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <optional>
#include <vector>

#include "base/unique_fd.h"
#include "scanner/disk/probe/area_writer.h"
#include "scanner/disk/probe/content_copy.h"
#include "scanner/disk/probe/message.h"
#include "scanner/disk/probe/record_writer.h"
#include "scanner/disk/probe/stream_format.h"
#include "scanner/disk/probe/tree_walk.h"

namespace keytrail::disk::probe {
namespace {

constexpr std::uint64_t kInodeMask = (std::uint64_t{1} << kSubvolumeShift) - 1;
constexpr std::size_t kContentExtentsMax = 16 * 1024;

// The areas of one answer.
struct Areas {
  AreaWriter metadata;
  AreaWriter content;
};

Areas OpenAreas(int device, const Request& request) {
  const Layout layout = LayoutOf(request.scratch_bytes);
  return {.metadata = AreaWriter(device, kMetadataOffset, layout.metadata_bytes),
          .content = AreaWriter(device, layout.content_offset, layout.content_bytes)};
}

Response AnswerTo(const Request& request) {
  Response response;
  response.magic = kResponseMagic;
  response.version = kVersion;
  std::memcpy(response.nonce, request.nonce, sizeof(response.nonce));
  return response;
}

std::string Send(int device, Areas& areas, Response response, const Cursor& cursor) {
  if (!areas.metadata.Flush() || !areas.content.Flush() || ::fsync(device) != 0) {
    return "cannot write the scratch disk";
  }
  response.content_bytes = areas.content.high_water();
  const std::string encoded = response.finished != 0 ? "" : EncodeCursor(cursor);
  if (encoded.size() > kCursorBytesMax) return "the cursor is too long";
  response.cursor_bytes = static_cast<std::uint32_t>(encoded.size());
  std::vector<std::uint32_t> live;
  for (const CursorLevel& level : cursor.levels) live.push_back(level.number);
  response.live_directories = static_cast<std::uint32_t>(live.size());
  return WriteResponse(device, response, encoded, live) ? "" : "cannot write the answer";
}

std::string Walk(int device, const RequestMessage& request, const std::string& root) {
  Areas areas = OpenAreas(device, request.head);
  TreeWalk walk(request, areas.metadata, areas.content);
  const TreeWalk::End end = walk.Run(root.c_str());
  if (end == TreeWalk::End::kFailed) return "cannot walk the volume";
  Response response = AnswerTo(request.head);
  response.finished = end == TreeWalk::End::kRoomEnd ? 0 : 1;
  response.entry_limit = end == TreeWalk::End::kEntryLimit ? 1 : 0;
  response.metadata_bytes = areas.metadata.position();
  response.records = walk.records();
  return Send(device, areas, response, walk.cursor());
}

// Opens the file at `path` below `root`, one component at a time.
UniqueFd OpenByPath(const std::string& root, const std::string& path) {
  UniqueFd directory(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  std::size_t begin = 0;
  while (directory.valid() && begin < path.size()) {
    const std::size_t slash = path.find('/', begin);
    const std::string name = path.substr(begin, slash - begin);
    if (slash == std::string::npos) return OpenBelow(directory.get(), name.c_str(), 0);
    if (!name.empty()) directory = OpenBelow(directory.get(), name.c_str(), O_DIRECTORY);
    begin = slash + 1;
  }
  return UniqueFd();
}

std::string Content(int device, const RequestMessage& request, const std::string& root) {
  const UniqueFd fd = OpenByPath(root, request.cursor);
  struct stat status {};
  if (!fd.valid() || ::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      ((status.st_ino ^ request.head.inode) & kInodeMask) != 0) {
    return "cannot open the file again";
  }
  Areas areas = OpenAreas(device, request.head);
  const CopyResult copied =
      CopyContent(fd.get(), static_cast<std::uint64_t>(status.st_size), request.head.file_offset,
                  kContentExtentsMax, areas.content);
  if (copied.end == CopyEnd::kError) {
    return std::string("cannot read the file: ") + std::strerror(copied.error);
  }
  RecordWriter records(areas.metadata);
  const bool put =
      records.HasRoom(copied.extents.size()) &&
      records.PutEntry({.placement = Placement::kScratch, .extents = &copied.extents}, status);
  if (!put) return "cannot write the scratch disk";
  Response response = AnswerTo(request.head);
  response.finished = copied.end == CopyEnd::kFileEnd ? 1 : 0;
  response.file_offset = copied.file_offset;
  response.metadata_bytes = areas.metadata.position();
  response.records = records.records();
  return Send(device, areas, response, Cursor{});
}

}  // namespace

std::string AnswerRequest(int device, const std::string& guests) {
  const std::optional<RequestMessage> request = ReadRequest(device);
  if (!request.has_value()) return "the scratch disk holds no request";
  const std::string root = guests + "/" + std::to_string(request->head.volume);
  switch (request->head.verb) {
    case Verb::kWalk: return Walk(device, *request, root);
    case Verb::kContent: return Content(device, *request, root);
  }
  return "the request has an unknown verb";
}

}  // namespace keytrail::disk::probe
