// How large a disk says it is, for an image may have been cut short on its way.
#pragma once

#include <cstdint>

#include "scanner/disk/image_file.h"

namespace keytrail::disk {

// The end of the last partition or of the file system that fills the disk, by its own header; the
// image's size where nothing claims more. Never more than kExpectedBytesMax. Looks at MBR, GPT, ext
// and XFS; reads three sectors.
std::uint64_t ExpectedBytes(const ImageFile& image);

inline constexpr std::uint64_t kExpectedBytesMax = 64ULL << 40;

}  // namespace keytrail::disk
