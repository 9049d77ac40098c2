// What one authorized_keys line decides: its options, and who may use it from where and until when.
#pragma once

#include <string_view>

#include "graph/access/account_gates.h"

namespace keytrail::access {

const AuthorizedOption* FindOption(const AuthorizedLineFact& line, std::string_view name);

// For a plain key, or for one that comes with a certificate of the line's authority.
enum class LineUse { kPlainKey, kCertificate };
void JudgeLine(const GateContext& at, const AuthorizedLineFact& line, LineUse use, Ruling& ruling);

}  // namespace keytrail::access
