// Checksums that a token carries: a rule says which capture is the checksum of which, and how it is
// written.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "model/match.h"
#include "model/rule.h"

namespace keytrail::match {

// Errors: kInvalidArgument for an algorithm or encoding that is not known, as `what: how to mend
// it`.
Status CheckChecksum(const RuleChecksum& recipe);

// `of`'s CRC-32 in an encoding that CheckChecksum accepts, `width` characters wide.
std::string ChecksumOf(std::string_view of, std::string_view encoding_name, std::size_t width);

// True when the recipe's captures took part in the match and agree.
bool ChecksumHolds(const RuleChecksum& recipe, const Match& match);

}  // namespace keytrail::match
