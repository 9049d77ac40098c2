// What makes the probe answer: the appliance, or in tests a call in this process.
#pragma once

#include "base/status.h"

namespace keytrail::disk {

class ProbeRunner {
 public:
  virtual ~ProbeRunner() = default;
  // Returns once the probe has answered the request on the scratch disk. Threads: one at a time.
  // Errors: kDataLoss (the probe failed), kDeadlineExceeded and kUnavailable (the appliance is
  // gone).
  virtual Status RunProbe() = 0;
};

}  // namespace keytrail::disk
