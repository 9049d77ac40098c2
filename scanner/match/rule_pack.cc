#include "scanner/match/rule_pack.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "base/status.h"
#include "scanner/match/rule_yaml.h"

namespace keytrail::match {
namespace {

constexpr std::uintmax_t kRuleFileBytesMax = 1024 * 1024;
constexpr std::size_t kRulesMax = 10'000;

TextPlace PlaceOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {};
  return {.line = static_cast<std::uint32_t>(mark.line + 1),
          .column = static_cast<std::uint32_t>(mark.column + 1)};
}

// The number in front of the next colon, which is taken away too.
std::uint32_t TakeNumber(std::string_view& text) {
  std::uint32_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  if (text.starts_with(':')) text.remove_prefix(1);
  return number;
}

// `FILE:LINE:COLUMN: rule ID: what: how to mend it`, taken apart again.
keytrail::RuleProblem ProblemOf(const Status& status, const std::string& file,
                                const std::string& rule_id) {
  const std::string message = MessageOf(status);
  std::string_view rest = message;
  keytrail::RuleProblem problem{.file = file, .rule_id = rule_id, .what = "", .how = ""};
  if (rest.starts_with(file + ":")) rest.remove_prefix(file.size() + 1);
  problem.line = TakeNumber(rest);
  problem.column = TakeNumber(rest);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::string prefix = fmt::format("rule {}: ", rule_id);
  if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  const std::size_t colon = rest.rfind(": ");
  problem.what = std::string(rest.substr(0, colon));
  if (colon != std::string_view::npos) problem.how = std::string(rest.substr(colon + 2));
  return problem;
}

class PackLoader {
 public:
  RulePack Load(const PackSources& sources) {
    for (const std::string& directory : sources.directories) LoadDirectory(directory);
    for (const std::string& file : sources.files) LoadFile(file);
    std::ranges::sort(pack_.rules, {}, &Rule::id);
    return std::move(pack_);
  }

 private:
  void Report(const std::string& file, const TextPlace& place, const std::string& rule_id,
              const std::string& what, const std::string& how) {
    pack_.problems.push_back({.file = file,
                              .line = place.line,
                              .column = place.column,
                              .rule_id = rule_id,
                              .what = what,
                              .how = how});
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
      Report(directory, {}, "", fmt::format("the directory cannot be read: {}", error.message()),
             "give a directory of rule files");
    }
    std::ranges::sort(files);
    for (const std::string& file : files) LoadFile(file);
  }

  void LoadFile(const std::string& file) {
    ++pack_.files;
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(file, error);
    if (error || size > kRuleFileBytesMax) {
      return Report(
          file, {}, "",
          fmt::format("the file cannot be read: {}", error ? error.message() : "it is too large"),
          fmt::format("make it a file of at most {} bytes", kRuleFileBytesMax));
    }
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream || !text) {
      return Report(file, {}, "", "the file cannot be read: no access", "make it readable");
    }
    ParseFile(text.str(), file);
  }

  void ParseFile(const std::string& text, const std::string& file) {
    try {
      ReadDocument(YAML::Load(text), file);
    } catch (const YAML::Exception& exception) {
      Report(file,
             {.line = static_cast<std::uint32_t>(exception.mark.line + 1),
              .column = static_cast<std::uint32_t>(exception.mark.column + 1)},
             "", fmt::format("not YAML: {}", exception.msg), "correct the syntax");
    }
  }

  void ReadDocument(const YAML::Node& document, const std::string& file) {
    const std::string provider = std::filesystem::path(file).stem().string();
    if (!document.IsMap()) {
      return Report(file, PlaceOf(document), "", "not a rule file",
                    "write 'provider:' and 'rules:'");
    }
    for (const auto& entry : document) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (key == "provider" || key == "rules") continue;
      Report(file, PlaceOf(entry.first), "", fmt::format("unknown key '{}'", key),
             "the keys are provider, rules");
    }
    const YAML::Node named = document["provider"];
    if (!named || !named.IsScalar() || named.Scalar() != provider) {
      Report(file, PlaceOf(named ? named : document), "", "the provider is not the file's name",
             fmt::format("write 'provider: {}'", provider));
    }
    const YAML::Node rules = document["rules"];
    if (!rules || !rules.IsSequence() || rules.size() == 0 || rules.size() > kRulesMax) {
      return Report(file, PlaceOf(rules ? rules : document), "", "no list of rules",
                    "write 'rules:' and '- id: …' entries");
    }
    for (const YAML::Node& node : rules) ReadRule(node, file, provider);
  }

  void ReadRule(const YAML::Node& node, const std::string& file, const std::string& provider) {
    const bool has_id = node.IsMap() && node["id"] && node["id"].IsScalar();
    const std::string id = has_id ? node["id"].Scalar() : "";
    StatusOr<Rule> rule = ParseRule(node, file, provider);
    if (!rule.ok()) {
      pack_.problems.push_back(ProblemOf(rule.status(), file, id));
      return;
    }
    RulePlaces places{.file = file,
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
    const auto [other, is_new] = pack_.places.emplace(id, std::move(places));
    if (!is_new) {
      return Report(
          file, PlaceOf(node), id,
          fmt::format("the id is used in {}:{} too", other->second.file, other->second.rule.line),
          "give each rule its own");
    }
    pack_.rules.push_back(*std::move(rule));
  }

  RulePack pack_;
};

}  // namespace

RulePack LoadRulePack(const PackSources& sources) { return PackLoader().Load(sources); }

keytrail::RuleProblem ProblemAt(const RulePlaces& places, const TextPlace& place,
                                const std::string& rule_id, const std::string& what,
                                const std::string& how) {
  return {.file = places.file,
          .line = place.line,
          .column = place.column,
          .rule_id = rule_id,
          .what = what,
          .how = how};
}

}  // namespace keytrail::match
