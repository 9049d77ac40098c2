#include "cli/result_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace keytrail::cli {
namespace {

StatusCode CodeOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR: return StatusCode::kNotFound;
    case EACCES:
    case EPERM:
    case EROFS: return StatusCode::kPermissionDenied;
  }
  return StatusCode::kUnavailable;
}

Status WriteError(const std::string& name, int error) {
  return MakeError(CodeOf(error),
                   fmt::format("cannot write the result to {}: {}: give another --output, or make "
                               "room",
                               EscapeForDisplay(name), std::strerror(error)));
}

}  // namespace

StatusOr<std::unique_ptr<ResultWriter>> ResultWriter::Open(const std::string& file,
                                                           OutputFormat format) {
  if (file.empty()) {
    return std::unique_ptr<ResultWriter>(
        new ResultWriter(nullptr, stdout, "standard output", format));
  }
  constexpr mode_t kOwnerOnly = 0600;
  UniqueFd descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, kOwnerOnly));
  if (!descriptor.valid()) return WriteError(file, errno);
  FileHandle stream(::fdopen(descriptor.get(), "w"));
  if (stream == nullptr) return WriteError(file, errno);
  static_cast<void>(descriptor.Release());
  std::FILE* raw = stream.get();
  return std::unique_ptr<ResultWriter>(new ResultWriter(std::move(stream), raw, file, format));
}

ResultWriter::ResultWriter(FileHandle owned, std::FILE* stream, std::string name,
                           OutputFormat format)
    : owned_(std::move(owned)),
      stream_(stream),
      name_(std::move(name)),
      format_(format),
      style_(StyleOf(::fileno(stream))) {}

void ResultWriter::Write(std::string_view text) {
  if (failed_) return;
  failed_ = std::fwrite(text.data(), 1, text.size(), stream_) != text.size();
}

void ResultWriter::WriteObject(std::string_view json) {
  KT_CHECK(!is_text());
  if (format_ == OutputFormat::kJson) Write(any_object_ ? ",\n" : "[\n");
  Write(json);
  if (format_ == OutputFormat::kJsonLines) Write("\n");
  any_object_ = true;
}

void ResultWriter::WriteText(std::string_view text) {
  KT_CHECK(is_text());
  Write(text);
}

Status ResultWriter::Finish() {
  if (format_ == OutputFormat::kJson) Write(any_object_ ? "\n]\n" : "[]\n");
  if (std::fflush(stream_) != 0) failed_ = true;
  if (failed_) return WriteError(name_, errno == 0 ? EIO : errno);
  return OkStatus();
}

}  // namespace keytrail::cli
