// The way into this room: one call that gives the reader a job asks for.
#pragma once

#include <memory>

#include "base/status.h"
#include "model/job.h"
#include "model/reader.h"

namespace keytrail::disk {

// Returns the reader that `job.reader` names, for all of `job.sources`, which it has looked at.
// Errors: kNotFound, kPermissionDenied, kInvalidArgument (a source is empty, of the wrong kind, or
// of another image format); each one sentence `what failed: why: what to do`.
StatusOr<std::unique_ptr<Reader>> OpenReader(const Job& job);

}  // namespace keytrail::disk
