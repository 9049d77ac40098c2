// A member of an archive as a file's content: read forward, charged to the file's budget.
#pragma once

#include "model/reader.h"
#include "scanner/decode/member_reader.h"
#include "scanner/pipeline/decode_budget.h"

namespace keytrail::pipeline {

class MemberContent final : public FileContent {
 public:
  // Both must outlive the content; `members` is at the member.
  MemberContent(decode::MemberReader& members, DecodeBudget& budget)
      : members_(members), budget_(budget) {}

  // Errors: kResourceExhausted when the budget ran out; those of the members.
  StatusOr<std::optional<Range>> NextData(std::uint64_t offset) override;
  StatusOr<std::span<const std::byte>> Read(std::uint64_t offset,
                                            std::span<std::byte> buffer) override;

  // Of a member, before it is read to its end.
  static constexpr std::uint64_t kBytesUnknown = 1ULL << 62;

 private:
  decode::MemberReader& members_;
  DecodeBudget& budget_;
};

}  // namespace keytrail::pipeline
