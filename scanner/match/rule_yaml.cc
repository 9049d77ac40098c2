#include "scanner/match/rule_yaml.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "model/names.h"
#include "scanner/match/checksum.h"
#include "scanner/match/dialect.h"
#include "scanner/match/example_template.h"
#include "scanner/match/path_globs.h"
#include "scanner/match/validators.h"
#include "scanner/match/yaml_mapping.h"

namespace keytrail::match {
namespace {

constexpr auto kRuleKeys = std::to_array<std::string_view>({"id",
                                                            "version",
                                                            "name",
                                                            "description",
                                                            "secret_type",
                                                            "family",
                                                            "confidence",
                                                            "severity",
                                                            "pattern",
                                                            "parser",
                                                            "width_max",
                                                            "paths",
                                                            "outside_paths",
                                                            "components",
                                                            "validators",
                                                            "checksum",
                                                            "stops",
                                                            "constant_prefix",
                                                            "target",
                                                            "specificity",
                                                            "reviewed",
                                                            "references",
                                                            "examples",
                                                            "lost_in",
                                                            "negative_examples"});
constexpr auto kExampleKeys = std::to_array<std::string_view>({"text", "path", "captures"});
constexpr auto kComponentKeys = std::to_array<std::string_view>(
    {"name", "pattern", "within_bytes", "within_lines", "required"});
constexpr auto kChecksumKeys =
    std::to_array<std::string_view>({"algorithm", "encoding", "of", "in"});

bool IsSlug(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// "provider.kebab-case-name".
bool IsRuleId(std::string_view id, const std::string& provider) {
  if (!id.starts_with(provider + ".")) return false;
  const std::string_view name = id.substr(provider.size() + 1);
  return !name.empty() && !name.starts_with('-') && !name.ends_with('-') &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

// "2026-01-31".
bool IsDate(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  return text.size() == kShape.size() && std::ranges::equal(text, kShape, [](char c, char shape) {
           return shape == 'd' ? c >= '0' && c <= '9' : c == shape;
         });
}

// Goes on after a problem, so that one reading tells them all.
class RuleReader {
 public:
  RuleReader(const YAML::Node& node, const std::string& provider, ProblemLog& log)
      : log_(log), provider_(provider), rule_node_(node, log) {}

  std::optional<Rule> Read() {
    const std::size_t problems_before = log_.count();
    if (!rule_node_.CheckKeys(kRuleKeys)) return std::nullopt;
    ReadIdentity();
    ReadClassification();
    ReadPattern();
    ReadPaths();
    ReadComponents();
    CheckSecret();
    ReadJudges();
    ReadReporting();
    ReadProof();
    if (log_.count() > problems_before) return std::nullopt;
    return std::move(rule_);
  }

 private:
  void ReadIdentity() {
    rule_.id = rule_node_.Text("id");
    if (!rule_.id.empty() && !IsRuleId(rule_.id, provider_)) {
      rule_node_.NoteAt(
          "id", "bad id",
          fmt::format("write {}.some-name in lower case, with '-' between words", provider_));
    }
    rule_.version = rule_node_.Number("version", 1);
    rule_.name = rule_node_.Text("name");
    rule_.description = rule_node_.Text("description");
  }

  void ReadClassification() {
    rule_.secret_type = rule_node_.Text("secret_type");
    if (!rule_.secret_type.empty() && !IsSlug(rule_.secret_type)) {
      rule_node_.NoteAt("secret_type", "bad secret_type", "write it in [a-z0-9_]");
    }
    rule_.family = rule_node_.Word("family", SecretFamilyFromName,
                                   "key, connection_string, sas_token, signed_url, token, "
                                   "password, hash, certificate");
    rule_.confidence = rule_node_.Word("confidence", ConfidenceFromName, "low, medium, high");
    rule_.severity = rule_node_.Word("severity", SeverityFromName, "low, medium, high, critical");
  }

  // The compiled form of a pattern that is there and sound; its captures are known from now on.
  std::optional<CompiledPattern> TakePattern(const YamlMapping& mapping,
                                             const std::string& pattern) {
    if (pattern.empty()) return std::nullopt;
    StatusOr<CompiledPattern> compiled = CompilePattern(pattern);
    if (!log_.NoteIfError(mapping.At("pattern"), compiled.status())) return std::nullopt;
    captures_.insert(compiled->capture_names.begin(), compiled->capture_names.end());
    return *std::move(compiled);
  }

  void ReadPattern() {
    rule_.pattern = rule_node_.JoinedText("pattern");
    rule_.parser = rule_node_.Text("parser", false);
    if (!rule_.parser.empty() &&
        std::ranges::find(kSecretParsers, rule_.parser) == kSecretParsers.end()) {
      rule_node_.NoteAt("parser", fmt::format("unknown parser '{}'", rule_.parser),
                        fmt::format("there are {}", fmt::join(kSecretParsers, ", ")));
    }
    rule_.width_max = rule_node_.Number("width_max", 0);
    const std::optional<CompiledPattern> compiled = TakePattern(rule_node_, rule_.pattern);
    if (!compiled) {
      captures_known_ = false;
      return;
    }
    if (rule_.width_max > 0 && compiled->width.max > rule_.width_max) {
      rule_node_.NoteAt("width_max",
                        fmt::format("the pattern can be {} bytes wide, more than the {} stated",
                                    compiled->width.max, rule_.width_max),
                        "narrow it, or raise the figure");
    }
  }

  // The pattern or a component captures it.
  void CheckSecret() {
    if (!rule_.parser.empty() || HasCapture("secret")) return;
    rule_node_.NoteAt("pattern", "no capture named 'secret'",
                      "put (?P<secret>…) around the secret itself");
  }

  void ReadPaths() {
    rule_.paths = rule_node_.TextList("paths", false);
    for (std::size_t i = 0; i < rule_.paths.size(); ++i) {
      log_.NoteIfError(rule_node_.At("paths")[i], CheckGlob(rule_.paths[i]));
    }
    const std::string outside = rule_node_.Text("outside_paths", false);
    if (!outside.empty() && (outside != "low" || rule_.paths.empty())) {
      rule_node_.NoteAt("outside_paths", "it goes with 'paths' and says 'low'",
                        "correct it, or leave it out");
    }
    rule_.low_outside_paths = outside == "low";
  }

  void ReadComponents() {
    if (!rule_node_.Has("components")) return;
    const YAML::Node components = rule_node_.At("components");
    if (!components.IsSequence() || components.size() == 0) {
      return rule_node_.NoteAt("components", "'components' is not a list",
                               "write one '- name:' entry each");
    }
    for (const YAML::Node& node : components) {
      rule_.components.push_back(ReadComponent(YamlMapping(node, log_)));
    }
  }

  RuleComponent ReadComponent(const YamlMapping& mapping) {
    RuleComponent component;
    if (!mapping.CheckKeys(kComponentKeys)) return component;
    component.name = mapping.Text("name");
    component.pattern = mapping.JoinedText("pattern");
    if (!TakePattern(mapping, component.pattern)) captures_known_ = false;
    constexpr std::uint32_t kWithinBytes = 512;
    component.within_bytes = mapping.Number("within_bytes", kWithinBytes);
    component.within_lines = mapping.Number("within_lines", 0);
    component.required = mapping.Flag("required", true);
    if (component.within_bytes > limits::kComponentBytesMax) {
      mapping.NoteAt("within_bytes", "too far",
                     fmt::format("it is at most {}", limits::kComponentBytesMax));
    }
    return component;
  }

  void ReadJudges() {
    rule_.validators = rule_node_.TextList("validators", false);
    for (std::size_t i = 0; i < rule_.validators.size(); ++i) {
      log_.NoteIfError(rule_node_.At("validators")[i], FindValidator(rule_.validators[i]).status());
    }
    rule_.stops = rule_node_.TextList("stops", false);
    for (std::size_t i = 0; i < rule_.stops.size(); ++i) {
      log_.NoteIfError(rule_node_.At("stops")[i], CompilePattern(rule_.stops[i]).status());
    }
    if (rule_node_.Has("checksum")) ReadChecksum(YamlMapping(rule_node_.At("checksum"), log_));
  }

  void ReadChecksum(const YamlMapping& mapping) {
    if (!mapping.CheckKeys(kChecksumKeys)) return;
    RuleChecksum recipe;
    recipe.algorithm = mapping.Text("algorithm");
    recipe.encoding = mapping.Text("encoding");
    recipe.of = mapping.Text("of");
    recipe.in = mapping.Text("in");
    log_.NoteIfError(rule_node_.At("checksum"), CheckChecksum(recipe));
    for (const std::string& name : {recipe.of, recipe.in}) {
      if (name.empty() || HasCapture(name)) continue;
      mapping.Note(fmt::format("the pattern has no capture '{}'", name), "correct it");
    }
    rule_.checksum = std::move(recipe);
  }

  // Also true while a pattern that could not be read may have it.
  bool HasCapture(const std::string& name) const {
    return !captures_known_ || captures_.contains(name);
  }

  void ReadReporting() {
    rule_.constant_prefix = rule_node_.Text("constant_prefix", false);
    rule_.target = rule_node_.Text("target", false);
    const std::string resolver = rule_.target.substr(0, rule_.target.find(':'));
    if (!resolver.empty() &&
        std::ranges::find(kTargetResolvers, resolver) == kTargetResolvers.end()) {
      rule_node_.NoteAt("target", fmt::format("unknown target '{}'", resolver),
                        fmt::format("there are {}", fmt::join(kTargetResolvers, ", ")));
    }
    rule_.specificity = rule_node_.Number("specificity", 100);
    rule_.reviewed = rule_node_.Text("reviewed", false);
    if (!rule_.reviewed.empty() && !IsDate(rule_.reviewed)) {
      rule_node_.NoteAt("reviewed", "not a date", "write it as 2026-01-31");
    }
  }

  void ReadProof() {
    rule_.references = rule_node_.TextList("references", true);
    for (std::size_t i = 0; i < rule_.references.size(); ++i) {
      if (rule_.references[i].starts_with("https://")) continue;
      log_.Note(rule_node_.At("references")[i], "not a reference", "write an https:// address");
    }
    ExampleComposer composer(rule_.id);
    ReadExamples(composer);
    rule_.lost_in = rule_node_.TextList("lost_in", false);
    for (std::size_t i = 0; i < rule_.lost_in.size(); ++i) {
      if (std::ranges::find(kEmbeddingForms, rule_.lost_in[i]) != kEmbeddingForms.end()) continue;
      log_.Note(rule_node_.At("lost_in")[i], fmt::format("unknown form '{}'", rule_.lost_in[i]),
                fmt::format("there are {}", fmt::join(kEmbeddingForms, ", ")));
    }
    rule_.negative_examples = rule_node_.TextList("negative_examples", true);
    for (std::size_t i = 0; i < rule_.negative_examples.size(); ++i) {
      rule_.negative_examples[i] =
          Compose(composer, rule_node_.At("negative_examples")[i], rule_.negative_examples[i]);
      composer.Forget();
    }
  }

  std::string Compose(ExampleComposer& composer, const YAML::Node& at, const std::string& text) {
    StatusOr<std::string> composed = composer.Compose(text);
    return log_.NoteIfError(at, composed.status()) ? *std::move(composed) : "";
  }

  void ReadExamples(ExampleComposer& composer) {
    if (!rule_node_.Has("examples")) {
      return rule_node_.Note("key 'examples' is missing", "add at least one");
    }
    const YAML::Node examples = rule_node_.At("examples");
    if (!examples.IsSequence() || examples.size() == 0) {
      return rule_node_.NoteAt("examples", "'examples' is not a list",
                               "write one '- text:' entry an example");
    }
    for (const YAML::Node& entry : examples) {
      rule_.examples.push_back(ReadExample(composer, entry));
      composer.Forget();
    }
  }

  RuleExample ReadExample(ExampleComposer& composer, const YAML::Node& entry) {
    const YamlMapping mapping(entry, log_);
    RuleExample example;
    if (!mapping.CheckKeys(kExampleKeys)) return example;
    const std::string text = mapping.Text("text");
    if (!text.empty()) example.text = Compose(composer, entry["text"], text);
    example.path = mapping.Text("path", false);
    const YAML::Node captures = entry["captures"];
    if (captures && !captures.IsMap()) {
      mapping.NoteAt("captures", "'captures' is not a mapping", "write it as 'name: value' lines");
      return example;
    }
    if (!captures) return example;
    for (const auto& capture : captures) {
      const std::string name = capture.first.Scalar();
      if (!HasCapture(name)) {
        log_.Note(capture.first, fmt::format("the pattern has no capture '{}'", name),
                  "correct it");
      }
      example.captures[name] = Compose(composer, capture.second, capture.second.Scalar());
    }
    return example;
  }

  ProblemLog& log_;
  const std::string provider_;
  const YamlMapping rule_node_;
  std::set<std::string> captures_;  // of the pattern and its components
  bool captures_known_ = true;      // no pattern was refused
  Rule rule_;
};

}  // namespace

std::optional<Rule> ParseRule(const YAML::Node& node, const std::string& provider,
                              ProblemLog& log) {
  const bool has_id = node.IsMap() && node["id"] && node["id"].IsScalar();
  log.SetRule(has_id ? node["id"].Scalar() : "");
  std::optional<Rule> rule = RuleReader(node, provider, log).Read();
  log.SetRule("");
  return rule;
}

}  // namespace keytrail::match
