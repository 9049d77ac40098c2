// What an entry of a disk states without being read: where a symbolic link leads, and that a file
// or directory is there at all, with its permissions.
//
// Only those that can lie on the way to a home, a key file, a shell, a configuration, or what
// enables a service; a disk has tens of thousands of links, and a machine's facts are few.
#pragma once

#include <vector>

#include "model/fact.h"
#include "model/file.h"

namespace keytrail::facts {

// Returns a SymlinkFact, a PresenceFact or nothing. The fact carries permissions as those of
// ParseFacts do. A link whose target the reader could not tell gives an empty target. Time: as long
// as the path. Threads: any. Source: sshd(8), systemd.unit(5), nologin(5), shells(5).
std::vector<Fact> FactsOfEntry(const FileEntry& entry);

// Returns the PresenceFact of `entry`, wherever it lies. Threads: any.
std::vector<Fact> PresenceOf(const FileEntry& entry);

}  // namespace keytrail::facts
