// How text for people looks on one output: its width and whether it takes colour. A value; asked
// once of a descriptor, passed to everything that prints.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace keytrail::cli {

enum class Ink { kPlain, kBold, kDim, kRed, kYellow, kGreen, kCyan };

struct Style {
  bool colour = false;
  // Columns of the terminal; 0: not a terminal, nothing is ever cut.
  std::size_t width_columns = 0;
};

// Colour only where `descriptor` is a terminal and NO_COLOR is unset. Source: no-color.org.
Style StyleOf(int descriptor);

// `text` in that colour, or as it is. `text` holds no escape sequence.
std::string Paint(std::string_view text, Ink ink, const Style& style);

// Columns that `text` takes on a terminal: East Asian wide characters are two, combining ones none.
// `text` is UTF-8 without control characters.
std::size_t DisplayWidth(std::string_view text);

// `text` cut to at most `columns`, with "…" where something was cut off at the end; `columns` is at
// least one.
std::string FitEnd(std::string_view text, std::size_t columns);

// "12,345".
std::string HumanCount(std::uint64_t count);
// "1 file", "2 files".
std::string Counted(std::uint64_t count, std::string_view noun);
// Units: bytes, as "312 MiB" or "1.4 GiB".
std::string HumanBytes(std::uint64_t bytes);
// Units: seconds, as "14 s", "3 min 05 s" or "2 h 10 min".
std::string HumanSeconds(std::uint64_t seconds);

}  // namespace keytrail::cli
