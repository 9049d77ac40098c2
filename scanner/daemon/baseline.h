// Findings that are known and accepted: those of an earlier scan, kept out of the way of this one.
#pragma once

#include <set>
#include <string>
#include <utility>

#include "model/finding.h"

namespace keytrail::daemon {

struct Baseline {
  std::set<std::string> finding_ids;
  // The same secret in a file of the same path, on whatever machine and volume.
  std::set<std::pair<std::string, std::string>> fingerprints_at_paths;

  bool Holds(const Finding& finding) const {
    return finding_ids.contains(finding.id) ||
           fingerprints_at_paths.contains({finding.fingerprint, finding.path});
  }
};

}  // namespace keytrail::daemon
