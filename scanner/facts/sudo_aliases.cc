#include "scanner/facts/sudo_aliases.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace keytrail::facts {
namespace {

constexpr int kDepthMax = 16;
constexpr std::size_t kExpandedMax = 100'000;
constexpr std::string_view kDefinitions[] = {"User_Alias", "Runas_Alias", "Host_Alias",
                                             "Cmnd_Alias", "Cmd_Alias"};
constexpr std::string_view kNameEnds = ",=:()!";

std::vector<SudoMember> ReadCommands(SudoReader& reader) {
  std::vector<SudoMember> commands;
  do {
    commands.push_back(reader.Command());
  } while (reader.Take(','));
  return commands;
}

}  // namespace

bool SudoAliases::IsDefinition(std::string_view line) {
  SudoReader reader(line);
  return std::ranges::any_of(kDefinitions,
                             [&](std::string_view word) { return reader.TakeWord(word, ""); });
}

void SudoAliases::Define(std::string_view line) {
  SudoReader reader(line);
  Kind kind = Kind::kUser;
  if (reader.TakeWord("Runas_Alias", "")) {
    kind = Kind::kRunAs;
  } else if (reader.TakeWord("Cmnd_Alias", "") || reader.TakeWord("Cmd_Alias", "")) {
    kind = Kind::kCommand;
  } else if (!reader.TakeWord("User_Alias", "")) {
    return;
  }
  do {
    std::string name = reader.Name(kNameEnds);
    if (!IsSudoAliasName(name) || name == "ALL" || !reader.Take('=')) return;
    std::optional<std::vector<SudoMember>> members;
    members = kind == Kind::kCommand ? ReadCommands(reader) : reader.Names(kNameEnds);
    if (!members) return;
    aliases_.try_emplace({kind, std::move(name)}, *std::move(members));
  } while (reader.Take(':'));
}

void SudoAliases::ExpandInto(Expansion& expansion, const std::vector<SudoMember>& members,
                             bool negated) {
  for (const SudoMember& member : members) {
    if (++expanded_ > kExpandedMax) return;
    const bool is_negated = member.negated != negated;
    const auto alias = aliases_.find({expansion.kind, member.name});
    if (alias == aliases_.end()) {
      expansion.members.push_back({.name = member.name, .negated = is_negated});
    } else if (expansion.depth < kDepthMax) {
      ++expansion.depth;
      ExpandInto(expansion, alias->second, is_negated);
      --expansion.depth;
    }
  }
}

std::vector<SudoMember> SudoAliases::Expand(Kind kind, const std::vector<SudoMember>& members) {
  Expansion expansion{.kind = kind, .members = {}};
  ExpandInto(expansion, members, /*negated=*/false);
  return std::move(expansion.members);
}

}  // namespace keytrail::facts
