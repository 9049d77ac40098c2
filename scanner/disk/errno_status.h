// The one place where an error of the operating system becomes a Status of this room.
#pragma once

#include <string>

#include "base/status.h"

namespace keytrail::disk {

// Returns the Status for errno value `error`, with the message "<what>: <why>: <what to do>".
// `what` names the attempt and its object ("cannot open disk.img").
Status ErrnoStatus(int error, const std::string& what);

// A stable word for the coverage's reasons: "permission_denied", "not_found",
// "too_many_open_files", "io_error".
std::string ErrnoReason(int error);

}  // namespace keytrail::disk
