#include "scanner/match/validators.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "model/aws_key_id.h"
#include "scanner/match/placeholder.h"

namespace keytrail::match {
namespace {

constexpr std::string_view kBase62 =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// The capture's text; empty when it took no part. The view lives as long as the match.
std::string_view TextOf(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string_view() : capture->bytes.text_view();
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSymbol(char c) { return !IsUpper(c) && !IsLower(c) && !IsDigit(c); }

// Shannon entropy of the bytes' frequencies, in bits a byte.
double EntropyBits(std::string_view text) {
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

std::optional<double> NumberOf(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool HasLength(const Match& match, const std::string& floor_bytes) {
  return static_cast<double>(TextOf(match, "secret").size()) >= NumberOf(floor_bytes).value_or(0);
}

bool HasEntropy(const Match& match, const std::string& floor_bits) {
  return EntropyBits(TextOf(match, "secret")) >= NumberOf(floor_bits).value_or(0);
}

// The predicate of a character class by its name, or null.
bool (*ClassByName(std::string_view name))(char) {
  if (name == "upper") return IsUpper;
  if (name == "lower") return IsLower;
  if (name == "digit") return IsDigit;
  if (name == "symbol") return IsSymbol;
  return nullptr;
}

std::vector<std::string> SplitAtPlus(const std::string& text) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == '+') {
      parts.emplace_back();
    } else {
      parts.back().push_back(c);
    }
  }
  return parts;
}

bool HasClasses(const Match& match, const std::string& classes) {
  const std::string_view secret = TextOf(match, "secret");
  return std::ranges::all_of(SplitAtPlus(classes), [&](const std::string& name) {
    return std::ranges::any_of(secret, ClassByName(name));
  });
}

bool IsNoPlaceholder(const Match& match, const std::string&) {
  return !IsPlaceholder(TextOf(match, "secret"));
}

// Published constants, by their SHA-256: a scanner that finds them finds documentation.
constexpr std::array<std::string_view, 1> kDocumentedDigests = {
    // The account key of the Azure storage emulators.
    "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059"};

bool IsNoDocumentedExample(const Match& match, const std::string&) {
  const std::string_view secret = TextOf(match, "secret");
  if (secret.ends_with("EXAMPLEKEY") || TextOf(match, "key_id").ends_with("EXAMPLE")) return false;
  const std::string digest = HexEncode(Sha256(AsBytes(secret)));
  return std::ranges::find(kDocumentedDigests, digest) == kDocumentedDigests.end();
}

bool HasGithubChecksum(const Match& match, const std::string&) {
  constexpr std::size_t kChecksumBytes = 6;
  const std::string_view secret = TextOf(match, "secret");
  const std::size_t underscore = secret.find('_');
  if (underscore == std::string_view::npos) return false;
  const std::string_view body = secret.substr(underscore + 1);
  if (body.size() <= kChecksumBytes) return false;
  return GithubChecksumOf(body.substr(0, body.size() - kChecksumBytes)) ==
         body.substr(body.size() - kChecksumBytes);
}

// Ids with I or J in the fifth place are from before 2019 and hold no account.
bool IsAwsKeyId(const Match& match, const std::string&) {
  const std::string_view id = TextOf(match, "key_id");
  if (id.size() != 20) return false;
  return id[4] == 'I' || id[4] == 'J' || AwsAccountOf(id).has_value();
}

// 64 bytes in base64 that do not look made up.
bool IsAzureKey(const Match& match, const std::string&) {
  constexpr std::size_t kKeyBytes = 64;
  constexpr double kEntropyFloorBits = 4.0;
  const std::string_view secret = TextOf(match, "secret");
  const StatusOr<std::vector<std::byte>> key = Base64Decode(secret);
  return key.ok() && key->size() == kKeyBytes && EntropyBits(secret) >= kEntropyFloorBits;
}

// A URL's password counts when it is not its user's name and stands for itself.
bool IsUrlPassword(const Match& match, const std::string&) {
  const SecretBytes password = PercentDecode(TextOf(match, "secret"));
  const SecretBytes user = PercentDecode(TextOf(match, "user"));
  if (password.empty() || password.text_view() == user.text_view()) return false;
  const std::string_view host = TextOf(match, "host");
  // image:tag@sha256:… names a container image.
  if (host == "sha256" || host == "sha512") return false;
  return !IsPlaceholder(password.text_view());
}

enum class ArgumentKind { kNone, kNumber, kClasses };

struct Entry {
  std::string_view name;
  Validator::Function function;
  ArgumentKind argument;
};

constexpr std::array kEntries = {
    Entry{"length", HasLength, ArgumentKind::kNumber},
    Entry{"classes", HasClasses, ArgumentKind::kClasses},
    Entry{"entropy", HasEntropy, ArgumentKind::kNumber},
    Entry{"placeholder", IsNoPlaceholder, ArgumentKind::kNone},
    Entry{"documented_example", IsNoDocumentedExample, ArgumentKind::kNone},
    Entry{"github_crc32", HasGithubChecksum, ArgumentKind::kNone},
    Entry{"aws_key_id", IsAwsKeyId, ArgumentKind::kNone},
    Entry{"azure_key", IsAzureKey, ArgumentKind::kNone},
    Entry{"url_password", IsUrlPassword, ArgumentKind::kNone},
};

// What is wrong with the argument, or empty.
std::string ArgumentProblem(ArgumentKind kind, const std::string& argument) {
  switch (kind) {
    case ArgumentKind::kNone: return argument.empty() ? "" : "it takes no argument";
    case ArgumentKind::kNumber:
      return NumberOf(argument) ? "" : "it takes a number, such as entropy:3.5";
    case ArgumentKind::kClasses:
      return std::ranges::all_of(
                 SplitAtPlus(argument),
                 [](const std::string& name) { return ClassByName(name) != nullptr; })
                 ? ""
                 : "it takes upper, lower, digit, symbol, joined by '+'";
  }
  return "";
}

}  // namespace

StatusOr<Validator> FindValidator(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const std::string argument = colon == std::string::npos ? "" : text.substr(colon + 1);
  const auto* entry = std::ranges::find(kEntries, std::string_view(name), &Entry::name);
  if (entry == kEntries.end()) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("unknown validator '{}': there are {}", name,
                                 fmt::join(ValidatorNames(), ", ")));
  }
  if (const std::string problem = ArgumentProblem(entry->argument, argument); !problem.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("bad argument of validator '{}': {}", name, problem));
  }
  return Validator(name, entry->function, argument);
}

std::vector<std::string> ValidatorNames() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

std::string GithubChecksumOf(std::string_view body) {
  std::string checksum(6, '0');
  std::uint32_t value = Crc32(AsBytes(body));
  for (std::size_t i = checksum.size(); i-- > 0; value /= 62) checksum[i] = kBase62[value % 62];
  return checksum;
}

}  // namespace keytrail::match
