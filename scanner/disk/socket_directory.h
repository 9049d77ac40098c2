// The directory in which libguestfs and its hypervisor met. Root's lies in /tmp, outside this
// scan's own directory, and would be left behind by a worker that is killed.
#pragma once

#include <sys/types.h>

namespace keytrail::disk {

// Removes the sockets through which process `hypervisor` was reached, and their directory, once
// both sides are connected and need the names no longer. Does nothing where it does not find what
// it expects.
void RemoveSocketDirectory(pid_t hypervisor);

}  // namespace keytrail::disk
