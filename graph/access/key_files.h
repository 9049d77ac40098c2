// The files in which sshd looks for keys of an account, and whether it takes them: StrictModes, and
// what the account itself may read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/access/account_gates.h"

namespace keytrail::access {

// One place that the configuration names for the account.
struct KeyPlace {
  std::string path;           // on the machine, links followed
  bool was_looked_at = true;  // else keys may lie there that no scan has seen
};

// In sshd's order. Empty where the configuration says none.
std::vector<KeyPlace> AuthorizedKeysPlaces(const GateContext& at);

// `path` with sshd's tokens (%h %u %U %%) filled in; relative ones lie under the home.
std::string ExpandForAccount(std::string_view path, const Account& account);

// Blocks where sshd passes over the file: its owner or mode, or those of a directory above it, or
// because the account cannot read it.
void JudgeKeyFile(const GateContext& at, const Fact& file, std::string_view path, Ruling& ruling);

}  // namespace keytrail::access
