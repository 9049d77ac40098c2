// A text in memory as a file's content: what the authoring of rules scans.
#pragma once

#include <string_view>

#include "model/reader.h"

namespace keytrail::authoring {

class TextContent final : public FileContent {
 public:
  // `text` must outlive the content.
  explicit TextContent(std::string_view text) : text_(text) {}

  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override;
  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override;

 private:
  const std::string_view text_;
};

}  // namespace keytrail::authoring
