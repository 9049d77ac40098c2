// Why a validator refused a match, in a few words for the author of the rule. Never the secret.
#pragma once

#include <string>

#include "model/match.h"

namespace keytrail::match {

// `validator` as the rule writes it, "name" or "name:argument". Returns what about `match` it takes
// offence at, or its name where nothing more is known.
std::string RefusalReason(const std::string& validator, const Match& match);

}  // namespace keytrail::match
