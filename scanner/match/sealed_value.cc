#include "scanner/match/sealed_value.h"

#include <algorithm>
#include <array>
#include <span>

#include "scanner/match/character_class.h"

namespace keytrail::match {
namespace {

// Beginnings, in lower case.
constexpr auto kSeals = std::to_array<std::string_view>(
    {"enc(", "enc[", "{cipher}", "!vault", "$ansible_vault", "vault:v", "aqicah", "u2fsdgvkx1",
     "{aes}", "{aes256}", "{enc}", "{encrypted}", "encrypted:", "enc:", "secure:", "crypt:",
     "{rsa}", "-----begin pgp message", "-----begin age encrypted"});

// Addresses of secret stores, lookups and directories of secrets: beginnings, in lower case.
constexpr auto kStores = std::to_array<std::string_view>({"arn:aws:",
                                                          "op://",
                                                          "vault://",
                                                          "vault:",
                                                          "secretref:",
                                                          "keyring:",
                                                          "keychain:",
                                                          "sm://",
                                                          "gsm://",
                                                          "ssm:",
                                                          "ssm://",
                                                          "projects/",
                                                          "azurekeyvault",
                                                          "@microsoft.keyvault(",
                                                          "akv://",
                                                          "awssm://",
                                                          "secretsmanager",
                                                          "secret://",
                                                          "ref+",
                                                          "env:",
                                                          "env(",
                                                          "env[",
                                                          "env.",
                                                          "$env:",
                                                          "getenv",
                                                          "os.environ",
                                                          "os.getenv",
                                                          "process.env",
                                                          "system.getenv",
                                                          "system.getproperty",
                                                          "lookup(",
                                                          "!ref",
                                                          "!sub",
                                                          "!getatt",
                                                          "!env",
                                                          "!secret",
                                                          "!include",
                                                          "file:",
                                                          "file://",
                                                          "cmd:",
                                                          "exec:",
                                                          "/run/secrets/",
                                                          "/var/run/secrets/",
                                                          "/etc/secrets/",
                                                          "secretkeyref",
                                                          "valuefrom",
                                                          "from_env",
                                                          "bao://",
                                                          "pass://"});

// Openings whose end lies behind a blank, where the value was cut.
constexpr auto kUnclosed =
    std::to_array<std::string_view>({"$(", "${", "{{", "<%", "`", "<?", "#{", "$__"});

// What opens a variable of some template language; its counterpart must follow.
struct Opening {
  std::string_view open;
  std::string_view close;
};
constexpr std::array kOpenings = {
    Opening{"${", "}"},  Opening{"$(", ")"},  Opening{"{{", "}}"}, Opening{"<%", "%>"},
    Opening{"#{", "}"},  Opening{"%(", ")"},  Opening{"%{", "}"},  Opening{"$[", "]"},
    Opening{"[[", "]]"}, Opening{"{%", "%}"}, Opening{"<?", "?>"}, Opening{"$((", "))"},
    Opening{"$<", ">"},  Opening{"`", "`"},   Opening{"@{", "}"},  Opening{"&{", "}"}};

constexpr auto kHashes = std::to_array<std::string_view>(
    {"$1$",     "$2a$",      "$2b$",    "$2x$",          "$2y$",       "$5$",         "$6$",
     "$7$",     "$y$",       "$gy$",    "$apr1$",        "$sha1$",     "$md5$",       "$md5,",
     "$p$",     "$h$",       "$s$",     "$argon2",       "$scrypt$",   "$pbkdf2",     "$3$",
     "$8$",     "$9$",       "$14$",    "{ssha",         "{sha",       "{smd5}",      "{md5}",
     "{crypt}", "{pbkdf2",   "{argon2", "{bcrypt}",      "{scrypt}",   "{blf-crypt}", "{ntlm}",
     "pbkdf2:", "scrypt:",   "argon2:", "argon2$argon2", "pbkdf2_sha", "bcrypt$",     "bcrypt_sha",
     "sha1$",   "sha256$",   "sha512$", "sha256:",       "sha512:",    "scram-sha-",  "grub.pbkdf2",
     "md5$",    "{mkpasswd}"});

bool BeginsWith(std::string_view value, std::string_view lower_case_beginning) {
  return value.size() >= lower_case_beginning.size() &&
         std::ranges::equal(value.substr(0, lower_case_beginning.size()), lower_case_beginning, {},
                            ToLower);
}

bool BeginsWithAny(std::string_view value, std::span<const std::string_view> beginnings) {
  return std::ranges::any_of(
      beginnings, [value](std::string_view beginning) { return BeginsWith(value, beginning); });
}

bool HoldsVariable(std::string_view value) {
  return std::ranges::any_of(kOpenings, [value](const Opening& opening) {
    const std::size_t at = value.find(opening.open);
    return at != std::string_view::npos &&
           value.find(opening.close, at + opening.open.size()) != std::string_view::npos;
  });
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() && !IsDigit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return IsAlphanumeric(c) || c == '_'; });
}

// $name and $1 of shells, PHP and Perl; a digit within makes it a word that begins with a dollar.
bool IsShellVariable(std::string_view value) {
  if (value.size() < 2 || value.front() != '$') return false;
  const std::string_view name = value.substr(1);
  if (std::ranges::all_of(name, IsDigit)) return name.size() <= 2;
  if (!IsIdentifier(name.substr(0, name.find_first_of("[:-;,)")))) return false;
  return std::ranges::none_of(name, IsDigit);
}

// %NAME% of batch files, !NAME! of the same, @NAME@ and @NAME of build tools.
bool IsEnclosedName(std::string_view value) {
  constexpr std::string_view kMarks = "%!@~";
  if (value.size() < 4 || kMarks.find(value.front()) == std::string_view::npos) return false;
  const bool is_enclosed = value.front() == value.back();
  if (!is_enclosed && value.front() != '@') return false;
  const std::string_view name = value.substr(1, value.size() - (is_enclosed ? 2 : 1));
  const auto is_of_names = [](char c) { return IsUpper(c) || IsDigit(c) || c == '_' || c == '.'; };
  return IsUpper(name.front()) && std::ranges::all_of(name, is_of_names) &&
         (is_enclosed || name.find('_') != std::string_view::npos);
}

// Format strings: %s, {0}, {}.
bool HoldsFormat(std::string_view value) {
  constexpr auto kFormats =
      std::to_array<std::string_view>({"%s", "%d", "%v", "%q", "{}", "{0}", "{1}", "%@", "%1$s"});
  return std::ranges::any_of(kFormats, [value](std::string_view format) {
    return value.find(format) != std::string_view::npos;
  });
}

}  // namespace

bool IsSealed(std::string_view value) { return BeginsWithAny(value, kSeals); }

bool IsReference(std::string_view value) {
  return BeginsWithAny(value, kStores) || BeginsWithAny(value, kUnclosed) || HoldsVariable(value) ||
         IsShellVariable(value) || IsEnclosedName(value) || HoldsFormat(value);
}

bool IsPasswordHash(std::string_view value) {
  constexpr std::size_t kMysqlHashBytes = 41;  // an asterisk and SHA-1 in hexadecimal
  if (value.size() == kMysqlHashBytes && value.front() == '*') {
    return std::ranges::all_of(value.substr(1), IsHexDigit);
  }
  return BeginsWithAny(value, kHashes);
}

}  // namespace keytrail::match
