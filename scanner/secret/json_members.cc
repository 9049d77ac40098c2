#include "scanner/secret/json_members.h"

#include <optional>

namespace keytrail::secret {
namespace {

constexpr std::size_t kMembersMax = 64;

// Reads forward through one object. Whatever is not well formed ends it.
class MemberReader {
 public:
  explicit MemberReader(std::string_view text) : text_(text) {}

  bool Take(char c) {
    SkipBlanks();
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  // What stands between two quotes.
  std::optional<std::string> TakeString() {
    if (!Take('"')) return std::nullopt;
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
        continue;
      }
      if (text_[i] != '"') continue;
      std::string string(text_.substr(0, i));
      text_.remove_prefix(i + 1);
      return string;
    }
    return std::nullopt;
  }

  std::string TakeNumber() {
    SkipBlanks();
    const std::size_t end = text_.find_first_not_of("0123456789.+-eE");
    std::string number(text_.substr(0, end));
    text_.remove_prefix(number.size());
    return number;
  }

  bool NextIs(char c) {
    SkipBlanks();
    return !text_.empty() && text_.front() == c;
  }

  // Passes a value of any kind, up to the comma or brace that ends it.
  void SkipValue() {
    std::size_t depth = 0;
    while (!text_.empty()) {
      const char c = text_.front();
      if (c == '"') {
        if (!TakeString()) return text_.remove_prefix(text_.size());
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) return;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      text_.remove_prefix(1);
    }
  }

 private:
  void SkipBlanks() {
    while (!text_.empty() && (text_.front() == ' ' || text_.front() == '\t' ||
                              text_.front() == '\n' || text_.front() == '\r')) {
      text_.remove_prefix(1);
    }
  }

  std::string_view text_;
};

// Without the escaping of slashes; nothing when other escapes remain.
std::optional<std::string> Plain(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (i + 1 >= text.size() || text[i + 1] != '/') return std::nullopt;
      continue;
    }
    plain.push_back(text[i]);
  }
  return plain;
}

std::optional<std::string> TakeScalar(MemberReader& reader) {
  if (reader.NextIs('[')) {
    reader.Take('[');
    std::optional<std::string> first = reader.TakeString();
    while (reader.Take(',')) reader.SkipValue();
    if (!reader.Take(']')) return std::nullopt;
    return first ? Plain(*first) : std::nullopt;
  }
  if (reader.NextIs('"')) {
    const std::optional<std::string> string = reader.TakeString();
    return string ? Plain(*string) : std::nullopt;
  }
  const std::string number = reader.TakeNumber();
  return number.empty() ? std::nullopt : std::optional(number);
}

}  // namespace

std::map<std::string, std::string> JsonMembers(std::string_view text) {
  std::map<std::string, std::string> members;
  MemberReader reader(text);
  if (!reader.Take('{')) return members;
  while (members.size() < kMembersMax) {
    const std::optional<std::string> name = reader.TakeString();
    if (!name || !reader.Take(':')) break;
    if (const std::optional<std::string> value = TakeScalar(reader)) members[*name] = *value;
    reader.SkipValue();
    if (!reader.Take(',')) break;
  }
  return members;
}

}  // namespace keytrail::secret
