#include "scanner/decode/archive_members.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/c_handle.h"

namespace keytrail::decode {
namespace {

struct Support {
  std::string_view name;
  int filter = ARCHIVE_FILTER_NONE;  // of a compressed content
  int (*format)(archive*) = &archive_read_support_format_raw;
};

// One filter or one format each: libarchive would otherwise choose up to 25 filters on its own.
const Support* SupportOf(ContentKind kind) {
  static constexpr std::pair<ContentKind, Support> kSupport[] = {
      {ContentKind::kGzip, {"gzip", ARCHIVE_FILTER_GZIP}},
      {ContentKind::kXz, {"xz", ARCHIVE_FILTER_XZ}},
      {ContentKind::kZstd, {"zstd", ARCHIVE_FILTER_ZSTD}},
      {ContentKind::kBzip2, {"bzip2", ARCHIVE_FILTER_BZIP2}},
      {ContentKind::kLz4, {"lz4", ARCHIVE_FILTER_LZ4}},
      {ContentKind::kZip,
       {"zip", ARCHIVE_FILTER_NONE, &archive_read_support_format_zip_streamable}},
      {ContentKind::kTar, {"tar", ARCHIVE_FILTER_NONE, &archive_read_support_format_tar}},
      {ContentKind::kCpio, {"cpio", ARCHIVE_FILTER_NONE, &archive_read_support_format_cpio}},
      {ContentKind::kAr, {"ar", ARCHIVE_FILTER_NONE, &archive_read_support_format_ar}}};
  for (const auto& [known, support] : kSupport) {
    if (known == kind) return &support;
  }
  return nullptr;
}

using ArchiveHandle = CHandle<archive, &archive_read_free>;

class ArchiveMembers final : public MemberReader {
 public:
  ArchiveMembers(const Support& support, ByteSource& source)
      : support_(support), source_(source), archive_(archive_read_new()) {}

  Status Open() {
    if (archive_ == nullptr) return MakeError(StatusCode::kInternal, "libarchive has no memory");
    archive* const opened = archive_.get();
    support_.format(opened);
    // What is compressed may be nothing.
    if (IsCompressed()) archive_read_support_format_empty(opened);
    KT_RETURN_IF_ERROR(Check(archive_read_append_filter(opened, support_.filter)));
    archive_read_set_callback_data(opened, this);
    archive_read_set_read_callback(opened, &ArchiveMembers::OnRead);
    return Check(archive_read_open1(opened));
  }

  StatusOr<std::optional<Member>> Next() override {
    while (true) {
      if (member_status_.code() == StatusCode::kDataLoss) return member_status_;
      archive_entry* entry = nullptr;
      const int result = archive_read_next_header(archive_.get(), &entry);
      if (result == ARCHIVE_EOF && !member_status_.ok()) return Damaged();
      if (result == ARCHIVE_EOF) return std::nullopt;
      KT_RETURN_IF_ERROR(Check(result));
      offset_ = HeaderPosition();
      if (HasContent(entry)) return MemberOf(entry);
    }
  }

  StatusOr<std::span<const std::byte>> Read(std::span<std::byte> buffer) override {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
      const auto count =
          archive_read_data(archive_.get(), buffer.data() + filled, buffer.size() - filled);
      if (count < 0) {
        const Status status = Check(static_cast<int>(count));
        if (filled == 0 && !status.ok()) return status;
        if (!status.ok()) member_status_ = status;
      }
      if (count <= 0) break;
      filled += static_cast<std::size_t>(count);
    }
    return buffer.first(filled);
  }

  std::uint64_t offset() const override { return offset_; }
  std::uint64_t position() const override {
    return static_cast<std::uint64_t>(archive_filter_bytes(archive_.get(), -1));
  }

 private:
  // noexcept: running out of memory ends the process, and no exception may cross the C library.
  static la_ssize_t OnRead(archive* opened, void* opaque, const void** bytes) noexcept {
    auto& self = *static_cast<ArchiveMembers*>(opaque);
    const auto next = self.source_.Next();
    if (!next.ok()) {
      self.source_status_ = next.status();
      archive_set_error(opened, EIO, "the source failed");
      return ARCHIVE_FATAL;
    }
    *bytes = next->data();
    return static_cast<la_ssize_t>(next->size());
  }

  Status Damaged() const {
    return MakeError(StatusCode::kDataLoss,
                     fmt::format("cannot read {}: a member is damaged: none", support_.name));
  }

  // A warning is about something that we do not use (a name's encoding, an attribute).
  Status Check(int result) const {
    if (result == ARCHIVE_OK || result == ARCHIVE_WARN) return OkStatus();
    if (!source_status_.ok()) return source_status_;
    const char* const why = archive_error_string(archive_.get());
    return MakeError(result == ARCHIVE_FAILED ? StatusCode::kUnimplemented : StatusCode::kDataLoss,
                     fmt::format("cannot read {}: {}: none", support_.name,
                                 why == nullptr ? "no reason given" : why));
  }

  bool IsCompressed() const { return support_.filter != ARCHIVE_FILTER_NONE; }

  bool HasContent(archive_entry* entry) const {
    if (IsCompressed()) return true;
    // Some writers of ar leave the type out.
    const auto type = archive_entry_filetype(entry);
    if (type != AE_IFREG && type != 0) return false;
    const bool is_empty = archive_entry_size_is_set(entry) != 0 && archive_entry_size(entry) == 0;
    return !is_empty && archive_entry_hardlink(entry) == nullptr;
  }

  Member MemberOf(archive_entry* entry) const {
    Member member;
    member.decoded_by = support_.name;
    if (IsCompressed()) return member;
    const char* path = archive_entry_pathname(entry);
    if (path != nullptr) member.name = path;
    member.decoded_by += ":" + member.name;
    member.encrypted = archive_entry_is_data_encrypted(entry) != 0;
    return member;
  }

  std::uint64_t HeaderPosition() const {
    if (IsCompressed()) return 0;
    return static_cast<std::uint64_t>(archive_read_header_position(archive_.get()));
  }

  const Support& support_;
  ByteSource& source_;
  Status source_status_;
  Status member_status_;  // what ended a member early, after some of it was given
  ArchiveHandle archive_;
  std::uint64_t offset_ = 0;
};

}  // namespace

StatusOr<std::unique_ptr<MemberReader>> OpenArchive(ContentKind kind, ByteSource& source) {
  const Support* const support = SupportOf(kind);
  if (support == nullptr) return MakeError(StatusCode::kInvalidArgument, "not an archive");
  auto members = std::make_unique<ArchiveMembers>(*support, source);
  KT_RETURN_IF_ERROR(members->Open());
  return members;
}

}  // namespace keytrail::decode
