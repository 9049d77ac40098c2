#include "scanner/disk/source_kind.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/unique_fd.h"
#include "scanner/disk/errno_status.h"

namespace keytrail::disk {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeadBytes = 512;
constexpr std::size_t kVhdFooterBytes = 512;

struct Magic {
  SourceKind kind;
  std::size_t offset;
  std::string_view bytes;
};

// Source: QEMU block/*.c, "VMware Virtual Disk Format 1.1", MS-VHDX 2.2.1, libewf's EWF format
// page.
constexpr std::array kMagics = {
    Magic{SourceKind::kQcow2, 0, "QFI\xfb"sv},
    Magic{SourceKind::kQed, 0, "QED\0"sv},
    Magic{SourceKind::kVmdk, 0, "KDMV"sv},
    Magic{SourceKind::kVmdk, 0, "COWD"sv},
    Magic{SourceKind::kVmdk, 0, "# Disk DescriptorFile"sv},
    Magic{SourceKind::kVhdx, 0, "vhdxfile"sv},
    Magic{SourceKind::kVhd, 0, "conectix"sv},
    Magic{SourceKind::kVdi, 64, "\x7f\x10\xda\xbe"sv},
    Magic{SourceKind::kParallels, 0, "WithoutFreeSpace"sv},
    Magic{SourceKind::kParallels, 0, "WithouFreSpacExt"sv},
    Magic{SourceKind::kEwf, 0, "EVF\x09\x0d\x0a\xff\x00"sv},
};

std::string_view NameOf(SourceKind kind) {
  switch (kind) {
    case SourceKind::kDirectory: return "a directory";
    case SourceKind::kRaw: return "a raw disk";
    case SourceKind::kQcow2: return "a qcow2 image";
    case SourceKind::kQed: return "a QED image";
    case SourceKind::kVmdk: return "a VMDK image";
    case SourceKind::kVhd: return "a VHD image";
    case SourceKind::kVhdx: return "a VHDX image";
    case SourceKind::kVdi: return "a VDI image";
    case SourceKind::kParallels: return "a Parallels image";
    case SourceKind::kEwf: return "an EWF (E01) image";
  }
  return "unknown";
}

StatusOr<SourceKind> KindByMagic(const SourceSpec& source, int fd, std::uint64_t size) {
  std::array<std::byte, kHeadBytes> head{};
  const ssize_t count = ::pread(fd, head.data(), head.size(), 0);
  if (count < 0) return ErrnoStatus(errno, fmt::format("cannot read {}", source.display));
  const std::string_view text = AsText(std::span(head).first(static_cast<std::size_t>(count)));
  for (const Magic& magic : kMagics) {
    if (text.size() >= magic.offset && text.substr(magic.offset).starts_with(magic.bytes)) {
      return magic.kind;
    }
  }
  if (size < kVhdFooterBytes) return SourceKind::kRaw;
  std::array<std::byte, 8> footer{};
  const auto footer_at = static_cast<off_t>(size - kVhdFooterBytes);
  if (::pread(fd, footer.data(), footer.size(), footer_at) == 8 && AsText(footer) == "conectix") {
    return SourceKind::kVhd;
  }
  return SourceKind::kRaw;
}

StatusOr<std::uint64_t> SizeOf(const SourceSpec& source, int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) {
    return ErrnoStatus(errno, fmt::format("cannot look at {}", source.display));
  }
  if (S_ISREG(status.st_mode)) return static_cast<std::uint64_t>(status.st_size);
  std::uint64_t size = 0;
  if (!S_ISBLK(status.st_mode) || ::ioctl(fd, BLKGETSIZE64, &size) != 0) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot scan {}: it is neither a regular file nor a block device: "
                                 "give a disk image, a block device or a directory",
                                 source.display));
  }
  return size;
}

}  // namespace

StatusOr<SourceKind> LookAtSource(const SourceSpec& source) {
  struct stat status {};
  if (::stat(source.path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return MakeError(StatusCode::kNotFound,
                       fmt::format("cannot scan {}: there is no such file or directory: check the "
                                   "path",
                                   source.display));
    }
    return ErrnoStatus(errno, fmt::format("cannot look at {}", source.display));
  }
  if (S_ISDIR(status.st_mode)) return SourceKind::kDirectory;
  if (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot scan {}: it is neither a file, a block device nor a "
                                 "directory: give a disk image, a block device or a directory",
                                 source.display));
  }
  const UniqueFd fd(::open(source.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) return ErrnoStatus(errno, fmt::format("cannot open {}", source.display));
  KT_ASSIGN_OR_RETURN(const std::uint64_t size, SizeOf(source, fd.get()));
  if (size == 0) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot scan {}: it is empty: give an image that holds a disk",
                                 source.display));
  }
  return KindByMagic(source, fd.get(), size);
}

Status CheckDiskSource(const SourceSpec& source, bool insist_raw) {
  KT_ASSIGN_OR_RETURN(const SourceKind kind, LookAtSource(source));
  if (kind == SourceKind::kRaw) return OkStatus();
  if (kind == SourceKind::kDirectory) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot scan {} as a disk: it is a directory: give a disk image, "
                                 "or --reader directory",
                                 source.display));
  }
  if (insist_raw) return OkStatus();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("cannot scan {} as a raw disk: its header is that of {}: convert it "
                               "to raw, or give --source-format raw to insist",
                               source.display, NameOf(kind)));
}

Status CheckDirectorySource(const SourceSpec& source) {
  KT_ASSIGN_OR_RETURN(const SourceKind kind, LookAtSource(source));
  if (kind == SourceKind::kDirectory) return OkStatus();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("cannot scan {} as a directory: it is a file: give a directory, or "
                               "--reader appliance for a disk image",
                               source.display));
}

}  // namespace keytrail::disk
