// How much a login gives: a shell, files, one command, the network, nothing.
#pragma once

#include <string>

#include "graph/access/account_gates.h"

namespace keytrail::access {

// What a key or certificate brings with it.
struct KeyLimits {
  std::string command;             // class of a forced command; empty: none
  bool forwarding_allowed = true;  // of ports
};

KeyLimits LimitsOf(const AuthorizedLineFact& line);

// The banner that cloud-init leaves for accounts which nobody is to use.
bool IsBanner(const AuthorizedLineFact& line);

// Lowers the ruling's grade to what configuration, shell and limits leave, and says why.
void GradeLogin(const GateContext& at, const KeyLimits& limits, Ruling& ruling);

}  // namespace keytrail::access
