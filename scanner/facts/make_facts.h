// Payloads made into facts of the file that states them.
#pragma once

#include <vector>

#include "model/fact.h"
#include "model/file.h"

namespace keytrail::facts {

// One fact for each of `payloads`, in their order, up to limits::kFactsPerFileMax, with the volume,
// path and permissions of `entry` and the permissions of the directories above it.
std::vector<Fact> MakeFacts(std::vector<FactPayload> payloads, const FileEntry& entry);

}  // namespace keytrail::facts
