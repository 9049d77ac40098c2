#include "scanner/pipeline/content_scanner.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/limits.h"
#include "scanner/pipeline/member_content.h"

namespace keytrail::pipeline {
namespace {

ChunkLimits LimitsFor(const ScanSession& session) {
  const std::size_t wanted = session.options().chunk_bytes;
  return {.chunk_bytes = wanted == 0 ? limits::kChunkBytes : wanted,
          .context_bytes = session.context_bytes(),
          .lookahead_bytes = session.lookahead_bytes()};
}

}  // namespace

ContentScanner::ContentScanner(ScanSession& session)
    : session_(session), chunks_(LimitsFor(session)), text_(session) {}

Status ContentScanner::Scan(FileContent& content, std::uint64_t bytes, const Origin& origin,
                            OwnBytes own_bytes, const ChunkListener& listener) {
  chunks_.Begin(content, bytes);
  origin_ = &origin;
  listener_ = &listener;
  own_bytes_ = own_bytes;
  failure_ = OkStatus();
  if (!text_.Begin(origin)) {
    session_.budget().Exhaust();
    return OkStatus();
  }
  const Status status = ScanAll();
  text_.End();
  chunk_.reset();
  return status;
}

Status ContentScanner::ScanAll() {
  KT_ASSIGN_OR_RETURN(chunk_, chunks_.Next());
  if (!chunk_.has_value()) return OkStatus();
  is_new_chunk_ = true;
  const bool opens = session_.options().decode;
  const auto kind = opens ? decode::ContentKindOf(chunk_->buffer) : decode::ContentKind::kPlain;
  scans_text_ = own_bytes_ == OwnBytes::kScanned || (own_bytes_ == OwnBytes::kScannedUnlessOpened &&
                                                     kind == decode::ContentKind::kPlain);
  if (kind != decode::ContentKind::kPlain) ScanMembers(kind);
  while (true) {
    KT_ASSIGN_OR_RETURN(const std::span<const std::byte> passed, Advance());
    if (passed.empty()) return OkStatus();
  }
}

// Scans the content's next chunk: returns what it owns, nothing at the end.
StatusOr<std::span<const std::byte>> ContentScanner::Advance() {
  if (!failure_.ok()) return failure_;
  if (!std::exchange(is_new_chunk_, false) && chunk_.has_value()) {
    EndChunk();
    auto next = chunks_.Next();
    failure_ = next.status();
    KT_ASSIGN_OR_RETURN(chunk_, std::move(next));
  }
  if (!chunk_.has_value()) return std::span<const std::byte>();
  if (origin_->content == kFileContent) session_.BeginFileChunk(*chunk_);
  if (scans_text_) {
    text_.Scan({.buffer = chunk_->buffer,
                .buffer_file_offset = chunk_->buffer_file_offset,
                .owned_begin = chunk_->owned_begin,
                .owned_end = chunk_->owned_end,
                .ends_file = chunk_->ends_file},
               std::nullopt);
  }
  if (*listener_) (*listener_)(*chunk_);
  return chunk_->buffer.subspan(chunk_->owned_begin, chunk_->owned_end - chunk_->owned_begin);
}

// For the reader of members, which may go through much of the content before it gives anything.
StatusOr<std::span<const std::byte>> ContentScanner::Next() {
  if (!session_.budget().HasTime()) {
    return MakeError(StatusCode::kResourceExhausted, "the time for decoding one file ran out");
  }
  return Advance();
}

void ContentScanner::EndChunk() {
  const bool is_last = chunk_->ends_file && chunk_->owned_end == chunk_->buffer.size();
  if (origin_->content != kFileContent || is_last) return;
  const std::uint64_t end = chunk_->buffer_file_offset + chunk_->owned_end;
  const std::uint64_t context = end - std::min<std::uint64_t>(end, session_.context_bytes());
  session_.EndFileChunk(*chunk_, text_.PendingFrom(context));
}

// Whatever happens to the members, the rest of the content is left to be scanned. What came out of
// an encoding of text may only look like something to be opened.
void ContentScanner::ScanMembers(decode::ContentKind kind) {
  if (!session_.budget().SpendDepth(origin_->decoded_by.size() + 1)) return;
  const auto members = decode::OpenMembers(kind, *this);
  const Status status = members.ok() ? WalkMembers(**members) : members.status();
  if (status.ok()) return;
  const bool is_certain = own_bytes_ != OwnBytes::kPassed;
  if (is_certain && failure_.ok() && !session_.budget().exhausted()) {
    session_.notes().corrupt = true;
  }
  if (own_bytes_ == OwnBytes::kScannedUnlessOpened) scans_text_ = true;
}

Status ContentScanner::WalkMembers(decode::MemberReader& members) {
  while (true) {
    KT_ASSIGN_OR_RETURN(const std::optional<decode::Member> member, members.Next());
    if (!member.has_value()) return OkStatus();
    if (member->encrypted) {
      ++session_.notes().members_skipped["encrypted_member"];
      continue;
    }
    const std::uint64_t begin = members.offset();
    const ContentId content = session_.findings().OpenContent(origin_->content, begin);
    const Status status = ScanMember(members, *member, content);
    session_.findings().CloseContent(content, members.position());
    if (status.code() == StatusCode::kUnimplemented) {
      ++session_.notes().members_skipped["unsupported_member"];
    } else if (!status.ok()) {
      return status;
    }
  }
}

Status ContentScanner::ScanMember(decode::MemberReader& members, const decode::Member& member,
                                  ContentId content) {
  if (!session_.budget().SpendMember()) {
    return MakeError(StatusCode::kResourceExhausted, "the members of one file ran out");
  }
  FileEntry entry = *origin_->entry;
  if (!member.name.empty()) entry.path = fmt::format("{}/{}", entry.path, member.name);
  Origin origin{.content = content, .decoded_by = origin_->decoded_by, .entry = &entry};
  origin.decoded_by.push_back(member.decoded_by);
  MemberContent bytes(members, session_.budget());
  return session_.opener().ScanContent(bytes, origin);
}

}  // namespace keytrail::pipeline
