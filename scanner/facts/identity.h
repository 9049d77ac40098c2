// Who the machine is: its name, its id, its host keys, its operating system. Each file gives one
// fact, or none when it says nothing usable.
#pragma once

#include <string_view>
#include <vector>

#include "model/fact.h"

namespace keytrail::facts {

std::vector<FactPayload> ParseHostName(std::string_view text);
std::vector<FactPayload> ParseMachineId(std::string_view text);
std::vector<FactPayload> ParseOperatingSystem(std::string_view text);
// The public half of a host key; its comment is not kept.
std::vector<FactPayload> ParseHostKey(std::string_view text);

}  // namespace keytrail::facts
