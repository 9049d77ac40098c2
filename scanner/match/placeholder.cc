#include "scanner/match/placeholder.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <span>
#include <string>

namespace keytrail::match {
namespace {

struct Brackets {
  std::string_view open;
  std::string_view close;
};

// What template languages, shells and documentation put around a variable's name.
constexpr std::array kBrackets = {
    Brackets{"<", ">"},       Brackets{"${", "}"},  Brackets{"$(", ")"},  Brackets{"{{", "}}"},
    Brackets{"{", "}"},       Brackets{"#{", "}"},  Brackets{"%(", ")s"}, Brackets{"%(", ")"},
    Brackets{"[", "]"},       Brackets{"<%", "%>"}, Brackets{"@@", "@@"}, Brackets{"__", "__"},
    Brackets{"&lt;", "&gt;"}, Brackets{"%{", "}"},  Brackets{"$[", "]"}};

// Words of which a stand-in is made; each must be all that stands between separators.
constexpr auto kWords = std::to_array<std::string_view>(
    {"a",        "access",   "account",    "api",         "bar",      "baz",      "change",
     "changeit", "changeme", "credential", "credentials", "database", "db",       "dummy",
     "enter",    "example",  "fake",       "fixme",       "foo",      "here",     "hidden",
     "insert",   "key",      "masked",     "me",          "my",       "mypass",   "mypassword",
     "mysecret", "none",     "null",       "pass",        "passwd",   "password", "placeholder",
     "psw",      "pw",       "pwd",        "redacted",    "removed",  "replace",  "replaceme",
     "sample",   "secret",   "some",       "the",         "this",     "todo",     "token",
     "user",     "username", "your",       "yourpassword"});

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (ToLower(c) >= 'a' && ToLower(c) <= 'z');
}

bool IsBracketed(std::string_view value) {
  return std::ranges::any_of(kBrackets, [&](const Brackets& brackets) {
    return value.size() > brackets.open.size() + brackets.close.size() &&
           value.starts_with(brackets.open) && value.ends_with(brackets.close);
  });
}

// $NAME, %NAME%, %s and the like.
bool IsVariable(std::string_view value) {
  const auto is_name = [](std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
  };
  if (value == "%s" || value == "%v" || value == "%d" || value == "...") return true;
  if (value.starts_with('$')) return is_name(value.substr(1));
  return value.size() > 2 && value.starts_with('%') && value.ends_with('%') &&
         is_name(value.substr(1, value.size() - 2));
}

// At most two different characters in four or more, or a mask that says so.
bool IsRepetitive(std::string_view value) {
  std::bitset<256> distinct;
  for (const char c : value) distinct.set(static_cast<unsigned char>(c));
  if (value.size() >= 4 && distinct.count() <= 2) return true;
  return std::ranges::all_of(value, [](char c) {
    return c == 'x' || c == 'X' || c == '*' || c == '.' || c == '-' || c == '_' || c == '#';
  });
}

bool IsWord(std::string_view text) {
  return std::ranges::any_of(kWords, [text](std::string_view word) {
    return std::ranges::equal(text, word, {}, ToLower);
  });
}

bool IsMadeOfWords(std::string_view value) {
  bool any = false;
  for (std::size_t begin = 0; begin < value.size();) {
    std::size_t end = begin;
    while (end < value.size() && IsAlphanumeric(value[end])) ++end;
    const std::string_view word = value.substr(begin, end - begin);
    if (!word.empty() && !IsWord(word) && !IsRepetitive(word)) return false;
    any = any || !word.empty();
    begin = end + 1;
  }
  return any;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ToLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

bool IsPlaceholder(std::string_view value) {
  return value.empty() || IsBracketed(value) || IsVariable(value) || IsRepetitive(value) ||
         IsMadeOfWords(value);
}

SecretBytes PercentDecode(std::string_view text) {
  std::string decoded;  // reserved whole, so that it leaves no copies behind
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() && text[i] == '%' ? HexValue(text[i + 1]) : -1;
    const int low = high >= 0 ? HexValue(text[i + 2]) : -1;
    if (low < 0) {
      decoded.push_back(text[i]);
      continue;
    }
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  SecretBytes secret{std::string_view(decoded)};
  WipeBytes(std::as_writable_bytes(std::span(decoded)));
  return secret;
}

}  // namespace keytrail::match
