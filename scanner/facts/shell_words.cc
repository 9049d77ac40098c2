#include "scanner/facts/shell_words.h"

#include <utility>

#include "base/limits.h"

namespace keytrail::facts {
namespace {

// Reads one line. A word begins with its first byte or quote, and ends at a blank or an operator.
class Splitter {
 public:
  Splitter(std::string_view line, ShellQuoting quoting)
      : line_(line), escape_(quoting == ShellQuoting::kPosix ? '\\' : '`') {}

  std::vector<Words> Split() {
    while (at_ < line_.size() && !is_comment_) Step();
    EndCommand();
    return std::move(commands_);
  }

 private:
  void Step() {
    const char c = line_[at_++];
    if (c == ' ' || c == '\t') {
      EndWord();
    } else if (c == '\'' || c == '"') {
      ReadQuoted(c);
    } else if (c == escape_) {
      in_word_ = true;
      if (at_ < line_.size()) word_.push_back(line_[at_++]);
    } else if (c == '#' && !in_word_) {
      is_comment_ = true;
    } else if (c == '<' || c == '>') {
      BeginRedirection();
    } else if (std::string_view(";|&()`\n").find(c) != std::string_view::npos) {
      EndCommand();
    } else {
      in_word_ = true;
      word_.push_back(c);
    }
  }

  // Up to the quote that ends it, or the line's end.
  void ReadQuoted(char quote) {
    in_word_ = true;
    for (; at_ < line_.size() && line_[at_] != quote; ++at_) {
      const bool escapes =
          quote == '"' && line_[at_] == escape_ && at_ + 1 < line_.size() &&
          std::string_view("\"\\$`").find(line_[at_ + 1]) != std::string_view::npos;
      if (escapes) ++at_;
      word_.push_back(line_[at_]);
    }
    if (at_ < line_.size()) ++at_;
  }

  // A number in front of it is the descriptor's; the word behind it is a file's.
  void BeginRedirection() {
    if (word_.find_first_not_of("0123456789") == std::string::npos) word_.clear();
    if (!word_.empty()) EndWord();
    in_word_ = false;
    while (at_ < line_.size() &&
           std::string_view("<>&|").find(line_[at_]) != std::string_view::npos) {
      ++at_;
    }
    drops_word_ = true;
  }

  void EndWord() {
    if (in_word_ && !drops_word_) words_.push_back(word_);
    if (in_word_) drops_word_ = false;
    word_.clear();
    in_word_ = false;
  }

  void EndCommand() {
    EndWord();
    drops_word_ = false;
    if (!words_.empty()) commands_.push_back(std::exchange(words_, {}));
  }

  const std::string_view line_;
  const char escape_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false;
  bool drops_word_ = false;  // the next word is a redirection's
  bool is_comment_ = false;
  Words words_;
  std::vector<Words> commands_;
};

}  // namespace

std::vector<Words> SplitCommands(std::string_view line, ShellQuoting quoting) {
  if (line.size() > limits::kHistoryLineBytesMax) return {};
  return Splitter(line, quoting).Split();
}

}  // namespace keytrail::facts
