#include "scanner/pipeline/member_content.h"

namespace keytrail::pipeline {

// Nobody knows where a member's holes are.
StatusOr<std::optional<FileContent::Range>> MemberContent::NextData(std::uint64_t offset) {
  return std::optional<Range>({.offset = offset, .length = kBytesUnknown - offset});
}

StatusOr<std::span<const std::byte>> MemberContent::Read(std::uint64_t /*offset*/,
                                                         std::span<std::byte> buffer) {
  KT_ASSIGN_OR_RETURN(const std::span<const std::byte> filled, members_.Read(buffer));
  if (!budget_.SpendBytes(filled.size())) {
    return MakeError(StatusCode::kResourceExhausted, "what may be decoded of one file ran out");
  }
  return filled;
}

}  // namespace keytrail::pipeline
