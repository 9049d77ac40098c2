// What the appliance writes over a source, which itself is never written: a replayed journal, a
// recovered log.
//
// libguestfs would make such an overlay too, but lets the hypervisor guess the format of what the
// guest sees through it: a raw disk that begins like a qcow2 or LUKS image would be opened as one,
// host files that it names included (seen with 1.48.6). Ours leave nothing to guess.
#pragma once

#include <cstdint>
#include <string>

#include "base/status.h"

namespace keytrail::disk {

// Makes a qcow2 file at `overlay` over the raw `image`, of `bytes` bytes: more than the image has,
// where that was cut short; zeros follow then. Backing file and its format are pinned. Runs
// qemu-img. Errors: kNotFound (no image), kFailedPrecondition (qemu-img missing or failed).
Status MakeOverlay(const std::string& image, std::uint64_t bytes, const std::string& overlay);

}  // namespace keytrail::disk
