#include "scanner/facts/known_hosts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/digest.h"
#include "base/limits.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/plain_words.h"
#include "scanner/facts/public_key_text.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kHashMark = "|1|";
constexpr std::size_t kHashBytes = 20;
constexpr std::size_t kNamesPerLineMax = 64;

// Takes the first word off `line`, and the blanks behind it.
std::string_view TakeWord(std::string_view& line) {
  const std::string_view word = line.substr(0, std::min(line.find_first_of(kBlanks), line.size()));
  line.remove_prefix(word.size());
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  return word;
}

std::optional<std::string> HexOfBase64(std::string_view text) {
  const auto bytes = Base64Decode(text);
  if (!bytes.ok() || bytes->size() != kHashBytes) return std::nullopt;
  return HexEncode(std::span(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size()));
}

struct HashedName {
  std::string salt;
  std::string hash;
};

// "|1|SALT|HASH", both in base64.
std::optional<HashedName> ReadHashedName(std::string_view word) {
  word.remove_prefix(kHashMark.size());
  const std::size_t bar = word.find('|');
  if (bar == std::string_view::npos) return std::nullopt;
  auto salt = HexOfBase64(word.substr(0, bar));
  auto hash = HexOfBase64(word.substr(bar + 1));
  if (!salt || !hash) return std::nullopt;
  return HashedName{.salt = *std::move(salt), .hash = *std::move(hash)};
}

std::vector<std::string> ReadNames(std::string_view list) {
  std::vector<std::string> names;
  while (!list.empty() && names.size() < kNamesPerLineMax) {
    const std::string_view name = list.substr(0, std::min(list.find(','), list.size()));
    list.remove_prefix(std::min(name.size() + 1, list.size()));
    if (IsPlainHostPattern(name)) names.emplace_back(name);
  }
  return names;
}

std::optional<KnownHostFact> ParseLine(std::string_view line) {
  KnownHostFact fact;
  if (line.starts_with('@')) {
    fact.marker = TakeWord(line).substr(1);
    if (fact.marker != "cert-authority" && fact.marker != "revoked") return std::nullopt;
  }
  const std::string_view names = TakeWord(line);
  const auto key = ReadPublicKeyText(line);
  if (!key) return std::nullopt;
  fact.key_type = key->type;
  fact.public_key_fingerprint = key->fingerprint;
  if (names.starts_with(kHashMark)) {
    auto hashed = ReadHashedName(names);
    if (!hashed) return std::nullopt;
    fact.hash_salt = std::move(hashed->salt);
    fact.hash = std::move(hashed->hash);
  } else {
    fact.names = ReadNames(names);
  }
  return fact;
}

}  // namespace

std::vector<FactPayload> ParseKnownHosts(std::string_view text) {
  std::vector<FactPayload> facts;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    if (facts.size() == limits::kFactsPerFileMax) break;
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#') continue;
    auto fact = ParseLine(line);
    if (!fact) continue;
    fact->line = lines.number();
    facts.emplace_back(*std::move(fact));
  }
  return facts;
}

}  // namespace keytrail::facts
