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
