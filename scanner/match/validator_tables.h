// The validators by subject, each a table in a file of its own. Inside this room only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "scanner/match/validators.h"

namespace keytrail::match {

enum class ArgumentKind { kNone, kNumber, kClasses, kStrength };

struct ValidatorEntry {
  std::string_view name;
  Validator::Function function;
  ArgumentKind argument = ArgumentKind::kNone;
};

// Length, entropy, character classes, placeholders, documented constants.
std::span<const ValidatorEntry> GeneralValidators();
// Keys of cloud providers and what marks them.
std::span<const ValidatorEntry> CloudValidators();
// Tokens that carry structure of their own.
std::span<const ValidatorEntry> TokenValidators();
// Passwords, hashes and what stands where one would.
std::span<const ValidatorEntry> PasswordValidators();

// What the tables share
// -------------------------------------------------------------------------------------------------

// The capture's text; empty when it took no part. The view lives as long as the match.
std::string_view TextOf(const Match& match, const std::string& name);

// Shannon entropy of the bytes' frequencies, in bits a byte.
double EntropyBits(std::string_view text);

}  // namespace keytrail::match
