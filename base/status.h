// Errors as values. Every fallible function of Keytrail returns Status or StatusOr<T>; nothing of
// ours throws.
//
// The message says what was attempted, on what, and what to do; the code is what callers branch on.
// Abseil's types are used under these names only, and their messages are std::string (Debian's
// absl::string_view is not std::string_view).
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace keytrail {

using Status = absl::Status;
using StatusCode = absl::StatusCode;
template <typename T>
using StatusOr = absl::StatusOr<T>;

inline Status OkStatus() { return absl::OkStatus(); }

// One constructor for errors: MakeError(StatusCode::kNotFound, fmt::format(...)).
inline Status MakeError(StatusCode code, const std::string& message) {
  return Status(code, message);
}

// The message of `status` as a std::string.
inline std::string MessageOf(const Status& status) { return std::string(status.message()); }

}  // namespace keytrail

#define KT_STATUS_CONCAT_INNER(a, b) a##b
#define KT_STATUS_CONCAT(a, b) KT_STATUS_CONCAT_INNER(a, b)

// Returns from the enclosing function when `expression` yields an error.
#define KT_RETURN_IF_ERROR(expression)                                  \
  do {                                                                  \
    if (::keytrail::Status kt_status = (expression); !kt_status.ok()) { \
      return kt_status;                                                 \
    }                                                                   \
  } while (false)

// Declares or assigns `target` from a StatusOr, or returns its error from the enclosing function.
#define KT_ASSIGN_OR_RETURN(target, expression)               \
  auto KT_STATUS_CONCAT(kt_result_, __LINE__) = (expression); \
  if (!KT_STATUS_CONCAT(kt_result_, __LINE__).ok()) {         \
    return KT_STATUS_CONCAT(kt_result_, __LINE__).status();   \
  }                                                           \
  target = std::move(KT_STATUS_CONCAT(kt_result_, __LINE__)).value()
