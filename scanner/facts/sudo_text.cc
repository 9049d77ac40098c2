#include "scanner/facts/sudo_text.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "scanner/facts/plain.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::size_t kNameBytesMax = 256;

bool IsBlank(char c) { return kBlanks.find(c) != std::string_view::npos; }

// "sha224:", … in front of a command; the digest behind it is base64 or hexadecimal.
bool IsDigestName(std::string_view word) {
  return word == "sha224" || word == "sha256" || word == "sha384" || word == "sha512";
}

// Where a command ends: at a comma or colon outside quotes that nothing escapes.
std::size_t CommandEnd(std::string_view text) {
  bool quoted = false;
  std::size_t word_start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && IsBlank(c)) {
      word_start = i + 1;
    } else if (!quoted && c == ',') {
      return i;
    } else if (!quoted && c == ':' && !IsDigestName(text.substr(word_start, i - word_start))) {
      return i;
    }
  }
  return text.size();
}

}  // namespace

void SudoReader::SkipBlanks() {
  text_.remove_prefix(std::min(text_.find_first_not_of(kBlanks), text_.size()));
}

bool SudoReader::AtEnd() {
  SkipBlanks();
  return text_.empty();
}

bool SudoReader::Take(char mark) {
  SkipBlanks();
  if (!text_.starts_with(mark)) return false;
  text_.remove_prefix(1);
  return true;
}

bool SudoReader::TakeWord(std::string_view word, std::string_view ends) {
  SkipBlanks();
  if (!text_.starts_with(word)) return false;
  const std::string_view behind = text_.substr(word.size());
  if (!behind.empty() && !IsBlank(behind.front()) &&
      ends.find(behind.front()) == std::string_view::npos) {
    return false;
  }
  text_ = behind;
  return true;
}

bool SudoReader::TakeNegations() {
  bool negated = false;
  while (Take('!')) negated = !negated;
  return negated;
}

std::string SudoReader::Name(std::string_view ends) {
  SkipBlanks();
  std::string name;
  bool quoted = false;
  // "%:group" is a group of another directory service.
  if (text_.starts_with("%:")) {
    name = "%:";
    text_.remove_prefix(2);
  }
  std::size_t at = 0;
  for (; at < text_.size(); ++at) {
    const char c = text_[at];
    if (!quoted && (IsBlank(c) || ends.find(c) != std::string_view::npos)) break;
    if (c == '"') {
      quoted = !quoted;
    } else {
      if (c == '\\' && at + 1 < text_.size()) ++at;
      name.push_back(text_[at]);
    }
  }
  text_.remove_prefix(at);
  return name;
}

std::optional<std::vector<SudoMember>> SudoReader::Names(std::string_view ends) {
  std::vector<SudoMember> names;
  do {
    const bool negated = TakeNegations();
    std::string name = Name(ends);
    if (name.empty() || name.size() > kNameBytesMax) return std::nullopt;
    if (names.size() < limits::kListItemsMax) {
      names.push_back({.name = std::move(name), .negated = negated});
    }
  } while (Take(','));
  return names;
}

SudoMember SudoReader::Command() {
  SudoMember command{.name = {}, .negated = TakeNegations()};
  SkipBlanks();
  const std::size_t end = CommandEnd(text_);
  std::string_view text = text_.substr(0, end);
  text_.remove_prefix(end);
  text = text.substr(0, text.find_last_not_of(kBlanks) + 1);
  if (IsSudoAliasName(text)) command.name = text;
  return command;
}

bool IsSudoAliasName(std::string_view name) {
  return !name.empty() && name.front() >= 'A' && name.front() <= 'Z' &&
         std::ranges::all_of(
             name, [](char c) { return IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace keytrail::facts
