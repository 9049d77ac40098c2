// A text cut into lines, one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace keytrail::facts {

class Lines {
 public:
  // Lifetime: the text must outlive the reader and the lines that it returns.
  explicit Lines(std::string_view text) : rest_(text) {}

  // The next line without its line feed (a carriage return stays); nothing at the end.
  std::optional<std::string_view> Next() {
    if (rest_.empty()) return std::nullopt;
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    return line;
  }
  // Of the line that Next returned last, from 1.
  std::uint32_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::uint32_t number_ = 0;
};

// `text` without the blanks, tabs and carriage returns at its ends.
inline std::string_view Trim(std::string_view text) {
  static constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace keytrail::facts
