// Where the result of a command goes: standard output or a file, as text, JSON Lines or one JSON
// array.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/c_handle.h"
#include "base/status.h"
#include "cli/options.h"
#include "cli/style.h"

namespace keytrail::cli {

class ResultWriter {
 public:
  // `file` empty: standard output. A file is made anew with mode 0600, for it names where secrets
  // lie. Errors: kPermissionDenied, kNotFound, kUnavailable.
  static StatusOr<std::unique_ptr<ResultWriter>> Open(const std::string& file, OutputFormat format);

  OutputFormat format() const { return format_; }
  bool is_text() const { return format_ == OutputFormat::kTable; }
  const Style& style() const { return style_; }

  // One object, as cli/json.h makes them; only when the format is not text.
  void WriteObject(std::string_view json);
  // Whole lines; only when the format is text.
  void WriteText(std::string_view text);
  // Ends the result; call once. Errors: kUnavailable when something could not be written.
  Status Finish();

 private:
  using FileHandle = CHandle<std::FILE, &std::fclose>;
  ResultWriter(FileHandle owned, std::FILE* stream, std::string name, OutputFormat format);
  void Write(std::string_view text);

  FileHandle owned_;  // null for standard output
  std::FILE* stream_;
  std::string name_;
  OutputFormat format_;
  Style style_;
  bool any_object_ = false;
  bool failed_ = false;
};

}  // namespace keytrail::cli
