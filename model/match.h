// A confirmed pattern hit. Lives only inside the worker.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/secret_bytes.h"
#include "model/rule.h"

namespace keytrail {

struct Capture {
  std::string name;
  std::uint64_t file_offset = 0;
  SecretBytes bytes;
};

struct Match {
  const Rule* rule = nullptr;  // owned by the RuleSet, which outlives all matches
  std::uint64_t file_offset = 0;
  std::uint64_t byte_length = 0;
  bool outside_paths = false;  // not in a file that the rule names: of low confidence
  std::vector<Capture> captures;
  std::string suppressed_by;  // name of the validator that refused it; empty when none did
};

// The capture of that name, or null.
inline const Capture* FindCapture(const Match& match, const std::string& name) {
  for (const Capture& capture : match.captures) {
    if (capture.name == name) return &capture;
  }
  return nullptr;
}

}  // namespace keytrail
