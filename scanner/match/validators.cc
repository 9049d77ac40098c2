#include "scanner/match/validators.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/digest.h"
#include "scanner/match/placeholder.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsSymbol(char c) { return !IsUpper(c) && !IsLower(c) && !IsDigit(c); }

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

// A character class and how many of it there must be: "digit", "digit3".
struct ClassMinimum {
  bool (*is_member)(char) = nullptr;  // null: not known
  std::ptrdiff_t count = 1;
};

ClassMinimum ClassOf(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_of("0123456789"), text.size());
  ClassMinimum minimum;
  const std::string_view name = text.substr(0, digits);
  if (digits < text.size()) {
    const auto [end, error] =
        std::from_chars(text.data() + digits, text.data() + text.size(), minimum.count);
    if (error != std::errc() || end != text.data() + text.size()) return {};
  }
  if (name == "upper") minimum.is_member = IsUpper;
  if (name == "lower") minimum.is_member = IsLower;
  if (name == "digit") minimum.is_member = IsDigit;
  if (name == "symbol") minimum.is_member = IsSymbol;
  return minimum;
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
  return std::ranges::all_of(SplitAtPlus(classes), [&](const std::string& text) {
    const ClassMinimum minimum = ClassOf(text);
    return std::ranges::count_if(secret, minimum.is_member) >= minimum.count;
  });
}

bool IsNoPlaceholder(const Match& match, const std::string&) {
  return !IsPlaceholder(TextOf(match, "secret"));
}

// Published constants, by their SHA-256: a scanner that finds them finds documentation.
constexpr auto kDocumentedDigests = std::to_array<std::string_view>({
    // The account key of the Azure storage emulators.
    "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
    // Test keys of Stripe's documentation.
    "2cafc0970149a84f3b9e62eaf169f36f59907a3b3e31f7b82e68c69cd27f7326",
    "f2d6ca16515033e5dce14eba840b979d27b5cbae24bb3e5bf484339667f86397",
    "2d1f7723aabc5c7a51fcdc2463c99b5f3fdbc57cf3134db4ac12913c35976e6f",
    // The API secret of Confluent's documentation.
    "59762139900d1e119235df10b6de8a4d64e3edce019a1ca4550df812c3106a8e",
    // The secret keys of Flask's documentation and the cookie secrets of phpMyAdmin's.
    "2598f7d6adc142d88161630f3db12ab2bd3403521c281811e5e1ce60d4ac5d76",
    "9cb335cb7b5fb805934637d85c4f57c695baac019c0a57ceffd0afe43144c9cb",
    "0cf276b9abcdea8884aaa2416ef2e11ee46a5f8a0a0dfc3e1fd144490ef05c9c",
    "80a51e51730dc6a7f66b9b411b62ce16d765ca4f9f871a12975b914aff64d258",
    // Tokens and client secrets of RFC 6749.
    "6c96130f130ab0d6d158397e24d2bcc1c9a5e73ae081f6e983f1c7b545d24a4c",
    "00cf4c781dc37003f7c7dd7d4c9a6ef1e0f4c62d9a291aa8bc398774e3fefd32",
    "53f5da0aaa93d64cd5772c554cbf940f0539e689dddbeb8f923eec3f72c02ea9",
    "e9974c507d2a802143f614c878fcbb622a3800e05e6e0d329fee2c5b6b243329",
    // The keys of wpa_supplicant's sample configuration.
    "cdd45c59bae1ff959009ce8d663f62506da07a9749ea2ed65a4f9afb1bd963db",
    "24c6350048dc2d0877ab8589f83cefc479bbe2bc023666977f911acea7321541",
});

bool IsNoDocumentedExample(const Match& match, const std::string&) {
  const std::string_view secret = TextOf(match, "secret");
  if (secret.ends_with("EXAMPLEKEY") || TextOf(match, "key_id").ends_with("EXAMPLE")) return false;
  const std::string digest = HexEncode(Sha256(AsBytes(secret)));
  return std::ranges::find(kDocumentedDigests, digest) == kDocumentedDigests.end();
}

constexpr std::array kEntries = {
    ValidatorEntry{"length", HasLength, ArgumentKind::kNumber},
    ValidatorEntry{"classes", HasClasses, ArgumentKind::kClasses},
    ValidatorEntry{"entropy", HasEntropy, ArgumentKind::kNumber},
    ValidatorEntry{"placeholder", IsNoPlaceholder},
    ValidatorEntry{"documented_example", IsNoDocumentedExample},
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
                 [](const std::string& text) { return ClassOf(text).is_member != nullptr; })
                 ? ""
                 : "it takes upper, lower, digit, symbol, joined by '+', such as lower+digit2";
    case ArgumentKind::kStrength:
      return argument == "1" || argument == "2" || argument == "3"
                 ? ""
                 : "it takes 1 (a word), 2 (mixed) or 3 (random), such as password_like:2";
  }
  return "";
}

// All tables, one after the other.
std::vector<ValidatorEntry> AllValidators() {
  std::vector<ValidatorEntry> entries;
  for (const auto table :
       {GeneralValidators(), CloudValidators(), TokenValidators(), PasswordValidators()}) {
    entries.insert(entries.end(), table.begin(), table.end());
  }
  return entries;
}

}  // namespace

std::string_view TextOf(const Match& match, const std::string& name) {
  const Capture* capture = FindCapture(match, name);
  return capture == nullptr ? std::string_view() : capture->bytes.text_view();
}

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

std::span<const ValidatorEntry> GeneralValidators() { return kEntries; }

StatusOr<Validator> FindValidator(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const std::string argument = colon == std::string::npos ? "" : text.substr(colon + 1);
  const std::vector<ValidatorEntry> entries = AllValidators();
  const auto entry = std::ranges::find(entries, std::string_view(name), &ValidatorEntry::name);
  if (entry == entries.end()) {
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
  for (const ValidatorEntry& entry : AllValidators()) names.emplace_back(entry.name);
  return names;
}

}  // namespace keytrail::match
