// The actions on rules, from the side that does not parse: one worker, its reports handed on.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "base/status.h"
#include "model/job.h"

namespace keytrail::daemon {

// Blocks until the worker of `job` is gone. Hands each report to `on_report`, on this thread.
// Errors: what the worker could not do, in its own words and with its code; kUnavailable (it could
// not be started, died, or sent what no such worker sends), kCancelled.
Status RunRuleSession(const std::string& worker_program, const Job& job,
                      const std::function<void(RuleReport)>& on_report,
                      const std::atomic<bool>& cancelled);

}  // namespace keytrail::daemon
