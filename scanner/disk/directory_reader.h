// Walks directory trees of this host: one file system each, following no links, opening only
// regular files. Not for live guests' disks: those are images, and go through the appliance.
#pragma once

#include <memory>
#include <vector>

#include "base/status.h"
#include "model/job.h"
#include "model/reader.h"

namespace keytrail::disk {

// A reader of `sources`, each a directory and a volume of its own ("directory:<N>"). A source that
// is itself a link is followed once, for the user asked for it. Content is opened and read on the
// sink's threads. A regular file's further links come without content; paths are absolute from the
// source's root. Errors of Walk: kNotFound, kPermissionDenied, kInvalidArgument; all sources are
// looked at before the first is walked.
std::unique_ptr<Reader> NewDirectoryReader(std::vector<SourceSpec> sources,
                                           std::string reader_reason);

}  // namespace keytrail::disk
