// Passwords, and what stands where one would.
#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/digest.h"
#include "scanner/match/character_class.h"
#include "scanner/match/password_value.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/sealed_value.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// It is neither a stand-in, nor sealed, nor the name of a place, nor a hash.
bool StandsForItself(std::string_view value) {
  return !IsPlaceholder(value) && !IsSealed(value) && !IsReference(value) && !IsPasswordHash(value);
}

// A URL's password counts when it is not its user's name and stands for itself.
bool IsUrlPassword(const Match& match, const std::string&) {
  const SecretBytes password = PercentDecode(TextOf(match, "secret"));
  const SecretBytes user = PercentDecode(TextOf(match, "user"));
  if (password.empty() || password.text_view() == user.text_view()) return false;
  const std::string_view host = TextOf(match, "host");
  // image:tag@sha256:… names a container image.
  if (host == "sha256" || host == "sha512") return false;
  return !IsPlaceholder(password.text_view()) && !IsReference(password.text_view());
}

// A password where nothing else can stand: not the user's name, and itself.
bool IsPassword(const Match& match, const std::string&) {
  const std::string_view password = TextOf(match, "secret");
  return StandsForItself(password) && password != TextOf(match, "user");
}

// Letters and digits of both, in either case, are the same but for a number behind: api_key and
// ApiKey1.
bool NamesTheSame(std::string_view a, std::string_view b) {
  const auto letters = [](std::string_view text) {
    std::string kept;
    for (const char c : text) {
      if (IsAlphanumeric(c)) kept.push_back(ToLower(c));
    }
    return kept;
  };
  std::string value = letters(a);
  while (!value.empty() && IsDigit(value.back())) value.pop_back();
  return value == letters(b) || letters(a) == letters(b);
}

std::string_view WithoutEnding(std::string_view text, std::span<const std::string_view> endings) {
  for (const std::string_view ending : endings) {
    if (text.size() > ending.size() && text.ends_with(ending)) {
      return text.substr(0, text.size() - ending.size());
    }
  }
  return {};
}

// repouser and repopwd, dbuser and dbpass: both are made up of what they are for.
bool IsMadeUpLikeItsUser(std::string_view password, std::string_view user) {
  constexpr auto kUserEndings =
      std::to_array<std::string_view>({"username", "user", "login", "name"});
  constexpr auto kPasswordEndings =
      std::to_array<std::string_view>({"password", "passwd", "pass", "pwd", "secret"});
  const std::string_view stem = WithoutEnding(user, kUserEndings);
  return !stem.empty() && stem == WithoutEnding(password, kPasswordEndings);
}

// Settings that a secret's word names, but that hold none.
bool NamesNoSecret(std::string_view key) {
  constexpr auto kParts = std::to_array<std::string_view>(
      {"public",  "nexttoken",    "changetoken", "requesttoken", "pagetoken",   "continuation",
       "cursor",  "csrf",         "xsrf",        "idempotency",  "wrong",       "invalid",
       "missing", "hint",         "label",       "message",      "prompt",      "policy",
       "error",   "apihelp",      "tooltip",     "placeholder",  "clienttoken", "starttoken",
       "nopass",  "synctoken",    "canonical",   "sharing",      "primarykey",  "foreignkey",
       "hashed",  "passwordhash", "checksum"});
  std::string letters;
  for (const char c : key) {
    if (IsAlphanumeric(c)) letters.push_back(ToLower(c));
  }
  return std::ranges::any_of(kParts, [&letters](std::string_view part) {
    return letters.find(part) != std::string::npos;
  });
}

// A value where something else could stand: of the strength that the context asks for, 1 to 3, and
// neither the user's name nor its own key's.
bool LooksLikePassword(const Match& match, const std::string& strength) {
  const std::string_view value = TextOf(match, "secret");
  const std::string_view key = TextOf(match, "key");
  const std::string_view user = TextOf(match, "user");
  if (value == user || IsMadeUpLikeItsUser(value, user)) return false;
  if (!key.empty() && (NamesTheSame(value, key) || NamesNoSecret(key))) return false;
  return static_cast<int>(StrengthOf(value)) >= strength.front() - '0';
}

std::optional<std::vector<std::byte>> Decoded(const Match& match) {
  const std::string_view secret = TextOf(match, "secret");
  if (IsPlaceholder(secret)) return std::nullopt;
  StatusOr<std::vector<std::byte>> bytes = Base64Decode(secret);
  if (!bytes.ok() || bytes->empty()) return std::nullopt;
  return *std::move(bytes);
}

bool IsText(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
}

// Base64 of user:password.
bool IsEncodedLogin(const Match& match, const std::string&) {
  const auto bytes = Decoded(match);
  if (!bytes) return false;
  const std::string_view login(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const std::size_t colon = login.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsText(login)) return false;
  const std::string_view password = login.substr(colon + 1);
  return StandsForItself(password) && password != login.substr(0, colon);
}

// Base64 of text that stands for itself, or of bytes that are none.
bool IsEncodedSecret(const Match& match, const std::string& strength) {
  const auto bytes = Decoded(match);
  if (!bytes) return false;
  std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  if (!IsText(text)) return bytes->size() >= 8;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return static_cast<int>(StrengthOf(text)) >= strength.front() - '0';
}

// Base64 of UTF-16LE text, as Windows hides passwords of answer files.
bool IsEncodedWidePassword(const Match& match, const std::string&) {
  const auto bytes = Decoded(match);
  if (!bytes || bytes->size() % 2 != 0) return false;
  std::string text;
  for (std::size_t i = 0; i < bytes->size(); i += 2) {
    if ((*bytes)[i + 1] != std::byte{0}) return false;
    text.push_back(static_cast<char>((*bytes)[i]));
  }
  // What is hidden is the password with the name of its element behind.
  for (const std::string_view name : {"AdministratorPassword", "Password"}) {
    if (text.ends_with(name)) {
      text.resize(text.size() - name.size());
      break;
    }
  }
  return IsText(text) && StandsForItself(text);
}

constexpr std::array kEntries = {
    ValidatorEntry{"url_password", IsUrlPassword},
    ValidatorEntry{"password", IsPassword},
    ValidatorEntry{"password_like", LooksLikePassword, ArgumentKind::kStrength},
    ValidatorEntry{"base64_login", IsEncodedLogin},
    ValidatorEntry{"base64_secret", IsEncodedSecret, ArgumentKind::kStrength},
    ValidatorEntry{"base64_wide_password", IsEncodedWidePassword},
};

}  // namespace

std::span<const ValidatorEntry> PasswordValidators() { return kEntries; }

}  // namespace keytrail::match
