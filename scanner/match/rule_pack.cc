#include "scanner/match/rule_pack.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scanner/match/problem_log.h"
#include "scanner/match/rule_yaml.h"

namespace keytrail::match {
namespace {

constexpr std::uintmax_t kRuleFileBytesMax = 1024 * 1024;
constexpr std::size_t kRulesMax = 10'000;

class PackLoader {
 public:
  void ParseFile(const std::string& text, const std::string& file) {
    ++pack_.files;
    ProblemLog log(file);
    try {
      ReadDocument(YAML::Load(text), log);
    } catch (const YAML::Exception& exception) {
      NoteSyntax(exception, log);
    }
    std::ranges::move(log.Take(), std::back_inserter(pack_.problems));
  }

  RulePack Load(const PackSources& sources) {
    for (const std::string& directory : sources.directories) LoadDirectory(directory);
    for (const std::string& file : sources.files) LoadFile(file);
    return Take();
  }

  RulePack Take() {
    std::ranges::sort(pack_.rules, {}, &Rule::id);
    return std::move(pack_);
  }

 private:
  // Of a file or directory as a whole.
  void Report(const std::string& file, const std::string& what, const std::string& how) {
    pack_.problems.push_back({.file = file, .rule_id = "", .what = what, .how = how});
  }

  void LoadDirectory(const std::string& directory) {
    std::error_code error;
    std::vector<std::string> files;
    std::filesystem::directory_iterator entry(directory, error);
    while (!error && entry != std::filesystem::directory_iterator()) {
      if (entry->path().extension() == ".yaml") files.push_back(entry->path().string());
      entry.increment(error);
    }
    if (error) {
      Report(directory, fmt::format("the directory cannot be read: {}", error.message()),
             "give a directory of rule files");
    }
    std::ranges::sort(files);
    for (const std::string& file : files) LoadFile(file);
  }

  void LoadFile(const std::string& file) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size > kRuleFileBytesMax) {
      return Report(
          file,
          fmt::format("the file cannot be read: {}", error ? error.message() : "it is too large"),
          fmt::format("make it a file of at most {} bytes", kRuleFileBytesMax));
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || !text) {
      return Report(file, "the file cannot be read: no access", "make it readable");
    }
    ParseFile(text.str(), file);
  }

  static void NoteSyntax(const YAML::Exception& exception, ProblemLog& log) {
    log.Note(TextPlace{.line = static_cast<std::uint32_t>(exception.mark.line + 1),
                       .column = static_cast<std::uint32_t>(exception.mark.column + 1)},
             fmt::format("not YAML: {}", exception.msg), "correct the syntax");
  }

  void ReadDocument(const YAML::Node& document, ProblemLog& log) {
    const std::string provider = std::filesystem::path(log.file()).stem().string();
    if (!document.IsMap()) {
      return log.Note(document, "not a rule file", "write 'provider:' and 'rules:'");
    }
    for (const auto& entry : document) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (key == "provider" || key == "rules") continue;
      log.Note(entry.first, fmt::format("unknown key '{}'", key), "the keys are provider, rules");
    }
    const YAML::Node named = document["provider"];
    if (!named || !named.IsScalar() || named.Scalar() != provider) {
      log.Note(named ? named : document, "the provider is not the file's name",
               fmt::format("write 'provider: {}'", provider));
    }
    const YAML::Node rules = document["rules"];
    if (!rules || !rules.IsSequence() || rules.size() == 0 || rules.size() > kRulesMax) {
      return log.Note(rules ? rules : document, "no list of rules",
                      "write 'rules:' and '- id: …' entries");
    }
    for (const YAML::Node& node : rules) ReadRule(node, provider, log);
  }

  void ReadRule(const YAML::Node& node, const std::string& provider, ProblemLog& log) {
    try {
      std::optional<Rule> rule = ParseRule(node, provider, log);
      if (rule) Keep(*std::move(rule), node, log);
    } catch (const YAML::Exception& exception) {
      NoteSyntax(exception, log);
    }
  }

  void Keep(Rule rule, const YAML::Node& node, ProblemLog& log) {
    RulePlaces places{.file = log.file(),
                      .rule = PlaceOf(node),
                      .pattern = PlaceOf(node["pattern"]),
                      .examples = {},
                      .negative_examples = {}};
    for (const YAML::Node& example : node["examples"]) {
      places.examples.push_back(PlaceOf(example));
    }
    for (const YAML::Node& example : node["negative_examples"]) {
      places.negative_examples.push_back(PlaceOf(example));
    }
    const auto [other, is_new] = pack_.places.emplace(rule.id, std::move(places));
    if (!is_new) {
      log.SetRule(rule.id);
      return log.Note(
          node,
          fmt::format("the id is used in {}:{} too", other->second.file, other->second.rule.line),
          "give each rule its own");
    }
    pack_.rules.push_back(std::move(rule));
  }

  RulePack pack_;
};

}  // namespace

RulePack LoadRulePack(const PackSources& sources) { return PackLoader().Load(sources); }

RulePack ParseRulePack(const std::string& text, const std::string& file) {
  PackLoader loader;
  loader.ParseFile(text, file);
  return loader.Take();
}

RuleProblem ProblemAt(const RulePlaces& places, const TextPlace& place, const std::string& rule_id,
                      const std::string& what, const std::string& how) {
  return {.file = places.file,
          .line = place.line,
          .column = place.column,
          .rule_id = rule_id,
          .what = what,
          .how = how};
}

}  // namespace keytrail::match
