// Lines of a Windows machine. Who is an administrator there stands in the registry, which is not
// read: the lines are shown, and nothing is decided.
#pragma once

#include <string>
#include <vector>

#include "graph/access/machine_view.h"
#include "model/door.h"

namespace keytrail::access {

std::vector<Door> WindowsDoors(const std::string& machine_id, const MachineView& view);

}  // namespace keytrail::access
