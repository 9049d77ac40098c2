#include "scanner/disk/errno_status.h"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace keytrail::disk {
namespace {

struct Meaning {
  StatusCode code;
  std::string_view reason;
  std::string_view advice;
};

Meaning MeaningOf(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return {StatusCode::kPermissionDenied, "permission_denied", "run as a user who may read it"};
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENXIO:
    case ESTALE: return {StatusCode::kNotFound, "not_found", "check that it is still there"};
    case EMFILE:
    case ENFILE:
      return {StatusCode::kUnavailable, "too_many_open_files", "raise the limit of open files"};
    case ENOSPC:
    case EDQUOT: return {StatusCode::kUnavailable, "no_space", "make room there"};
    default: return {StatusCode::kUnavailable, "io_error", "check the device and try again"};
  }
}

}  // namespace

Status ErrnoStatus(int error, const std::string& what) {
  const Meaning meaning = MeaningOf(error);
  return MakeError(
      meaning.code,
      fmt::format("{}: {}: {}", what, std::generic_category().message(error), meaning.advice));
}

std::string ErrnoReason(int error) { return std::string(MeaningOf(error).reason); }

}  // namespace keytrail::disk
