// The node that a secret's target is in the graph.
#pragma once

#include <optional>
#include <string>

#include "model/finding.h"
#include "model/path.h"

namespace keytrail::graph {

// Returns nothing when the target was not identified, or is known not to exist. A host that means
// another thing on every machine (localhost, a private address, a name without a dot) gives a node
// of the finding's own machine, so that machines are not joined by it.
std::optional<Node> TargetNodeOf(const Finding& finding, const std::string& machine_name);

}  // namespace keytrail::graph
