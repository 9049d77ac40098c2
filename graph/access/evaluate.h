// From the facts of one machine to its doors: which account accepts which key. Pure, and the one
// place where sshd's gates are judged. A gate for which a fact is missing gives `unknown` and is
// listed by its name; nothing is `allowed` before all gates are passed.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/door.h"
#include "model/fact.h"

namespace keytrail::access {

// A volume as the newest scan of it left it.
struct ScannedVolume {
  std::string volume_id;
  std::string uuid;
  std::string label;
  std::string mounted_at;               // empty when not known
  bool walked_to_end = false;           // what no fact states of it is not there
  std::vector<std::string> exceptions;  // paths of which that does not hold
};

// All current facts of one machine, whatever volume or scan they came from. Lifetime: the facts
// must outlive the value.
struct MachineFacts {
  std::string machine_id;
  std::vector<const Fact*> facts;
  std::vector<ScannedVolume> volumes;
  Timestamp now;  // by which accounts, lines and certificates have expired or not
};

struct Evaluation {
  // Sorted by user, path and line; blocked doors are kept.
  std::vector<Door> doors;
  // More than kDoorsPerMachineMax account and key pairs: the rest is missing.
  bool truncated = false;
  // Accounts of which keys may lie where no scan has looked.
  std::set<std::string> unseen_homes;
};

inline constexpr std::size_t kDoorsPerMachineMax = 100'000;

// One door for each key and account, by the line that decides; another for an authority's key. The
// order of the facts does not matter. A home that no scan has looked at has no door here but those
// that logs prove; it stands among unseen_homes. Threads: any.
Evaluation Evaluate(const MachineFacts& machine);

}  // namespace keytrail::access
