// The actions on rules: list, check, test, bench.
#pragma once

#include "base/status.h"
#include "model/job.h"
#include "scanner/pipeline/frame_sink.h"

namespace keytrail::worker {

// Sends a RuleReportFrame for each thing to say, RuleTotals last. Problems of rules are reports and
// no errors. Errors: kNotFound (no such rule, no such source), kInvalidArgument (the source is no
// file, or too large).
Status RunRuleJob(const Job& job, pipeline::FrameSink& sink);

}  // namespace keytrail::worker
