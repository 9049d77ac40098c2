#include "scanner/facts/authorized_keys.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/text.h"
#include "scanner/facts/authorized_options.h"
#include "scanner/facts/key_keeper.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/public_key_text.h"

namespace keytrail::facts {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view SkipBlanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
}

AuthorizedLineFact MakeLine(const PublicKeyText& key) {
  AuthorizedLineFact line;
  line.key_type = key.type;
  line.bits = key.bits;
  line.public_key_fingerprint = key.fingerprint;
  const std::string_view comment = Trim(key.rest);
  if (IsHarmlessLabel(comment)) line.comment = comment;
  return line;
}

// A key somewhere behind a blank of a line that sshd cannot read: such a line is kept, as voided.
std::optional<AuthorizedLineFact> FindVoidedKey(std::string_view line) {
  while (!line.empty()) {
    line = SkipBlanks(line.substr(std::min(line.find_first_of(kBlanks), line.size())));
    if (const auto key = ReadPublicKeyText(line)) {
      AuthorizedLineFact fact = MakeLine(*key);
      fact.options_malformed = true;
      return fact;
    }
  }
  return std::nullopt;
}

std::optional<AuthorizedLineFact> ParseLine(std::string_view line) {
  if (const auto key = ReadPublicKeyText(line)) return MakeLine(*key);
  const auto options_end = AuthorizedOptionsEnd(line);
  if (!options_end) return FindVoidedKey(line);
  const auto key = ReadPublicKeyText(SkipBlanks(line.substr(*options_end)));
  if (!key) return FindVoidedKey(line);
  AuthorizedLineFact fact = MakeLine(*key);
  AuthorizedOptions parsed = ParseAuthorizedOptions(line.substr(0, *options_end));
  fact.options = std::move(parsed.options);
  fact.options_malformed = parsed.malformed;
  return fact;
}

}  // namespace

std::vector<FactPayload> ParseAuthorizedKeys(std::string_view text) {
  std::vector<FactPayload> facts;
  Lines lines(text);
  std::string_view next_before;
  while (const auto raw = lines.Next()) {
    if (facts.size() == limits::kFactsPerFileMax) break;
    const std::string_view before = std::exchange(next_before, *raw);
    // sshd reads C strings. It has no limit here (measured with OpenSSH 9.2): of a longer line what
    // is cut off is nearly always its comment.
    const std::string_view kept = raw->substr(0, limits::kAuthorizedLineBytesMax);
    std::string_view line = SkipBlanks(kept.substr(0, kept.find('\0')));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line[0] == '#') continue;
    auto fact = ParseLine(line);
    if (!fact) continue;
    fact->line = lines.number();
    NoteKeeper(*fact, before, line);
    facts.emplace_back(*std::move(fact));
  }
  return facts;
}

}  // namespace keytrail::facts
