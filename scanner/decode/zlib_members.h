// Streams of zlib inside a content: a whole one (as a loose object of git is), each object of a git
// pack, each compressed stream of a PDF.
#pragma once

#include <memory>

#include "scanner/decode/member_reader.h"

namespace keytrail::decode {

// `kind` is kZlib, kGitPack or kPdf. As OpenMembers. Source: RFC 1950, gitformat-pack(5), ISO
// 32000-1 section 7.3.8.
StatusOr<std::unique_ptr<MemberReader>> OpenZlib(ContentKind kind, ByteSource& source);

}  // namespace keytrail::decode
