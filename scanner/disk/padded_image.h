// An image that was cut short, continued with zeros up to the size that its own tables claim, so
// that what is left of it can be read.
#pragma once

#include <cstdint>
#include <string>

#include "base/status.h"

namespace keytrail::disk {

// Makes a qcow2 overlay at `overlay` of `bytes` bytes over the raw `image`. Its backing file and
// the format of that are given, so nothing is guessed from the image's own bytes; the image is not
// touched. Runs qemu-img. Errors: kNotFound (no image), kUnavailable (qemu-img missing or failed).
Status MakePaddedOverlay(const std::string& image, std::uint64_t bytes, const std::string& overlay);

}  // namespace keytrail::disk
