#include "scanner/facts/sshd_words.h"

#include <algorithm>
#include <utility>

namespace keytrail::facts {
namespace {

constexpr std::string_view kDelimiters = " \t\r\n";

std::string_view SkipDelimiters(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kDelimiters), text.size()));
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Reads one argument that begins at the front of `text`.
class ArgumentReader {
 public:
  explicit ArgumentReader(std::string_view text) : text_(text) {}

  // The argument; nothing when a quote does not end.
  std::optional<std::string> Read() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (quote_ == 0 && IsBlank(c)) break;
      Take(c);
      ++at_;
    }
    if (quote_ != 0) return std::nullopt;
    return std::move(argument_);
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  void Take(char c) {
    if (c == '\\') {
      if (EscapesNext()) ++at_;
      argument_.push_back(text_[at_]);
    } else if (quote_ == 0 && (c == '"' || c == '\'')) {
      quote_ = c;
    } else if (quote_ != 0 && c == quote_) {
      quote_ = 0;
    } else {
      argument_.push_back(c);
    }
  }

  bool EscapesNext() const {
    if (at_ + 1 == text_.size()) return false;
    const char next = text_[at_ + 1];
    return next == '\'' || next == '"' || next == '\\' || (quote_ == 0 && next == ' ');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char quote_ = 0;
  std::string argument_;
};

}  // namespace

DelimitedWord NextDelimitedWord(std::string_view text) {
  const std::size_t end = text.find_first_of(" \t\r\n\"=");
  if (end == std::string_view::npos) return {.word = std::string(text), .rest = std::nullopt};
  if (text[end] == '"') {
    const std::size_t close = text.find('"', end + 1);
    if (close == std::string_view::npos) return {};
    return {.word = std::string(text.substr(0, end)) +
                    std::string(text.substr(end + 1, close - end - 1)),
            .rest = SkipDelimiters(text.substr(close + 1))};
  }
  std::string_view rest = SkipDelimiters(text.substr(end + 1));
  if (text[end] != '=' && rest.starts_with('=')) rest = SkipDelimiters(rest.substr(1));
  return {.word = std::string(text.substr(0, end)), .rest = rest};
}

std::optional<std::vector<std::string>> SplitArguments(std::string_view text) {
  std::vector<std::string> arguments;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty() || text.front() == '#') return arguments;
    ArgumentReader reader(text);
    auto argument = reader.Read();
    if (!argument) return std::nullopt;
    arguments.push_back(*std::move(argument));
    text = reader.rest();
  }
}

}  // namespace keytrail::facts
