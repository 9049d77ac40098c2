#include "scanner/decode/member_reader.h"

#include "scanner/decode/archive_members.h"
#include "scanner/decode/zlib_members.h"

namespace keytrail::decode {

StatusOr<std::unique_ptr<MemberReader>> OpenMembers(ContentKind kind, ByteSource& source) {
  switch (kind) {
    case ContentKind::kZlib:
    case ContentKind::kGitPack:
    case ContentKind::kPdf: return OpenZlib(kind, source);
    default: return OpenArchive(kind, source);
  }
}

}  // namespace keytrail::decode
