// Words and quantities on the command line → values, each with the sentence that refuses what this
// version does not have.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/status.h"
#include "cli/options.h"

namespace keytrail::cli {

// `allowed`: the formats of this verb. Errors: kInvalidArgument, also for a format that the
// contract knows and this version does not have.
StatusOr<OutputFormat> ParseFormat(const std::string& word,
                                   std::initializer_list<OutputFormat> allowed);

// Errors: as ParseFormat.
StatusOr<ReaderChoice> ParseReader(const std::string& word);

// Returns whether the source is to be taken as raw whatever its first bytes say; `word` empty:
// false. Errors: as ParseFormat.
StatusOr<bool> ParseSourceFormat(const std::string& word);

// Errors: kInvalidArgument.
StatusOr<Confidence> ParseConfidence(const std::string& word);

// Units: bytes; a suffix K, M, G or T multiplies by powers of 1024. Errors: kInvalidArgument.
StatusOr<std::uint64_t> ParseByteCount(const std::string& flag, const std::string& text);

// `text` empty: an unknown time. Errors: kInvalidArgument.
StatusOr<Timestamp> ParseSnapshotTime(const std::string& text);

// Nothing for `none`. Errors: kInvalidArgument when empty.
StatusOr<std::optional<std::string>> ParseStore(const std::string& text);

}  // namespace keytrail::cli
