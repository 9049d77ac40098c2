// What libguestfs leaves in /tmp when its process is killed while an appliance starts: a directory
// of sockets, whose place nobody can choose for root.
#pragma once

#include <string>

namespace keytrail::daemon {

// Where libguestfs puts them, and where the kernel lists bound sockets. Tests lay out their own.
struct SocketPlaces {
  std::string parent = "/tmp";
  std::string bound_sockets = "/proc/net/unix";
};

// Removes this user's libguestfs directories that hold sockets only, none of which any process has
// bound: their owner is dead. An empty one may belong to a process that is just starting, and
// stays.
void RemoveAbandonedSockets(const SocketPlaces& places = {});

}  // namespace keytrail::daemon
