// Archives and compressed contents, read by libarchive.
#pragma once

#include <memory>

#include "scanner/decode/member_reader.h"

namespace keytrail::decode {

// `kind` is one of those that libarchive reads: gzip to ar. As OpenMembers.
StatusOr<std::unique_ptr<MemberReader>> OpenArchive(ContentKind kind, ByteSource& source);

}  // namespace keytrail::decode
