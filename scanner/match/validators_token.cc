// Tokens that carry structure of their own.
#include <algorithm>
#include <array>

#include "base/digest.h"
#include "scanner/match/validator_tables.h"

namespace keytrail::match {
namespace {

// So many characters in a row, each one above the one before, are typed and not drawn: of random
// hexadecimal strings 32 long one in 30,000 has such a run, of letters and digits one in millions.
constexpr std::size_t kAscendingRunMax = 5;
// Nor does chance repeat up to eight characters until they fill so many.
constexpr std::size_t kPeriodMax = 8;
constexpr std::size_t kPeriodicRunMax = 15;

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "abcdef", "123456"; "90" continues "89".
bool HasAscendingRun(std::string_view text) {
  std::size_t run = 1;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool goes_on = text[i] == text[i - 1] + 1 || (text[i - 1] == '9' && text[i] == '0');
    run = goes_on ? run + 1 : 1;
    if (run > kAscendingRunMax) return true;
  }
  return false;
}

// "abababab", "deadbeefdeadbeef".
bool HasPeriodicRun(std::string_view text) {
  for (std::size_t period = 1; period <= kPeriodMax; ++period) {
    std::size_t run = period;
    for (std::size_t i = period; i < text.size(); ++i) {
      run = text[i] == text[i - period] ? run + 1 : period;
      if (run > kPeriodicRunMax) return true;
    }
  }
  return false;
}

constexpr auto kStandInWords = std::to_array<std::string_view>(
    {"example", "sample", "dummy", "your", "placeholder", "changeme", "redacted", "replace",
     "insert", "goeshere", "xxxxx", "00000", "foobar", "s3cr3t"});

bool HasStandInWord(std::string_view text) {
  return std::ranges::any_of(kStandInWords, [text](std::string_view word) {
    return !std::ranges::search(text, word, {}, ToLower).empty();
  });
}

bool LooksRandom(const Match& match, const std::string&) {
  const std::string_view secret = TextOf(match, "secret");
  return !HasAscendingRun(secret) && !HasPeriodicRun(secret) && !HasStandInWord(secret);
}

// A bot's token begins with its number in base64.
bool IsDiscordToken(const Match& match, const std::string&) {
  constexpr std::size_t kDigitsMin = 17;
  constexpr std::size_t kDigitsMax = 20;
  const std::string_view secret = TextOf(match, "secret");
  const auto id = Base64Decode(secret.substr(0, secret.find('.')));
  return id.ok() && id->size() >= kDigitsMin && id->size() <= kDigitsMax &&
         std::ranges::all_of(*id, [](std::byte byte) { return IsDigit(static_cast<char>(byte)); });
}

constexpr std::array kEntries = {
    ValidatorEntry{"random", LooksRandom},
    ValidatorEntry{"discord_token", IsDiscordToken},
};

}  // namespace

std::span<const ValidatorEntry> TokenValidators() { return kEntries; }

}  // namespace keytrail::match
