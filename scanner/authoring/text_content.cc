#include "scanner/authoring/text_content.h"

#include <algorithm>
#include <cstring>

namespace keytrail::authoring {

StatusOr<std::optional<FileContent::Range>> TextContent::NextData(std::uint64_t offset) {
  if (offset >= text_.size()) return std::optional<Range>();
  return std::optional<Range>({.offset = offset, .length = text_.size() - offset});
}

StatusOr<std::span<const std::byte>> TextContent::Read(std::uint64_t offset,
                                                       std::span<std::byte> buffer) {
  const std::size_t begin = std::min<std::size_t>(offset, text_.size());
  const std::size_t size = std::min(buffer.size(), text_.size() - begin);
  std::memcpy(buffer.data(), text_.data() + begin, size);
  return std::span<const std::byte>(buffer.first(size));
}

}  // namespace keytrail::authoring
