#include "scanner/facts/accounts.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/limits.h"
#include "scanner/facts/lines.h"
#include "scanner/facts/shadow.h"

namespace keytrail::facts {
namespace {

constexpr std::size_t kFields = 7;
constexpr std::size_t kNameBytesMax = 256;
constexpr std::size_t kHomeBytesMax = 4096;

std::optional<std::array<std::string_view, kFields>> SplitFields(std::string_view line) {
  std::array<std::string_view, kFields> fields;
  for (std::size_t i = 0; i < kFields; ++i) {
    const std::size_t end = line.find(':');
    if ((end == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    fields[i] = line.substr(0, end);
    if (end != std::string_view::npos) line.remove_prefix(end + 1);
  }
  return fields;
}

std::optional<std::uint32_t> ParseId(std::string_view text) {
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

// Source: passwd(5); what the fields of shadow(5) may hold besides is in shadow.h.
PasswordClass AccountPassword(std::string_view field) {
  return field == "x" ? PasswordClass::kShadowed : ClassOfPassword(field);
}

std::optional<AccountFact> ParseAccount(std::string_view line) {
  const auto fields = SplitFields(line);
  if (!fields) return std::nullopt;
  const auto& [name, password, uid_text, gid_text, comment, home, shell] = *fields;
  const auto uid = ParseId(uid_text);
  const auto gid = ParseId(gid_text);
  if (!uid || !gid || name.empty() || name.size() > kNameBytesMax || home.size() > kHomeBytesMax ||
      shell.size() > kHomeBytesMax || line.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  return AccountFact{.name = std::string(name),
                     .uid = *uid,
                     .gid = *gid,
                     .home = std::string(home),
                     .shell = std::string(shell),
                     .line = 0,
                     .password = AccountPassword(password)};
}

}  // namespace

std::vector<FactPayload> ParseAccounts(std::string_view text) {
  std::vector<FactPayload> accounts;
  Lines lines(text);
  while (const auto raw = lines.Next()) {
    const std::string_view line = Trim(*raw);
    if (line.empty() || line[0] == '#' || line[0] == '+' || line[0] == '-') continue;
    if (accounts.size() == limits::kFactsPerFileMax) break;
    auto account = ParseAccount(line);
    if (!account) continue;
    account->line = lines.number();
    accounts.emplace_back(*std::move(account));
  }
  return accounts;
}

}  // namespace keytrail::facts
