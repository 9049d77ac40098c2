#include "scanner/decode/zlib_members.h"

#include <array>
#include <string_view>
#include <utility>

#include "scanner/decode/byte_cursor.h"
#include "scanner/decode/inflater.h"

namespace keytrail::decode {
namespace {

Status Damaged(const std::string& what) { return MakeError(StatusCode::kDataLoss, what); }

// What the three have in common: each member is one zlib stream.
class ZlibMembers : public MemberReader {
 public:
  explicit ZlibMembers(ByteSource& source) : cursor_(source) {}

  StatusOr<std::optional<Member>> Next() final {
    KT_RETURN_IF_ERROR(FinishMember());
    return FindNext();
  }

  StatusOr<std::span<const std::byte>> Read(std::span<std::byte> buffer) final {
    return inflater_.Read(cursor_, buffer);
  }

  std::uint64_t offset() const final { return offset_; }
  std::uint64_t position() const final { return cursor_.position(); }

 protected:
  virtual StatusOr<std::optional<Member>> FindNext() = 0;

  ByteCursor& cursor() { return cursor_; }

  Member Begin(std::uint64_t offset, const std::string& decoded_by) {
    offset_ = offset;
    inflater_.Begin();
    return {.name = {}, .decoded_by = decoded_by, .encrypted = false};
  }

 private:
  // What is left of a member has to be read for the next one to be found.
  Status FinishMember() {
    std::array<std::byte, 4096> rest;
    while (true) {
      KT_ASSIGN_OR_RETURN(const std::span<const std::byte> filled, inflater_.Read(cursor_, rest));
      if (filled.size() < rest.size()) return OkStatus();
    }
  }

  ByteCursor cursor_;
  Inflater inflater_;
  std::uint64_t offset_ = 0;
};

class ZlibStream final : public ZlibMembers {
 public:
  using ZlibMembers::ZlibMembers;

 private:
  StatusOr<std::optional<Member>> FindNext() override {
    if (std::exchange(is_read_, true)) return std::nullopt;
    return Begin(0, "zlib");
  }

  bool is_read_ = false;
};

class GitPack final : public ZlibMembers {
 public:
  using ZlibMembers::ZlibMembers;

 private:
  static constexpr std::uint8_t kMoreBit = 0x80;
  static constexpr unsigned kOffsetDelta = 6;
  static constexpr unsigned kReferenceDelta = 7;
  static constexpr int kReferenceBytes = 20;
  static constexpr int kNumberBytesMax = 10;

  StatusOr<std::optional<Member>> FindNext() override {
    if (!objects_left_.has_value()) {
      KT_ASSIGN_OR_RETURN(objects_left_, ReadHeader());
    }
    if (*objects_left_ == 0) return std::nullopt;
    --*objects_left_;
    const std::uint64_t offset = cursor().position();
    KT_ASSIGN_OR_RETURN(const std::uint8_t first, Byte());
    const unsigned type = first >> 4 & 7U;
    if ((first & kMoreBit) != 0) KT_RETURN_IF_ERROR(SkipNumber());
    if (type == kOffsetDelta) KT_RETURN_IF_ERROR(SkipNumber());
    if (type == kReferenceDelta) {
      for (int i = 0; i < kReferenceBytes; ++i) KT_RETURN_IF_ERROR(Byte().status());
    }
    static constexpr std::array<const char*, 8> kNames = {nullptr, "commit", "tree",  "blob",
                                                          "tag",   nullptr,  "delta", "delta"};
    if (kNames[type] == nullptr) return Damaged("a git pack holds an object of no known type");
    return Begin(offset, std::string("git-pack:") + kNames[type]);
  }

  // "PACK", version, count.
  StatusOr<std::uint32_t> ReadHeader() {
    std::uint32_t number = 0;
    for (int i = 0; i < 12; ++i) {
      KT_ASSIGN_OR_RETURN(const std::uint8_t byte, Byte());
      number = number << 8 | byte;
    }
    return number;
  }

  StatusOr<std::uint8_t> Byte() {
    KT_ASSIGN_OR_RETURN(const std::optional<std::uint8_t> byte, cursor().Byte());
    if (!byte.has_value()) return Damaged("a git pack is cut off");
    return *byte;
  }

  Status SkipNumber() {
    for (int i = 0; i < kNumberBytesMax; ++i) {
      KT_ASSIGN_OR_RETURN(const std::uint8_t byte, Byte());
      if ((byte & kMoreBit) == 0) return OkStatus();
    }
    return Damaged("a git pack holds a number without end");
  }

  std::optional<std::uint32_t> objects_left_;
};

// Looks for the keyword before each stream, and takes those that begin as zlib does: that the
// filter is another, or none, shows there.
class PdfStreams final : public ZlibMembers {
 public:
  using ZlibMembers::ZlibMembers;

 private:
  static constexpr std::string_view kKeyword = "stream";

  StatusOr<std::optional<Member>> FindNext() override {
    while (true) {
      KT_ASSIGN_OR_RETURN(const bool found, PassKeyword());
      if (!found) return std::nullopt;
      const std::uint64_t offset = cursor().position();
      KT_ASSIGN_OR_RETURN(const std::span<const std::byte> piece, cursor().Piece());
      if (ContentKindOf(piece) == ContentKind::kZlib) return Begin(offset, "pdf:stream");
    }
  }

  // Passes the next keyword and the line end behind it; false at the content's end.
  StatusOr<bool> PassKeyword() {
    std::size_t matched = 0;
    while (matched < kKeyword.size()) {
      KT_ASSIGN_OR_RETURN(const std::optional<std::uint8_t> byte, cursor().Byte());
      if (!byte.has_value()) return false;
      const char c = static_cast<char>(*byte);
      // No letter of the keyword but the first begins it.
      matched = c == kKeyword[matched] ? matched + 1 : c == kKeyword[0] ? 1 : 0;
    }
    KT_ASSIGN_OR_RETURN(std::span<const std::byte> piece, cursor().Piece());
    if (!piece.empty() && piece.front() == std::byte{'\r'}) {
      cursor().Skip(1);
      KT_ASSIGN_OR_RETURN(piece, cursor().Piece());
    }
    if (!piece.empty() && piece.front() == std::byte{'\n'}) cursor().Skip(1);
    return true;
  }
};

}  // namespace

StatusOr<std::unique_ptr<MemberReader>> OpenZlib(ContentKind kind, ByteSource& source) {
  switch (kind) {
    case ContentKind::kZlib: return std::make_unique<ZlibStream>(source);
    case ContentKind::kGitPack: return std::make_unique<GitPack>(source);
    case ContentKind::kPdf: return std::make_unique<PdfStreams>(source);
    default: return MakeError(StatusCode::kInvalidArgument, "not a content with zlib streams");
  }
}

}  // namespace keytrail::decode
