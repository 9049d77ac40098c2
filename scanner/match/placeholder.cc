#include "scanner/match/placeholder.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <span>
#include <string>
#include <vector>

#include "scanner/match/character_class.h"

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

// Words that stand for a secret; a stand-in is made of them and of fillers.
constexpr auto kWords = std::to_array<std::string_view>(
    {"access",       "apikey",      "apisecret",    "bar",
     "baz",          "blah",        "change",       "changed",
     "changeit",     "changeme",    "changethis",   "cle",
     "credential",   "credentials", "dbpass",       "dbpassword",
     "dummy",        "enter",       "example",      "fake",
     "fixme",        "foo",         "foobar",       "geheim",
     "hidden",       "insert",      "key",          "kennwort",
     "masked",       "motdepasse",  "mypass",       "mypassword",
     "mypasswd",     "mysecret",    "mysecretkey",  "mytoken",
     "none",         "null",        "omitted",      "pass",
     "passphrase",   "passwd",      "passwort",     "password",
     "placeholder",  "psw",         "pw",           "pwd",
     "redacted",     "removed",     "replace",      "replaceme",
     "sample",       "secret",      "secretkey",    "secretpassword",
     "somepassword", "test",        "testing",      "thepassword",
     "todo",         "token",       "topsecret",    "undefined",
     "yourpassword", "yoursecret",  "userpassword", "username",
     "sanitized",    "scrubbed",    "filtered",     "notasecret",
     "your",         "xxx",         "tbd",          "unset",
     "user",         "database",    "account",      "db",
     "api",          "a",           "the",          "this",
     "me",           "my",          "here",         "some",
     "sekret",       "encrypted"});

// Words that stand beside those and mean nothing alone.
constexpr auto kFillers = std::to_array<std::string_view>(
    {"admin",     "an",         "and",        "app",      "application", "as",       "at",
     "auth",      "aws",        "azure",      "base64",   "be",          "bot",      "bytes",
     "character", "characters", "chars",      "client",   "code",        "config",   "complex",
     "correct",   "default",    "dev",        "django",   "do",          "email",    "encryption",
     "fill",      "for",        "from",       "generate", "generated",   "goes",     "good",
     "google",    "hash",       "hex",        "id",       "if",          "in",       "is",
     "it",        "jwt",        "ldap",       "long",     "longer",      "mail",     "master",
     "must",      "mysql",      "need",       "new",      "not",         "of",       "on",
     "one",       "only",       "or",         "own",      "phrase",      "please",   "postgres",
     "private",   "prod",       "production", "provide",  "random",      "real",     "really",
     "redis",     "root",       "safe",       "salt",     "secure",      "server",   "session",
     "set",       "shared",     "should",     "smtp",     "so",          "specific", "string",
     "strong",    "super",      "text",       "that",     "to",          "unique",   "update",
     "use",       "used",       "value",      "very",     "webhook",     "with",     "word",
     "you"});

// A value that begins so, and goes on in words, tells its reader what to do.
constexpr auto kRequests = std::to_array<std::string_view>(
    {"change",  "changeme", "dummy",  "enter", "example", "fake",        "fill",
     "fixme",   "generate", "insert", "mock",  "paste",   "placeholder", "put",
     "replace", "sample",   "set",    "some",  "todo",    "type",        "your"});

bool IsBracketed(std::string_view value) {
  return std::ranges::any_of(kBrackets, [&](const Brackets& brackets) {
    return value.size() > brackets.open.size() + brackets.close.size() &&
           value.starts_with(brackets.open) && value.ends_with(brackets.close);
  });
}

// $NAME, $NAME$, %NAME%, %s and the like.
bool IsVariable(std::string_view value) {
  const auto is_name = [](std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
  };
  if (value == "%s" || value == "%v" || value == "%d" || value == "...") return true;
  if (value.starts_with('$')) {
    value.remove_prefix(1);
    if (value.ends_with('$')) value.remove_suffix(1);
    return is_name(value);
  }
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

bool IsAmong(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(
      words, [text](std::string_view word) { return std::ranges::equal(text, word, {}, ToLower); });
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = ToLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

int HexByteAt(std::string_view text, std::size_t at) {
  return HexValue(text[at]) * 16 + HexValue(text[at + 1]);
}

// What stands between separators.
std::vector<std::string_view> PiecesOf(std::string_view value) {
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0; begin < value.size();) {
    std::size_t end = begin;
    while (end < value.size() && IsAlphanumeric(value[end])) ++end;
    if (end > begin) pieces.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

// The words of camelCase and PascalCase; a word in one case is itself.
std::vector<std::string_view> CamelWordsOf(std::string_view piece) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 1; at <= piece.size(); ++at) {
    if (at < piece.size() && !(IsUpper(piece[at]) && IsLower(piece[at - 1]))) continue;
    words.push_back(piece.substr(begin, at - begin));
    begin = at;
  }
  return words;
}

// Only of words that stand for a secret and of fillers, one of the former at least.
bool IsMadeOfWords(std::string_view value) {
  bool any = false;
  for (const std::string_view piece : PiecesOf(value)) {
    if (IsAmong(piece, kWords) || IsRepetitive(piece)) {
      any = true;
      continue;
    }
    for (const std::string_view word : CamelWordsOf(piece)) {
      const bool stands = IsAmong(word, kWords);
      if (!stands && !IsAmong(word, kFillers)) return false;
      any = any || stands;
    }
  }
  return any;
}

// "your-app-password", "replace with a long one", "token-goes-here": words only, the first or the
// last of which speaks to the reader.
bool IsRequest(std::string_view value) {
  std::vector<std::string_view> words;
  for (const std::string_view piece : PiecesOf(value)) {
    if (!std::ranges::all_of(piece, IsLetter)) return false;
    for (const std::string_view word : CamelWordsOf(piece)) words.push_back(word);
  }
  if (words.size() < 2) return false;
  return IsAmong(words.front(), kRequests) || IsAmong(words.back(), {{"here", "placeholder"}});
}

// Part of it is masked or left out: sk-****abcd, AbCd..., <your key>-1.
bool IsMasked(std::string_view value) {
  constexpr auto kMasks = std::to_array<std::string_view>(
      {"****", "xxxxx", "XXXXX", ".....", "\xe2\x80\xa6", "<your", "<YOUR", "\xe2\x80\xa2"});
  return value.ends_with("...") || value.starts_with("...") ||
         std::ranges::any_of(kMasks, [value](std::string_view mask) {
           return value.find(mask) != std::string_view::npos;
         });
}

// 00010203…0f: each byte in hexadecimal is the one before it and one more.
bool IsByteCount(std::string_view value) {
  constexpr std::size_t kCountBytesMin = 10;
  if (value.size() < kCountBytesMin || value.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < value.size(); i += 2) {
    if (!IsHexDigit(value[i]) || !IsHexDigit(value[i + 1])) return false;
    if (i > 0 && HexByteAt(value, i) != HexByteAt(value, i - 2) + 1) return false;
  }
  return true;
}

// 1234567890, abcdefghijklmnop, 0123456789abcdef: each character follows the one before it.
bool IsSequence(std::string_view value) {
  constexpr std::size_t kSequenceBytesMin = 8;
  if (value.size() < kSequenceBytesMin) return false;
  for (std::size_t i = 1; i < value.size(); ++i) {
    const char before = ToLower(value[i - 1]);
    const char now = ToLower(value[i]);
    const bool wraps = (before == '9' && (now == '0' || now == 'a' || now == '1')) ||
                       (before == 'f' && (now == '0' || now == '1'));
    if (now != before + 1 && !wraps) return false;
  }
  return true;
}

}  // namespace

bool IsPlaceholder(std::string_view value) {
  return value.empty() || IsBracketed(value) || IsVariable(value) || IsRepetitive(value) ||
         IsMadeOfWords(value) || IsMasked(value) || IsByteCount(value) || IsSequence(value) ||
         IsRequest(value);
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
