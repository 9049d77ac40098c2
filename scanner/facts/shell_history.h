// The history of a shell: which hosts somebody reached by SSH, as whom, with which key. Never the
// commands.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

// Shape: SshUseFacts with the number of times, sorted, at most limits::kSshUsesPerFileMax. Time:
// linear, but for sorting.

// Of bash, ash and ksh, and of zsh also in its extended form. Source: bash(1), zshoptions(1).
std::vector<FactPayload> ParseShellHistory(std::string_view text);
// Source: fish's doc_src/cmds/history.rst, and what fish writes.
std::vector<FactPayload> ParseFishHistory(std::string_view text);
// Source: PSReadLine's HistorySavePath.
std::vector<FactPayload> ParsePowerShellHistory(std::string_view text);

}  // namespace keytrail::facts
