// Attack paths and the nodes they run through.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/door.h"
#include "model/finding.h"

namespace keytrail {

enum class NodeKind {
  kMachine,
  kAccount,
  kKey,
  kSecret,
  kIdentity,
  kDatabase,
  kStorage,
  kCluster,
  kExternal
};

struct Node {
  NodeKind kind = NodeKind::kMachine;
  // An account's id is MACHINE/USER, split at the last slash.
  std::string id;
  std::string name;
};

struct PathStep {
  Node from;
  std::string edge;  // the interface's vocabulary: "contains", "can authenticate as", …
  Node to;
  std::vector<std::string> evidence;  // finding and fact ids
  std::string technique;              // MITRE ATT&CK, e.g. "T1552.004"
  std::string reason;                 // one sentence
};

enum class PathVerdict { kCertain, kConditional, kUnknown };

struct AttackPath {
  std::string id;
  std::string name;
  std::string description;
  Severity risk_level = Severity::kMedium;
  PathVerdict verdict = PathVerdict::kUnknown;
  std::vector<std::string> conditions;
  Confidence confidence = Confidence::kLow;
  Node entry;
  Node target;
  std::string environment = "other";
  std::vector<PathStep> steps;
  Timestamp computed_at;
};

}  // namespace keytrail
