// One question, one answer: what the probe does with the request on the scratch disk.
#pragma once

#include <string>

namespace keytrail::disk::probe {

// Answers the request on `device` (open for reading and writing) about the volume mounted at
// `guests`/<N>. Returns what went wrong, or nothing.
std::string AnswerRequest(int device, const std::string& guests);

}  // namespace keytrail::disk::probe
