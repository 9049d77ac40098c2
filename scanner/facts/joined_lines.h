// Lines of a configuration where a backslash at a line's end goes on with the next.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scanner/facts/lines.h"

namespace keytrail::facts {

class JoinedLines {
 public:
  // Lifetime: the text must outlive the reader.
  explicit JoinedLines(std::string_view text) : lines_(text) {}

  // The next line without its backslashes, line feeds and carriage returns; nothing at the end.
  // Lifetime: until the next call.
  std::optional<std::string_view> Next() {
    joined_.clear();
    bool continues = true;
    bool any = false;
    while (continues) {
      const auto raw = lines_.Next();
      if (!raw) break;
      if (!any) number_ = lines_.number();
      any = true;
      std::string_view line = *raw;
      if (line.ends_with('\r')) line.remove_suffix(1);
      continues = line.ends_with('\\');
      if (continues) line.remove_suffix(1);
      joined_ += line;
    }
    return any ? std::optional<std::string_view>(joined_) : std::nullopt;
  }
  // Of the first line of what Next returned last, from 1.
  std::uint32_t number() const { return number_; }

 private:
  Lines lines_;
  std::string joined_;
  std::uint32_t number_ = 0;
};

}  // namespace keytrail::facts
