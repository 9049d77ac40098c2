// One job, from its frame to the end of the scan.
#pragma once

#include "model/job.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::worker {

// Sends hello, the volumes, the files, and a scan end whatever happens. `sink` is used from several
// threads.
void RunJob(const Job& job, pipeline::FrameSink& sink);

}  // namespace keytrail::worker
