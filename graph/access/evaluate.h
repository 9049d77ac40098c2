// From the facts of one machine to its doors: which account accepts which key. Pure, and the one
// place where sshd's gates are judged. A gate that is not evaluated yet gives `unknown` and is
// listed by its name; nothing is `allowed` before all of them are.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/door.h"
#include "model/fact.h"

namespace keytrail::access {

// All current facts of one machine, whatever volume or scan they came from. Lifetime: the facts
// must outlive the value.
struct MachineFacts {
  std::string machine_id;
  std::vector<const Fact*> facts;
};

struct Evaluation {
  // Sorted by user, path and line; blocked doors are kept.
  std::vector<Door> doors;
  // More than kDoorsPerMachineMax account and line pairs: the rest is missing.
  bool truncated = false;
};

inline constexpr std::size_t kDoorsPerMachineMax = 100'000;

// The order of the facts does not matter. Looks at the default places only (.ssh/authorized_keys
// and authorized_keys2 under the home that passwd states): an account whose home lies on no scanned
// volume has no door here, which is no statement about it. Threads: any.
Evaluation Evaluate(const MachineFacts& machine);

}  // namespace keytrail::access
