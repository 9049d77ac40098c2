// A file in memory, with holes, that holds its reader to the contract: forward only.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/digest.h"
#include "model/reader.h"

namespace keytrail::test_support {

class MemoryContent final : public FileContent {
 public:
  // `ranges` are where data is stored, sorted; empty: everywhere. Bytes outside must be zeros.
  explicit MemoryContent(std::string bytes, std::vector<Range> ranges = {})
      : bytes_(std::move(bytes)), ranges_(std::move(ranges)) {
    if (ranges_.empty() && !bytes_.empty()) ranges_.push_back({0, bytes_.size()});
  }

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override {
    for (const Range& range : ranges_) {
      if (range.offset + range.length <= offset) continue;
      const std::uint64_t begin = std::max(range.offset, offset);
      return Range{begin, range.offset + range.length - begin};
    }
    return std::nullopt;
  }

  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override {
    KT_CHECK(offset >= read_to_);
    if (fail_at != 0 && offset + buffer.size() > fail_at) {
      return MakeError(StatusCode::kUnavailable, "the disk does not answer");
    }
    const std::size_t begin = std::min<std::size_t>(offset, bytes_.size());
    const std::size_t size = std::min(buffer.size(), bytes_.size() - begin);
    std::memcpy(buffer.data(), bytes_.data() + begin, size);
    read_to_ = offset + size;
    bytes_read += size;
    return buffer.first(size);
  }

  std::uint64_t fail_at = 0;  // reads that go past this offset fail; 0: none
  std::uint64_t bytes_read = 0;

 private:
  const std::string bytes_;
  std::vector<Range> ranges_;
  std::uint64_t read_to_ = 0;
};

}  // namespace keytrail::test_support
