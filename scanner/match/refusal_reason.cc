#include "scanner/match/refusal_reason.h"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace keytrail::match {
namespace {

using Meaning = std::pair<std::string_view, std::string_view>;

constexpr auto kMeanings = std::to_array<Meaning>({
    {"placeholder", "it stands in for a secret: a variable, a mask, or words such as 'password'"},
    {"documented_example", "it is a published example"},
    {"github_crc32", "its last six characters are not the checksum of the rest"},
    {"aws_key_id", "the key id holds no account number"},
    {"azure_key", "it is not 64 bytes in base64, or of a few characters only"},
    {"url_password", "it is the user's name or a placeholder, or an image digest follows"},
    {"random", "it looks typed: a run, few characters over and over, or a word such as 'example'"},
    {"discord_token", "it does not begin with a bot's number in base64"},
    {"base64_bytes", "it is not that many bytes in base64, or of a few characters only"},
    {"azure_annotated_key", "it is no annotated key: 84 or 88 characters, year and month in place"},
    {"azure_devops_pat", "its checksum is not that of such a token"},
    {"azure_devops_app_secret", "its checksum is not that of such a secret"},
    {"jwt", "it is no JSON web token whose first part names an algorithm"},
    {"entra_token", "it was not issued by Entra ID"},
    {"password", "it is the user's name, a placeholder, sealed, a reference or a hash"},
    {"password_like", "it reads like a constant, code, a path or the name of its own key"},
    {"base64_login", "it is not user:password in base64, or the password is none"},
    {"base64_secret", "it is not a secret in base64"},
    {"base64_wide_password", "it is not a password in base64 of UTF-16"},
    {"checksum", "its checksum is wrong"},
    {"stop", "it is one of the rule's stops"},
    {"path", "the file is none that the rule looks into"},
});

// Shannon entropy of one byte of `text`, in bits.
double EntropyBitsOf(std::string_view text) {
  std::array<std::size_t, 256> counts{};
  for (const char c : text) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(text.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace

std::string RefusalReason(const std::string& validator, const Match& match) {
  const std::size_t colon = validator.find(':');
  const std::string name = validator.substr(0, colon);
  const std::string argument = colon == std::string::npos ? "" : validator.substr(colon + 1);
  const Capture* secret = FindCapture(match, "secret");
  const std::string_view text = secret == nullptr ? "" : secret->bytes.text_view();
  if (name == "entropy") {
    return fmt::format("its entropy is {:.2f} bits a byte, and {} is the least",
                       EntropyBitsOf(text), argument);
  }
  if (name == "length") {
    return fmt::format("it has {} bytes, and {} is the least", text.size(), argument);
  }
  if (name == "classes") return fmt::format("not all of {} are in it", argument);
  for (const auto& [known, meaning] : kMeanings) {
    if (known == name) return std::string(meaning);
  }
  return fmt::format("{} does not accept it", name);
}

}  // namespace keytrail::match
