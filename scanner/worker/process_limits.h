// What a worker takes from itself before it touches guest bytes.
#pragma once

#include "base/status.h"
#include "model/job.h"

namespace keytrail::worker {

// No core files, not dumpable, not traceable by others of the user; room for descriptors. Before
// any thread.
Status HardenProcess();

// Address space and processes for the reader at hand. The appliance's worker has no address-space
// limit, for qemu would inherit it; the directory worker is left no child process.
Status LimitForReader(ReaderKind reader);

}  // namespace keytrail::worker
