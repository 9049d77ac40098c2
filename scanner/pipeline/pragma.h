// The word of whoever wrote a file that a secret in it is meant to be there: `keytrail:allow`, or
// `keytrail:allow RULE-ID`, on the line of the secret.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace keytrail::pipeline {

// How far from the secret the pragma may be.
inline constexpr std::size_t kPragmaReachBytes = 1024;

// Where a secret stands in a buffer.
struct SecretRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Whether a line that the secret stands on allows what `rule_id` finds. Shape: `buffer` holds
// kPragmaReachBytes on both sides of the secret where the text does.
bool IsAllowed(std::span<const std::byte> buffer, const SecretRange& secret,
               std::string_view rule_id);

}  // namespace keytrail::pipeline
