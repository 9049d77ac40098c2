#include "scanner/match/password_value.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "scanner/match/character_class.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/sealed_value.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// Values of settings whose name speaks of passwords, and names of types.
constexpr auto kConstants = std::to_array<std::string_view>(
    {"~",         "any",     "always",    "ask",       "auto",       "basic",       "bearer",
     "blank",     "bool",    "boolean",   "bytes",     "char",       "cookie",      "crypt",
     "default",   "digest",  "disable",   "disabled",  "dynamic",    "email",       "empty",
     "enable",    "enabled", "encrypted", "env",       "error",      "external",    "failed",
     "false",     "file",    "generate",  "generated", "hash",       "hashed",      "header",
     "id",        "include", "inherit",   "int",       "integer",    "interactive", "internal",
     "invalid",   "jwt",     "kerberos",  "krb5",      "ldap",       "local",       "login",
     "md5",       "missing", "n/a",       "na",        "name",       "never",       "nil",
     "no",        "nobody",  "none",      "not",       "null",       "number",      "oauth",
     "oauth2",    "object",  "off",       "on",        "optional",   "pam",         "plain",
     "plaintext", "private", "prompt",    "query",     "random",     "required",    "requisite",
     "pa$$word",  "same",    "sasl",      "scram",     "self",       "sha1",        "sha256",
     "sha512",    "static",  "str",       "string",    "sufficient", "system",      "tbd",
     "text",      "this",    "true",      "type",      "undef",      "undefined",   "unknown",
     "unset",     "value",   "varchar",   "void",      "yes"});

// Names of algorithms and encodings: letters, then digits.
constexpr auto kNumberedWords = std::to_array<std::string_view>(
    {"aes",   "argon",  "base", "blake",    "cp",      "des",  "ecdsa", "ed",      "es",
     "hmac",  "hs",     "http", "iso",      "latin",   "ipv",  "krb",   "md",      "oauth",
     "pbkdf", "pkcs",   "ps",   "python",   "rc",      "rs",   "rsa",   "sha",     "sha3",
     "tls",   "tlsv",   "utf",  "v",        "win",     "x",    "p",     "curve",   "secp",
     "level", "option", "user", "password", "passwd",  "pass", "test",  "testing", "secret",
     "foo",   "bar",    "key",  "token",    "example", "demo", "admin", "abc",     "qwerty"});

struct Counts {
  std::size_t lower = 0;
  std::size_t upper = 0;
  std::size_t digits = 0;
  std::size_t separators = 0;  // what stands between words and parts of lists
  std::size_t symbols = 0;

  std::size_t letters() const { return lower + upper; }
  int classes() const {
    return (lower > 0 ? 1 : 0) + (upper > 0 ? 1 : 0) + (digits > 0 ? 1 : 0) + (symbols > 0 ? 1 : 0);
  }
};

// Other letters than those of ASCII stand in words, not in keys.
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool IsSeparator(char c) {
  constexpr std::string_view kSeparators = "-_. :|=,;/";
  return kSeparators.find(c) != std::string_view::npos;
}

Counts CountsOf(std::string_view value) {
  Counts counts;
  for (const char c : value) {
    if (IsLower(c) || !IsAscii(c)) {
      ++counts.lower;
    } else if (IsUpper(c)) {
      ++counts.upper;
    } else if (IsDigit(c)) {
      ++counts.digits;
    } else if (IsSeparator(c)) {
      ++counts.separators;
    } else {
      ++counts.symbols;
    }
  }
  return counts;
}

bool IsAmong(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(
      words, [text](std::string_view word) { return std::ranges::equal(text, word, {}, ToLower); });
}

// A word of kNumberedWords with a few digits behind, or several with separators between; what
// people put behind such words changes nothing.
bool IsNumberedWord(std::string_view value) {
  constexpr std::size_t kDigitsMax = 6;
  const std::size_t last = value.find_last_not_of("!@#$?*");
  value = value.substr(0, last == std::string_view::npos ? 0 : last + 1);
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find_first_of("-_. ", at), value.size());
    const std::string_view piece = value.substr(at, end - at);
    const std::size_t digits = std::min(piece.find_first_of("0123456789"), piece.size());
    const std::string_view number = piece.substr(digits);
    const bool is_number = number.size() <= kDigitsMax && std::ranges::all_of(number, IsDigit);
    const bool is_known = digits == 0 || IsAmong(piece.substr(0, digits), kNumberedWords) ||
                          (number.empty() && IsAmong(piece, kConstants));
    if (!is_number || !is_known) return false;
    at = end + 1;
  }
  return true;
}

// 1.2.3, 2024-05-17, 10:30, 50%.
bool IsNumeric(std::string_view value) {
  return std::ranges::all_of(value, [](char c) {
    return IsDigit(c) || IsSeparator(c) || c == ':' || c == '/' || c == ',' || c == '%' || c == '+';
  });
}

bool IsVowel(char c) {
  const char lower = ToLower(c);
  return lower == 'a' || lower == 'e' || lower == 'i' || lower == 'o' || lower == 'u' ||
         lower == 'y';
}

// A run of letters that could be spoken: of one case but for the first letter, with vowels between.
bool IsPronounceable(std::string_view run) {
  constexpr std::size_t kConsonantsMax = 4;
  std::size_t vowels = 0;
  std::size_t consonants = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (i > 1 && IsUpper(run[i]) != IsUpper(run[1])) return false;
    vowels += IsVowel(run[i]) ? 1 : 0;
    consonants = IsVowel(run[i]) ? 0 : consonants + 1;
    if (consonants > kConsonantsMax) return false;
  }
  return vowels * 5 >= run.size();
}

// Where the run of letters that begins at `begin` ends: camelCase is two runs.
std::size_t EndOfRun(std::string_view value, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < value.size() && IsLetter(value[end]) &&
         !(IsUpper(value[end]) && IsLower(value[end - 1]))) {
    ++end;
  }
  return end;
}

// 0x and hexadecimal digits: a number of some protocol.
bool IsHexNumber(std::string_view value) {
  return value.size() > 2 && value.starts_with("0x") &&
         std::ranges::all_of(value.substr(2), IsHexDigit);
}

// Most of it is made of words of four letters and more.
bool IsMostlyWords(std::string_view value) {
  constexpr std::size_t kWordBytesMin = 4;
  std::size_t in_words = 0;
  for (std::size_t at = 0; at < value.size();) {
    if (!IsLetter(value[at])) {
      ++at;
      continue;
    }
    const std::size_t end = EndOfRun(value, at);
    const std::string_view run = value.substr(at, end - at);
    if (run.size() >= kWordBytesMin && IsPronounceable(run)) in_words += run.size();
    at = end;
  }
  return in_words * 2 >= value.size();
}

// Changes between classes of characters: chance changes often, people seldom.
std::size_t ChangesIn(std::string_view value) {
  const auto class_of = [](char c) { return IsLower(c) ? 0 : IsUpper(c) ? 1 : IsDigit(c) ? 2 : 3; };
  std::size_t changes = 0;
  for (std::size_t i = 1; i < value.size(); ++i) {
    changes += class_of(value[i]) != class_of(value[i - 1]) ? 1 : 0;
  }
  return changes;
}

bool IsRandomHex(std::string_view value, const Counts& counts) {
  constexpr std::size_t kHexBytesMin = 16;
  return value.size() >= kHexBytesMin && counts.digits >= 2 && counts.letters() >= 2 &&
         (counts.lower == 0 || counts.upper == 0) && std::ranges::all_of(value, IsHexDigit);
}

// 01234567-89ab-4cde-8f01-23456789abcd: an identifier more often than a secret.
bool IsUuid(std::string_view value) {
  constexpr std::size_t kUuidBytes = 36;
  if (value.size() != kUuidBytes) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash ? value[i] != '-' : !IsHexDigit(value[i])) return false;
  }
  return true;
}

// What base64 text stands for where that is text itself; else empty.
std::string TextInBase64(std::string_view value) {
  constexpr std::size_t kEncodedBytesMin = 16;
  if (value.size() < kEncodedBytesMin || value.size() % 4 != 0) return {};
  const StatusOr<std::vector<std::byte>> bytes = Base64Decode(value);
  if (!bytes.ok()) return {};
  const std::string_view text = AsText(*bytes);
  const bool printable =
      std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
  return printable ? std::string(text) : std::string();
}

// P4ssw0rd and $ecret are words in a disguise that everybody knows.
std::string WithoutDisguise(std::string_view value) {
  constexpr std::string_view kDisguises = "013457$@!";
  constexpr std::string_view kLetters = "oieastsai";
  std::string plain(value);
  for (char& c : plain) {
    const std::size_t at = kDisguises.find(c);
    if (at != std::string_view::npos) c = kLetters[at];
  }
  return plain;
}

// 8 or 9 characters: of three classes that change often, as generators make them.
bool LooksRandomAndShort(std::string_view value, const Counts& counts) {
  constexpr std::size_t kShortBytesMin = 8;
  constexpr double kShortEntropyFloorBits = 2.7;
  return value.size() >= kShortBytesMin && EntropyBits(value) >= kShortEntropyFloorBits &&
         counts.lower > 0 && counts.upper > 0 && counts.digits > 0 && counts.separators == 0 &&
         ChangesIn(value) * 2 >= value.size() && !IsMostlyWords(WithoutDisguise(value));
}

bool LooksRandom(std::string_view value, const Counts& counts) {
  constexpr std::size_t kRandomBytesMin = 10;
  constexpr std::size_t kUndisguisedBytesMin = 20;  // longer ones nobody types
  constexpr double kEntropyFloorBits = 3.0;
  if (value.size() < kRandomBytesMin) return LooksRandomAndShort(value, counts);
  if (EntropyBits(value) < kEntropyFloorBits) return false;
  if (IsRandomHex(value, counts)) return true;
  if (IsMostlyWords(value) || counts.letters() == 0) return false;
  if (value.size() < kUndisguisedBytesMin && IsMostlyWords(WithoutDisguise(value))) {
    return false;
  }
  const std::size_t changes = ChangesIn(value);
  if (counts.classes() >= 3) return changes * 4 >= value.size();
  return counts.classes() == 2 && value.size() >= 16 && changes * 3 >= value.size();
}

// Letters of both cases that no words give: kTqWfRzLbX.
bool AreScrambledLetters(std::string_view value, const Counts& counts) {
  constexpr std::size_t kScrambledBytesMin = 8;
  return value.size() >= kScrambledBytesMin && counts.lower > 0 && counts.upper > 0 &&
         counts.separators == 0 && !IsMostlyWords(value) && ChangesIn(value) * 3 >= value.size();
}

bool IsMadeOfLetters(const Counts& counts) { return counts.digits == 0 && counts.symbols == 0; }

// Without what ends an expression or a list where the value had no quotes.
std::string_view WithoutPunctuation(std::string_view value) {
  const std::size_t last = value.find_last_not_of(",;)}]");
  if (last == std::string_view::npos) return value;
  const std::string_view kept = value.substr(0, last + 1);
  const bool opens = kept.find_first_of("([{") != std::string_view::npos;
  return opens ? value : kept;
}

// Without the padding of base64.
std::string_view WithoutPadding(std::string_view value) {
  constexpr std::size_t kPaddingBytesMax = 2;
  const std::size_t last = value.find_last_not_of('=');
  const bool padded = last != std::string_view::npos && value.size() - last - 1 <= kPaddingBytesMax;
  return padded ? value.substr(0, last + 1) : value;
}

}  // namespace

bool IsCode(std::string_view value) {
  constexpr auto kOperators = std::to_array<std::string_view>(
      {"->",  "::",       "=>",     "()", "(\"", "('",  "[\"", "['",  " + ",
       "==",  "!=",       "&&",     "||", "+=",  ");",  "0-9", "a-z", "A-Z",
       "\\n", "function", "lambda", "</", "/>",  "=\"", "='",  "new "});
  const auto holds = [value](std::string_view piece) {
    return value.find(piece) != std::string_view::npos;
  };
  if (std::ranges::any_of(kOperators, holds)) return true;
  if (value.size() > 2 && value[0] == '<' && IsLetter(value[1])) return true;
  const std::size_t mark =
      value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.");
  if (mark != std::string_view::npos) {
    constexpr std::size_t kNameBytesMin = 3;
    return mark >= kNameBytesMin && (value[mark] == '(' || value[mark] == '[');
  }
  // a.b.c: names of letters, joined by dots.
  return value.find('.') != std::string_view::npos && !value.starts_with('.') &&
         !value.ends_with('.');
}

bool IsLocation(std::string_view value) {
  constexpr auto kBeginnings = std::to_array<std::string_view>(
      {"./",    "../",     "~/",    "//",     "\\\\",  "classpath:", "unix:",  "git@",   "urn:",
       "data:", "pkcs11:", "/etc/", "/var/",  "/usr/", "/opt/",      "/home/", "/root/", "/srv/",
       "/run/", "/tmp/",   "/mnt/", "/data/", "/app/", "/dev/",      "/proc/"});
  constexpr auto kEndings = std::to_array<std::string_view>(
      {".pem", ".key",  ".crt", ".cer",    ".p12",  ".pfx", ".jks",
       ".txt", ".json", ".yml", ".yaml",   ".html", ".php", ".conf",
       ".prv", ".der",  ".pub", ".keytab", ".gpg",  ".enc", ".xml"});
  const auto begins = [value](std::string_view text) { return value.starts_with(text); };
  const auto ends = [value](std::string_view text) { return value.ends_with(text); };
  if (std::ranges::any_of(kBeginnings, begins) || std::ranges::any_of(kEndings, ends)) return true;
  const std::size_t scheme = value.find("://");
  if (scheme != std::string_view::npos && scheme > 1 &&
      std::ranges::all_of(value.substr(0, scheme), IsAlphanumeric)) {
    return true;
  }
  if (value.size() > 2 && IsLetter(value[0]) && value[1] == ':' && value[2] == '\\') return true;
  const std::size_t slashes = static_cast<std::size_t>(std::ranges::count(value, '/'));
  const bool plain = std::ranges::all_of(
      value, [](char c) { return IsAlphanumeric(c) || IsSeparator(c) || c == '/'; });
  if (slashes == 0 || !plain) return false;
  return value.starts_with('/') ? IsMostlyWords(value) || slashes * 8 >= value.size()
                                : IsMostlyWords(value);
}

ValueStrength StrengthOf(std::string_view value) {
  constexpr std::size_t kMixedBytesMin = 6;
  constexpr std::size_t kNumberBytesMin = 8;
  value = WithoutPunctuation(value);
  if (IsPlaceholder(value) || IsSealed(value) || IsReference(value) || IsPasswordHash(value) ||
      IsAmong(value, kConstants) || IsCode(WithoutPadding(value)) || IsLocation(value) ||
      value.find("EXAMPLE") != std::string_view::npos ||
      IsPasswordHash(value.substr(value.find(':') + 1))) {
    return ValueStrength::kNone;
  }
  const Counts counts = CountsOf(value);
  const bool is_number = counts.digits == value.size();
  if (is_number && value.size() < kNumberBytesMin) return ValueStrength::kNone;
  const bool is_prose = value.find(' ') != std::string_view::npos || value.ends_with(':');
  if (is_prose || IsNumeric(value) || IsHexNumber(value) || IsNumberedWord(value))
    return ValueStrength::kWord;
  if (IsUuid(value)) return ValueStrength::kMixed;
  if (const std::string text = TextInBase64(value); !text.empty()) return StrengthOf(text);
  if (LooksRandom(value, counts)) return ValueStrength::kStrong;
  if (IsMadeOfLetters(counts) && AreScrambledLetters(value, counts)) return ValueStrength::kMixed;
  if (IsMadeOfLetters(counts) || value.size() < kMixedBytesMin) return ValueStrength::kWord;
  return ValueStrength::kMixed;
}

}  // namespace keytrail::match
