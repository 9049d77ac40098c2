// Where the pipeline puts its results; the worker's pipe implements it, tests have a vector.
#pragma once

#include "model/job.h"

namespace keytrail::pipeline {

class FrameSink {
 public:
  virtual ~FrameSink() = default;
  // Blocks while the other side has too much unacknowledged. Returns false when the scan was
  // cancelled or the other side is gone: stop. Threads: any. FileDoneFrame.sequence is set by the
  // sink.
  virtual bool Send(WorkerFrame frame) = 0;
  // True once the scan was cancelled. Threads: any.
  virtual bool cancelled() const = 0;
};

}  // namespace keytrail::pipeline
