#include "scanner/facts/login_message.h"

#include <algorithm>
#include <utility>

#include "scanner/facts/plain_words.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kKeyTypeBytesMax = 32;
constexpr std::size_t kPortDigitsMax = 5;
constexpr std::string_view kSha256 = "SHA256:";
constexpr std::size_t kSha256Characters = 43;
constexpr std::string_view kMd5 = "MD5:";
constexpr std::size_t kMd5Characters = 47;
constexpr std::string_view kCertificateSuffix = "-CERT";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsBase64(char c) {
  return IsDigit(c) || IsUpper(c) || (c >= 'a' && c <= 'z') || c == '+' || c == '/';
}

// Takes the text before `mark` off `text`, and the mark; nothing when there is no mark.
std::optional<std::string_view> TakeUntil(std::string_view& text, std::string_view mark) {
  const std::size_t end = text.find(mark);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end + mark.size());
  return taken;
}

bool IsPort(std::string_view text) {
  return !text.empty() && text.size() <= kPortDigitsMax && std::ranges::all_of(text, IsDigit);
}

bool IsKeyType(std::string_view text) {
  return !text.empty() && text.size() <= kKeyTypeBytesMax &&
         std::ranges::all_of(text, [](char c) { return IsUpper(c) || IsDigit(c) || c == '-'; });
}

bool IsColonHex(std::string_view text) {
  if (text.size() != kMd5Characters) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_hex = IsDigit(text[i]) || (text[i] >= 'a' && text[i] <= 'f');
    if (i % 3 == 2 ? text[i] != ':' : !is_hex) return false;
  }
  return true;
}

// The fingerprint with the name of its digest, which releases before 6.8 leave out.
std::optional<std::string> ReadFingerprint(std::string_view text) {
  if (text.starts_with(kSha256)) {
    const std::string_view digest = text.substr(kSha256.size());
    const bool is_digest =
        digest.size() == kSha256Characters && std::ranges::all_of(digest, IsBase64);
    return is_digest ? std::optional<std::string>(text) : std::nullopt;
  }
  if (text.starts_with(kMd5)) text.remove_prefix(kMd5.size());
  if (!IsColonHex(text)) return std::nullopt;
  return std::string(kMd5) + std::string(text);
}

// Without what the method adds behind a comma (the counter of a hardware key).
std::string_view FirstWord(std::string_view text) {
  return text.substr(0, std::min(text.find_first_of(", "), text.size()));
}

// "FINGERPRINT ID NAME (serial N) CA TYPE FINGERPRINT", the first word only since release 8.1. The
// name is its signer's choice and may hold anything.
std::optional<AcceptedLogin> ReadCertificate(std::string_view text) {
  AcceptedLogin login;
  if (!text.starts_with("ID ")) {
    auto fingerprint = ReadFingerprint(FirstWord(text));
    if (!fingerprint) return std::nullopt;
    login.public_key_fingerprint = *std::move(fingerprint);
  }
  constexpr std::string_view kSigner = ") CA ";
  const std::size_t signer = text.rfind(kSigner);
  if (signer == std::string_view::npos) return std::nullopt;
  text.remove_prefix(signer + kSigner.size());
  const auto signer_type = TakeUntil(text, " ");
  auto fingerprint = ReadFingerprint(FirstWord(text));
  if (!signer_type || !IsKeyType(*signer_type) || !fingerprint) return std::nullopt;
  login.ca_fingerprint = *std::move(fingerprint);
  return login;
}

std::optional<AcceptedLogin> ReadPlainKey(std::string_view text) {
  auto fingerprint = ReadFingerprint(FirstWord(text));
  if (!fingerprint) return std::nullopt;
  AcceptedLogin login;
  login.public_key_fingerprint = *std::move(fingerprint);
  return login;
}

// What the message says of the key; account and source are for the caller.
std::optional<AcceptedLogin> ReadKey(std::string_view text) {
  const auto type = TakeUntil(text, " ");
  if (!type || !IsKeyType(*type)) return std::nullopt;
  auto login = type->ends_with(kCertificateSuffix) ? ReadCertificate(text) : ReadPlainKey(text);
  if (login) login->key_type = *type;
  return login;
}

}  // namespace

std::optional<AcceptedLogin> ParseAcceptedLogin(std::string_view message) {
  if (!message.starts_with(kAcceptedKey)) return std::nullopt;
  message.remove_prefix(kAcceptedKey.size());
  const auto user = TakeUntil(message, " from ");
  const auto source = TakeUntil(message, " port ");
  const auto port = TakeUntil(message, " ssh2: ");
  if (!user || !source || !port) return std::nullopt;
  if (!IsPlainUser(*user) || !IsAddress(*source) || !IsPort(*port)) return std::nullopt;
  auto login = ReadKey(message);
  if (!login) return std::nullopt;
  login->user = *user;
  login->source_address = source->substr(0, source->find('%'));
  return login;
}

bool IsSshServer(std::string_view program) {
  return program == "sshd" || program == "sshd-session";
}

}  // namespace keytrail::facts
