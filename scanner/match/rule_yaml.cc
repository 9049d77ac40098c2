#include "scanner/match/rule_yaml.h"

#include <algorithm>
#include <array>
#include <set>

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

// Errors of CompilePattern and the like get their place.
class RuleReader {
 public:
  RuleReader(const YAML::Node& node, const RulePlace& place, const std::string& provider)
      : place_(place), provider_(provider), rule_node_(node, place) {}

  StatusOr<Rule> Read() {
    KT_RETURN_IF_ERROR(rule_node_.CheckKeys(kRuleKeys));
    KT_RETURN_IF_ERROR(ReadIdentity());
    KT_RETURN_IF_ERROR(ReadClassification());
    KT_RETURN_IF_ERROR(ReadPattern());
    KT_RETURN_IF_ERROR(ReadPaths());
    KT_RETURN_IF_ERROR(ReadComponents());
    KT_RETURN_IF_ERROR(ReadJudges());
    KT_RETURN_IF_ERROR(ReadReporting());
    KT_RETURN_IF_ERROR(ReadProof());
    return std::move(rule_);
  }

 private:
  Status ReadIdentity() {
    KT_ASSIGN_OR_RETURN(rule_.id, rule_node_.Text("id"));
    if (!IsRuleId(rule_.id, provider_)) {
      return rule_node_.ProblemAt("id", fmt::format("bad id: write {}.some-name in lower case, "
                                                    "with '-' between words",
                                                    provider_));
    }
    KT_ASSIGN_OR_RETURN(rule_.version, rule_node_.Number("version", 1));
    KT_ASSIGN_OR_RETURN(rule_.name, rule_node_.Text("name"));
    KT_ASSIGN_OR_RETURN(rule_.description, rule_node_.Text("description"));
    return OkStatus();
  }

  Status ReadClassification() {
    KT_ASSIGN_OR_RETURN(rule_.secret_type, rule_node_.Text("secret_type"));
    if (!IsSlug(rule_.secret_type)) {
      return rule_node_.ProblemAt("secret_type", "bad secret_type: write it in [a-z0-9_]");
    }
    KT_ASSIGN_OR_RETURN(rule_.family,
                        rule_node_.Word("family", SecretFamilyFromName,
                                        "key, connection_string, sas_token, signed_url, token, "
                                        "password, hash, certificate"));
    KT_ASSIGN_OR_RETURN(rule_.confidence,
                        rule_node_.Word("confidence", ConfidenceFromName, "low, medium, high"));
    KT_ASSIGN_OR_RETURN(rule_.severity, rule_node_.Word("severity", SeverityFromName,
                                                        "low, medium, high, critical"));
    return OkStatus();
  }

  Status ReadPattern() {
    KT_ASSIGN_OR_RETURN(rule_.pattern, rule_node_.JoinedText("pattern"));
    KT_ASSIGN_OR_RETURN(rule_.parser, rule_node_.Text("parser", false));
    if (!rule_.parser.empty() &&
        std::ranges::find(kSecretParsers, rule_.parser) == kSecretParsers.end()) {
      return rule_node_.ProblemAt("parser",
                                  fmt::format("unknown parser '{}': there are {}", rule_.parser,
                                              fmt::join(kSecretParsers, ", ")));
    }
    const StatusOr<CompiledPattern> compiled = CompilePattern(rule_.pattern);
    if (!compiled.ok()) return rule_node_.ProblemAt("pattern", MessageOf(compiled.status()));
    captures_ = {compiled->capture_names.begin(), compiled->capture_names.end()};
    if (rule_.parser.empty() && !captures_.contains("secret")) {
      return rule_node_.ProblemAt(
          "pattern", "no capture named 'secret': put (?P<secret>…) around the secret itself");
    }
    KT_ASSIGN_OR_RETURN(rule_.width_max, rule_node_.Number("width_max", 0));
    if (rule_.width_max > 0 && compiled->width.max > rule_.width_max) {
      return rule_node_.ProblemAt(
          "width_max", fmt::format("the pattern can be {} bytes wide, more than the {} stated: "
                                   "narrow it, or raise the figure",
                                   compiled->width.max, rule_.width_max));
    }
    return OkStatus();
  }

  Status ReadPaths() {
    KT_ASSIGN_OR_RETURN(rule_.paths, rule_node_.TextList("paths", false));
    for (std::size_t i = 0; i < rule_.paths.size(); ++i) {
      const Status status = CheckGlob(rule_.paths[i]);
      if (!status.ok()) return RuleProblem(place_, rule_node_.At("paths")[i], MessageOf(status));
    }
    KT_ASSIGN_OR_RETURN(const std::string outside, rule_node_.Text("outside_paths", false));
    if (!outside.empty() && (outside != "low" || rule_.paths.empty())) {
      return rule_node_.ProblemAt(
          "outside_paths", "it goes with 'paths' and says 'low': correct it, or leave it out");
    }
    rule_.low_outside_paths = outside == "low";
    return OkStatus();
  }

  Status ReadComponents() {
    if (!rule_node_.Has("components")) return OkStatus();
    const YAML::Node components = rule_node_.At("components");
    if (!components.IsSequence() || components.size() == 0) {
      return rule_node_.ProblemAt("components",
                                  "'components' is not a list: write one '- name:' entry each");
    }
    for (const YAML::Node& node : components) {
      KT_ASSIGN_OR_RETURN(RuleComponent component, ReadComponent(YamlMapping(node, place_)));
      rule_.components.push_back(std::move(component));
    }
    return OkStatus();
  }

  StatusOr<RuleComponent> ReadComponent(const YamlMapping& mapping) {
    KT_RETURN_IF_ERROR(mapping.CheckKeys(kComponentKeys));
    RuleComponent component;
    KT_ASSIGN_OR_RETURN(component.name, mapping.Text("name"));
    KT_ASSIGN_OR_RETURN(component.pattern, mapping.JoinedText("pattern"));
    const StatusOr<CompiledPattern> compiled = CompilePattern(component.pattern);
    if (!compiled.ok()) return mapping.ProblemAt("pattern", MessageOf(compiled.status()));
    captures_.insert(compiled->capture_names.begin(), compiled->capture_names.end());
    constexpr std::uint32_t kWithinBytes = 512;
    KT_ASSIGN_OR_RETURN(component.within_bytes, mapping.Number("within_bytes", kWithinBytes));
    KT_ASSIGN_OR_RETURN(component.within_lines, mapping.Number("within_lines", 0));
    KT_ASSIGN_OR_RETURN(component.required, mapping.Flag("required", true));
    if (component.within_bytes > limits::kComponentBytesMax) {
      return mapping.ProblemAt(
          "within_bytes", fmt::format("too far: it is at most {}", limits::kComponentBytesMax));
    }
    return component;
  }

  Status ReadJudges() {
    KT_ASSIGN_OR_RETURN(rule_.validators, rule_node_.TextList("validators", false));
    for (std::size_t i = 0; i < rule_.validators.size(); ++i) {
      const Status status = FindValidator(rule_.validators[i]).status();
      if (!status.ok()) {
        return RuleProblem(place_, rule_node_.At("validators")[i], MessageOf(status));
      }
    }
    KT_ASSIGN_OR_RETURN(rule_.stops, rule_node_.TextList("stops", false));
    for (std::size_t i = 0; i < rule_.stops.size(); ++i) {
      const Status status = CompilePattern(rule_.stops[i]).status();
      if (!status.ok()) return RuleProblem(place_, rule_node_.At("stops")[i], MessageOf(status));
    }
    if (rule_node_.Has("checksum")) {
      KT_RETURN_IF_ERROR(ReadChecksum(YamlMapping(rule_node_.At("checksum"), place_)));
    }
    return OkStatus();
  }

  Status ReadChecksum(const YamlMapping& mapping) {
    KT_RETURN_IF_ERROR(mapping.CheckKeys(kChecksumKeys));
    RuleChecksum recipe;
    KT_ASSIGN_OR_RETURN(recipe.algorithm, mapping.Text("algorithm"));
    KT_ASSIGN_OR_RETURN(recipe.encoding, mapping.Text("encoding"));
    KT_ASSIGN_OR_RETURN(recipe.of, mapping.Text("of"));
    KT_ASSIGN_OR_RETURN(recipe.in, mapping.Text("in"));
    const Status status = CheckChecksum(recipe);
    if (!status.ok()) return mapping.Problem(MessageOf(status));
    for (const std::string& name : {recipe.of, recipe.in}) {
      if (captures_.contains(name)) continue;
      return mapping.Problem(fmt::format("the pattern has no capture '{}': correct it", name));
    }
    rule_.checksum = std::move(recipe);
    return OkStatus();
  }

  Status ReadReporting() {
    KT_ASSIGN_OR_RETURN(rule_.constant_prefix, rule_node_.Text("constant_prefix", false));
    KT_ASSIGN_OR_RETURN(rule_.target, rule_node_.Text("target", false));
    const std::string resolver = rule_.target.substr(0, rule_.target.find(':'));
    if (!resolver.empty() &&
        std::ranges::find(kTargetResolvers, resolver) == kTargetResolvers.end()) {
      return rule_node_.ProblemAt("target",
                                  fmt::format("unknown target '{}': there are {}", resolver,
                                              fmt::join(kTargetResolvers, ", ")));
    }
    KT_ASSIGN_OR_RETURN(rule_.specificity, rule_node_.Number("specificity", 100));
    KT_ASSIGN_OR_RETURN(rule_.reviewed, rule_node_.Text("reviewed", false));
    if (!rule_.reviewed.empty() && !IsDate(rule_.reviewed)) {
      return rule_node_.ProblemAt("reviewed", "not a date: write it as 2026-01-31");
    }
    return OkStatus();
  }

  Status ReadProof() {
    KT_ASSIGN_OR_RETURN(rule_.references, rule_node_.TextList("references", true));
    for (std::size_t i = 0; i < rule_.references.size(); ++i) {
      if (rule_.references[i].starts_with("https://")) continue;
      return RuleProblem(place_, rule_node_.At("references")[i],
                         "not a reference: write an https:// address");
    }
    ExampleComposer composer(rule_.id);
    KT_RETURN_IF_ERROR(ReadExamples(composer));
    KT_ASSIGN_OR_RETURN(rule_.negative_examples, rule_node_.TextList("negative_examples", true));
    for (std::size_t i = 0; i < rule_.negative_examples.size(); ++i) {
      KT_ASSIGN_OR_RETURN(
          rule_.negative_examples[i],
          Compose(composer, rule_node_.At("negative_examples")[i], rule_.negative_examples[i]));
      composer.Forget();
    }
    return OkStatus();
  }

  StatusOr<std::string> Compose(ExampleComposer& composer, const YAML::Node& at,
                                const std::string& text) const {
    StatusOr<std::string> composed = composer.Compose(text);
    if (!composed.ok()) return RuleProblem(place_, at, MessageOf(composed.status()));
    return composed;
  }

  Status ReadExamples(ExampleComposer& composer) {
    if (!rule_node_.Has("examples")) {
      return rule_node_.Problem("key 'examples' is missing: add at least one");
    }
    const YAML::Node examples = rule_node_.At("examples");
    if (!examples.IsSequence() || examples.size() == 0) {
      return rule_node_.ProblemAt("examples",
                                  "'examples' is not a list: write one '- text:' entry an example");
    }
    for (const YAML::Node& entry : examples) {
      KT_ASSIGN_OR_RETURN(RuleExample example, ReadExample(composer, entry));
      rule_.examples.push_back(std::move(example));
      composer.Forget();
    }
    return OkStatus();
  }

  StatusOr<RuleExample> ReadExample(ExampleComposer& composer, const YAML::Node& entry) const {
    const YamlMapping mapping(entry, place_);
    KT_RETURN_IF_ERROR(mapping.CheckKeys(kExampleKeys));
    RuleExample example;
    KT_ASSIGN_OR_RETURN(const std::string text, mapping.Text("text"));
    KT_ASSIGN_OR_RETURN(example.text, Compose(composer, entry["text"], text));
    KT_ASSIGN_OR_RETURN(example.path, mapping.Text("path", false));
    const YAML::Node captures = entry["captures"];
    if (captures && !captures.IsMap()) {
      return mapping.ProblemAt("captures", "'captures' is not a mapping: write name: value lines");
    }
    if (!captures) return example;
    for (const auto& capture : captures) {
      if (!captures_.contains(capture.first.Scalar())) {
        return RuleProblem(
            place_, capture.first,
            fmt::format("the pattern has no capture '{}': correct it", capture.first.Scalar()));
      }
      KT_ASSIGN_OR_RETURN(example.captures[capture.first.Scalar()],
                          Compose(composer, capture.second, capture.second.Scalar()));
    }
    return example;
  }

  const RulePlace place_;
  const std::string provider_;
  const YamlMapping rule_node_;
  std::set<std::string> captures_;  // of the pattern and its components
  Rule rule_;
};

}  // namespace

StatusOr<Rule> ParseRule(const YAML::Node& node, const std::string& file,
                         const std::string& provider) {
  RulePlace place{.file = file, .rule_id = ""};
  if (node.IsMap() && node["id"] && node["id"].IsScalar()) place.rule_id = node["id"].Scalar();
  return RuleReader(node, place, provider).Read();
}

}  // namespace keytrail::match
