// Lines of a configuration where a backslash at a line's end goes on with the next.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/facts/lines.h"

namespace keytrail::facts {

struct JoinedLine {
  std::uint32_t number = 0;  // of its first line, from 1
  std::string text;          // without backslashes, line feeds and carriage returns at the ends
};

inline std::vector<JoinedLine> JoinLines(std::string_view text) {
  std::vector<JoinedLine> joined;
  bool continued = false;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    std::string_view line = *raw;
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool continues = line.ends_with('\\');
    if (continues) line.remove_suffix(1);
    if (!continued) joined.push_back({.number = lines.number(), .text = {}});
    joined.back().text += line;
    continued = continues;
  }
  return joined;
}

}  // namespace keytrail::facts
