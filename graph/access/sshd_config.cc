#include "graph/access/sshd_config.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/text.h"
#include "graph/access/patterns.h"
#include "graph/access/sshd_keywords.h"

namespace keytrail::access {
namespace {

constexpr int kIncludeDepthMax = 16;
constexpr std::size_t kSettingsMax = 20'000;
constexpr std::size_t kFilesMax = 1'000;  // counting each time that one is included
constexpr std::string_view kConfigDirectory = "/etc/ssh/";
constexpr std::string_view kUserLists[] = {"allowusers", "denyusers"};

// Where an include of files is looked for on the disk by a scan.
bool IsReadByScans(std::string_view pattern) {
  return pattern.starts_with(kConfigDirectory) || pattern.starts_with("/usr/etc/ssh/") ||
         pattern.starts_with("/etc/crypto-policies/back-ends/");
}

bool IsValidUserPattern(std::string_view pattern) {
  const std::size_t at = pattern.rfind('@');
  return at == std::string_view::npos ||
         MatchAddressList({}, pattern.substr(at + 1)) != ListMatch::kInvalid;
}

// What `criterion` demands of its value; and whether this sshd has it.
bool IsValidCriterion(const MatchCriterion& criterion, const SshdVersion& version) {
  if (criterion.pattern.empty()) return false;
  if (criterion.name == "address" || criterion.name == "localaddress") {
    return MatchAddressList({}, criterion.pattern) != ListMatch::kInvalid;
  }
  if (criterion.name == "localport") {
    return criterion.pattern.size() <= 5 && criterion.pattern != "0" &&
           criterion.pattern.find_first_not_of("0123456789") == std::string::npos &&
           std::stoi(criterion.pattern) <= 65535;
  }
  if (criterion.name == "version" || criterion.name == "sessiontype" ||
      criterion.name == "command") {
    return Has(version, Change::kVersionCriterion) != Tri::kNo;
  }
  return criterion.name == "user" || criterion.name == "group" || criterion.name == "host" ||
         criterion.name == "rdomain";
}

class Loader {
 public:
  Loader(const MachineView& view, const SshdVersion& version) : view_(view), version_(version) {}

  SshdConfig Load(std::string_view path, std::span<const std::string> options) {
    for (const std::string& option : options) AddOption(option);
    ReadFile(path, {}, 0);
    CheckCommands();
    CheckMethods();
    return std::move(config_);
  }

 private:
  using Blocks = std::vector<std::uint32_t>;

  void Refuse(std::string reason) {
    if (!config_.refusal) config_.refusal = std::move(reason);
  }
  void NoteUnknown(std::string what) {
    if (std::ranges::find(config_.unknown, what) == config_.unknown.end()) {
      config_.unknown.push_back(std::move(what));
    }
  }

  void AddOption(const std::string& option) {
    const std::size_t end = option.find_first_of("= ");
    SshdDirective directive{.line = 0,
                            .keyword = LowerCase(option.substr(0, end)),
                            .arguments = {},
                            .malformed = false,
                            .withheld = false};
    if (end != std::string::npos) directive.arguments.push_back(option.substr(end + 1));
    ReadDirective(directive, nullptr, {});
  }

  void ReadFile(std::string_view path, const Blocks& outer, int depth) {
    if (depth > kIncludeDepthMax) return Refuse("include_depth");
    if (++files_read_ > kFilesMax) return NoteUnknown("sshd.include");
    const auto files = view_.At<SshdConfigFact>(path);
    if (files.empty()) {
      // Elsewhere a scan takes no file for a configuration, so that it is missing is not known.
      const bool is_missing = view_.Exists(path) == Tri::kNo && IsReadByScans(view_.Resolve(path));
      return is_missing ? Refuse("missing_file") : NoteUnknown("sshd.config");
    }
    const SshdConfigFact& file = *files.front()->payload;
    if (std::ranges::find(config_.fact_ids, files.front()->fact->id) == config_.fact_ids.end()) {
      config_.fact_ids.push_back(files.front()->fact->id);
    }
    if (file.refused) return Refuse(file.refusal);
    if (file.truncated) NoteUnknown("sshd.config");
    Blocks blocks = outer;
    for (const SshdDirective& directive : file.directives) {
      if (config_.refusal) return;
      if (config_.settings.size() > kSettingsMax) return NoteUnknown("sshd.config");
      if (directive.keyword == "match" && !directive.malformed) {
        blocks = outer;
        ReadMatch(directive, blocks);
      } else if (directive.keyword == "include" && !directive.malformed) {
        ReadInclude(directive, blocks, depth);
      } else {
        ReadDirective(directive, files.front()->fact, blocks);
      }
    }
  }

  void ReadDirective(const SshdDirective& directive, const Fact* fact, const Blocks& blocks) {
    if (directive.malformed) return Refuse("malformed_line");
    const Keyword* keyword = FindKeyword(directive.keyword);
    if (keyword == nullptr) return RefuseUnknown(directive.keyword);
    if (IsNewer(*keyword)) return Refuse("unknown_keyword:" + directive.keyword);
    const bool is_global = IsGlobal(blocks);
    const bool may_stand =
        keyword->in_match || is_global ||
        (keyword->means == "subsystem" && Has(version_, Change::kSubsystemInMatch) != Tri::kNo);
    if (!may_stand) return Refuse("not_in_match:" + directive.keyword);
    if (!directive.withheld && !Takes(*keyword, directive.arguments)) {
      return Refuse("bad_value:" + directive.keyword);
    }
    if (std::ranges::find(kUserLists, keyword->means) != std::end(kUserLists) &&
        !std::ranges::all_of(directive.arguments, &IsValidUserPattern)) {
      return Refuse("bad_value:" + directive.keyword);
    }
    if (keyword->means == "authenticationmethods" && !NoteMethods(directive, is_global)) {
      return Refuse("bad_value:" + directive.keyword);
    }
    config_.settings.push_back({.keyword = std::string(keyword->means),
                                .arguments = directive.arguments,
                                .blocks = is_global && !keyword->in_match ? Blocks() : blocks,
                                .withheld = directive.withheld,
                                .fact = fact});
  }

  // What stands behind `Match all` alone counts among the global lines too.
  bool IsGlobal(const Blocks& blocks) const {
    return std::ranges::all_of(blocks, [&](auto block) { return config_.blocks[block].empty(); });
  }

  // False where the line names "any", which must stand alone, behind lines that count globally.
  bool NoteMethods(const SshdDirective& directive, bool is_global) {
    const auto& methods = directive.arguments;
    const bool names_any = std::ranges::find(methods, "any") != methods.end();
    if (names_any && !global_methods_.empty()) return false;
    if (is_global && global_methods_.empty()) global_methods_ = methods;
    return true;
  }

  // A keyword of a distribution's own patches is not known here either.
  void RefuseUnknown(const std::string& keyword) {
    if (version_.known() && version_.is_debian) return Refuse("unknown_keyword:" + keyword);
    NoteUnknown("sshd.config");
  }

  bool IsNewer(const Keyword& keyword) const {
    return version_.known() && std::tie(keyword.since_major, keyword.since_minor) >
                                   std::tie(version_.major, version_.minor);
  }

  void ReadMatch(const SshdDirective& directive, Blocks& blocks) {
    MatchBlock block;
    const std::vector<std::string>& words = directive.arguments;
    if (words.empty()) return Refuse("bad_match");
    for (std::size_t i = 0; i < words.size(); ++i) {
      MatchCriterion criterion{.name = LowerCase(words[i]), .pattern = {}};
      if (criterion.name == "all") {
        if (words.size() != 1) Refuse("bad_match");
        continue;
      }
      if (criterion.name == "invalid-user") {
        if (Has(version_, Change::kInvalidUserCriterion) == Tri::kNo) Refuse("bad_match");
        block.push_back(std::move(criterion));
        continue;
      }
      if (i + 1 < words.size()) criterion.pattern = words[++i];
      if (!directive.withheld && !IsValidCriterion(criterion, version_)) Refuse("bad_match");
      block.push_back(std::move(criterion));
    }
    if (directive.withheld) NoteUnknown("sshd.match");
    blocks.push_back(static_cast<std::uint32_t>(config_.blocks.size()));
    config_.blocks.push_back(std::move(block));
  }

  void ReadInclude(const SshdDirective& directive, const Blocks& blocks, int depth) {
    if (Has(version_, Change::kInclude) == Tri::kNo) return Refuse("unknown_keyword:include");
    if (directive.withheld) return NoteUnknown("sshd.include");
    for (const std::string& argument : directive.arguments) {
      if (argument.empty() || argument.starts_with('~')) return Refuse("bad_value:include");
      const std::string pattern =
          argument.starts_with('/') ? argument : std::string(kConfigDirectory) + argument;
      if (!IsReadByScans(pattern)) NoteUnknown("sshd.include");
      for (const std::string& file : view_.Glob(pattern)) ReadFile(file, blocks, depth + 1);
    }
  }

  // Commands that find keys must say as whom they run.
  void CheckCommands() {
    for (const std::string_view command :
         {"authorizedkeyscommand", "authorizedprincipalscommand"}) {
      const auto set = [&](const std::string& keyword) {
        const auto found = std::ranges::find_if(config_.settings, [&](const Setting& setting) {
          return setting.keyword == keyword && setting.blocks.empty();
        });
        return found != config_.settings.end() &&
               found->arguments != std::vector<std::string>{"none"};
      };
      const std::string name(command);
      if (set(name) && !set(name + "user")) Refuse("no_command_user");
    }
  }

  // The first value that counts globally; `fallback` where there is none.
  bool IsGlobalFlagSet(std::string_view keyword, bool fallback) const {
    const auto first = std::ranges::find_if(config_.settings, [&](const Setting& setting) {
      return setting.keyword == keyword && IsGlobal(setting.blocks) && !setting.arguments.empty();
    });
    return first == config_.settings.end() ? fallback : LowerCase(first->arguments[0]) == "yes";
  }

  bool IsMethodEnabled(std::string_view method) const {
    method = method.substr(0, method.find(':'));
    if (method == "publickey") return IsGlobalFlagSet("pubkeyauthentication", true);
    if (method == "password") return IsGlobalFlagSet("passwordauthentication", true);
    if (method == "keyboard-interactive") {
      return IsGlobalFlagSet("kbdinteractiveauthentication", true);
    }
    if (method == "hostbased") return IsGlobalFlagSet("hostbasedauthentication", false);
    if (method == "gssapi-with-mic") return IsGlobalFlagSet("gssapiauthentication", false);
    return true;
  }

  // sshd does not start where each list of global methods has one that is switched off.
  void CheckMethods() {
    const bool can_be_met = std::ranges::any_of(global_methods_, [&](const std::string& list) {
      return std::ranges::all_of(SplitList(list),
                                 [&](std::string_view method) { return IsMethodEnabled(method); });
    });
    if (!global_methods_.empty() && !can_be_met) Refuse("methods_disabled");
  }

  const MachineView& view_;
  const SshdVersion version_;
  SshdConfig config_;
  std::size_t files_read_ = 0;
  std::vector<std::string> global_methods_;  // of AuthenticationMethods
};

// Decides Match blocks for one connection, each once.
class Matcher {
 public:
  Matcher(const SshdConfig& config, const Connection& connection, World& world)
      : config_(config), connection_(connection), world_(world) {
    for (const Setting& setting : config.settings) {
      if (setting.blocks.empty() && setting.keyword == "usedns") {
        by_name_ = !setting.arguments.empty() && LowerCase(setting.arguments[0]) == "yes";
        break;
      }
    }
  }

  bool HoldAll(std::span<const std::uint32_t> blocks) {
    return std::ranges::all_of(blocks, [&](std::uint32_t block) { return Holds(block); });
  }

 private:
  bool Holds(std::uint32_t index) {
    const auto known = decided_.find(index);
    if (known != decided_.end()) return known->second;
    // Criteria that the disk decides come first: the others are then asked for only where they
    // matter.
    const MatchBlock& block = config_.blocks[index];
    const bool holds =
        std::ranges::all_of(block, [&](const auto& each) { return HoldsHere(each); }) &&
        std::ranges::all_of(block, [&](const auto& each) { return HoldsThere(each); });
    decided_.emplace(index, holds);
    return holds;
  }

  bool HoldsHere(const MatchCriterion& criterion) const {
    if (criterion.name == "user") {
      return MatchPatternList(connection_.user, criterion.pattern) == ListMatch::kListed;
    }
    if (criterion.name == "invalid-user") return false;
    if (criterion.name != "group") return true;
    bool listed = false;
    for (const std::string& group : connection_.groups) {
      const ListMatch match = MatchPatternList(group, criterion.pattern);
      if (match == ListMatch::kExcluded) return false;
      listed = listed || match == ListMatch::kListed;
    }
    return listed;
  }

  bool HoldsThere(const MatchCriterion& criterion) {
    using Kind = SourceCondition::Kind;
    if (criterion.name == "user" || criterion.name == "group") return true;
    if (criterion.name == "address") {
      return world_.Holds({.kind = Kind::kAddress, .list = criterion.pattern, .by_name = false});
    }
    if (criterion.name == "host") {
      return world_.Holds({.kind = Kind::kHost, .list = criterion.pattern, .by_name = by_name_});
    }
    if (criterion.name == "localport") return ListensOn(criterion.pattern);
    return world_.Holds({.kind = Kind::kServer,
                         .list = criterion.name + " matches " + criterion.pattern,
                         .by_name = false});
  }

  bool ListensOn(const std::string& port) {
    std::set<std::string> ports;
    for (const Setting& setting : config_.settings) {
      if (setting.keyword == "port")
        ports.insert(setting.arguments.begin(), setting.arguments.end());
    }
    if (ports.empty()) ports.insert("22");
    if (!ports.contains(port)) return false;
    return ports.size() == 1 || world_.Holds({.kind = SourceCondition::Kind::kServer,
                                              .list = "port is " + port,
                                              .by_name = false});
  }

  const SshdConfig& config_;
  const Connection& connection_;
  World& world_;
  bool by_name_ = false;
  std::map<std::uint32_t, bool> decided_;
};

}  // namespace

SshdConfig LoadSshdConfig(const MachineView& view, std::string_view path,
                          std::span<const std::string> options, const SshdVersion& version) {
  return Loader(view, version).Load(path, options);
}

EffectiveConfig ConfigFor(const SshdConfig& config, const Connection& connection, World& world) {
  Matcher matcher(config, connection, world);
  EffectiveConfig effective;
  // What a matching block sets replaces what is set globally, whatever the order.
  for (const bool global : {false, true}) {
    EffectiveConfig pass;
    for (const Setting& setting : config.settings) {
      if (setting.blocks.empty() != global || !matcher.HoldAll(setting.blocks)) continue;
      const Keyword* keyword = FindKeyword(setting.keyword);
      const bool adds_up = keyword != nullptr && keyword->adds_up;
      auto [value, is_new] = pass.values_.try_emplace(setting.keyword);
      // "any" behind other methods of matching blocks is an error that ends the connection.
      const bool is_error = !global && !is_new && setting.keyword == "authenticationmethods" &&
                            std::ranges::find(setting.arguments, "any") != setting.arguments.end();
      effective.is_refused_ = effective.is_refused_ || is_error;
      if (!is_new && !adds_up) continue;
      std::ranges::copy(setting.arguments, std::back_inserter(value->second.words));
      value->second.withheld = value->second.withheld || setting.withheld;
    }
    effective.values_.merge(pass.values_);
  }
  return effective;
}

std::vector<std::string> EffectiveConfig::Words(std::string_view keyword) const {
  const auto value = values_.find(keyword);
  return value == values_.end() ? std::vector<std::string>() : value->second.words;
}

std::string EffectiveConfig::Word(std::string_view keyword) const {
  const auto value = values_.find(keyword);
  const bool none = value == values_.end() || value->second.words.empty();
  return none ? std::string() : value->second.words.front();
}

std::string EffectiveConfig::Choice(std::string_view keyword, std::string_view fallback) const {
  const std::string word = Word(keyword);
  return word.empty() ? std::string(fallback) : LowerCase(word);
}

bool EffectiveConfig::IsFlagSet(std::string_view keyword, bool fallback) const {
  return Choice(keyword, fallback ? "yes" : "no") == "yes";
}

bool EffectiveConfig::IsWithheld(std::string_view keyword) const {
  const auto value = values_.find(keyword);
  return value != values_.end() && value->second.withheld;
}

}  // namespace keytrail::access
