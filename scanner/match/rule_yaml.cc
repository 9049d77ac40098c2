#include "scanner/match/rule_yaml.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/names.h"
#include "scanner/match/dialect.h"
#include "scanner/match/example_template.h"
#include "scanner/match/validators.h"

namespace keytrail::match {
namespace {

constexpr std::array<std::string_view, 17> kRuleKeys = {
    "id",         "version",     "name",       "description", "secret_type",      "family",
    "confidence", "severity",    "pattern",    "parser",      "validators",       "constant_prefix",
    "target",     "specificity", "references", "examples",    "negative_examples"};
constexpr std::array<std::string_view, 2> kExampleKeys = {"text", "captures"};

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

class RuleReader {
 public:
  RuleReader(const YAML::Node& node, const std::string& file, const std::string& provider)
      : node_(node), provider_(provider), place_{.file = file, .rule_id = ""} {}

  StatusOr<Rule> Read() {
    if (!node_.IsMap()) return Problem(node_, "a rule is not a mapping: write key: value lines");
    if (node_["id"] && node_["id"].IsScalar()) place_.rule_id = node_["id"].Scalar();
    KT_RETURN_IF_ERROR(CheckKeys(node_, kRuleKeys));
    KT_RETURN_IF_ERROR(ReadIdentity());
    KT_RETURN_IF_ERROR(ReadClassification());
    KT_RETURN_IF_ERROR(ReadMatching());
    KT_RETURN_IF_ERROR(ReadReporting());
    KT_RETURN_IF_ERROR(ReadProof());
    return std::move(rule_);
  }

 private:
  Status Problem(const YAML::Node& at, const std::string& problem) const {
    return RuleProblem(place_, at, problem);
  }

  template <std::size_t kCount>
  Status CheckKeys(const YAML::Node& map, const std::array<std::string_view, kCount>& known) const {
    std::set<std::string> seen;
    for (const auto& entry : map) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (std::ranges::find(known, key) == known.end()) {
        return Problem(entry.first, fmt::format("unknown key '{}': the keys are {}", key,
                                                fmt::join(known, ", ")));
      }
      if (!seen.insert(key).second) {
        return Problem(entry.first, fmt::format("key '{}' twice: remove one", key));
      }
    }
    return OkStatus();
  }

  // The text of a scalar key. Missing and optional: empty.
  StatusOr<std::string> Text(const std::string& key, bool required = true) const {
    const YAML::Node value = node_[key];
    if (!value && !required) return std::string();
    if (!value) return Problem(node_, fmt::format("key '{}' is missing: add it", key));
    if (!value.IsScalar() || value.Scalar().empty()) {
      return Problem(value, fmt::format("'{}' is not a text: write one value", key));
    }
    return value.Scalar();
  }

  // A text, or a list of pieces that are joined: long patterns are written line by line.
  StatusOr<std::string> JoinedText(const std::string& key) const {
    if (!node_[key] || !node_[key].IsSequence()) return Text(key);
    KT_ASSIGN_OR_RETURN(const std::vector<std::string> pieces, TextList(key, true));
    return fmt::format("{}", fmt::join(pieces, ""));
  }

  StatusOr<std::uint32_t> Number(const std::string& key, std::uint32_t when_missing) const {
    KT_ASSIGN_OR_RETURN(const std::string text, Text(key, false));
    if (text.empty()) return when_missing;
    std::uint32_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || number == 0) {
      return Problem(node_[key], fmt::format("'{}' is not a number: write one above 0", key));
    }
    return number;
  }

  StatusOr<std::vector<std::string>> TextList(const std::string& key, bool required) const {
    const YAML::Node value = node_[key];
    if (!value && !required) return std::vector<std::string>();
    if (!value) return Problem(node_, fmt::format("key '{}' is missing: add it", key));
    if (!value.IsSequence() || value.size() == 0) {
      return Problem(value, fmt::format("'{}' is not a list: write one '- ' line an entry", key));
    }
    std::vector<std::string> texts;
    for (const YAML::Node& entry : value) {
      if (!entry.IsScalar() || entry.Scalar().empty()) {
        return Problem(entry, fmt::format("an entry of '{}' is not a text: write one", key));
      }
      texts.push_back(entry.Scalar());
    }
    return texts;
  }

  // The enumerator that the key's word names; `words` lists them all.
  template <typename Enum>
  StatusOr<Enum> Word(const std::string& key, std::optional<Enum> (*from_name)(std::string_view),
                      std::string_view words) const {
    KT_ASSIGN_OR_RETURN(const std::string text, Text(key));
    const std::optional<Enum> value = from_name(text);
    if (value) return *value;
    return Problem(node_[key], fmt::format("'{}' is no {}: it is one of {}", text, key, words));
  }

  template <std::size_t kCount>
  StatusOr<std::string> OptionalName(const std::string& key,
                                     const std::array<std::string_view, kCount>& known) const {
    KT_ASSIGN_OR_RETURN(std::string text, Text(key, false));
    if (!text.empty() && std::ranges::find(known, text) == known.end()) {
      return Problem(node_[key], fmt::format("unknown {} '{}': there are {}", key, text,
                                             fmt::join(known, ", ")));
    }
    return text;
  }

  Status ReadIdentity() {
    KT_ASSIGN_OR_RETURN(rule_.id, Text("id"));
    if (!IsRuleId(rule_.id, provider_)) {
      return Problem(node_["id"], fmt::format("bad id: write {}.some-name in lower case, with '-' "
                                              "between words",
                                              provider_));
    }
    KT_ASSIGN_OR_RETURN(rule_.version, Number("version", 1));
    KT_ASSIGN_OR_RETURN(rule_.name, Text("name"));
    KT_ASSIGN_OR_RETURN(rule_.description, Text("description"));
    return OkStatus();
  }

  Status ReadClassification() {
    KT_ASSIGN_OR_RETURN(rule_.secret_type, Text("secret_type"));
    if (!IsSlug(rule_.secret_type)) {
      return Problem(node_["secret_type"], "bad secret_type: write it in [a-z0-9_]");
    }
    KT_ASSIGN_OR_RETURN(rule_.family, Word("family", SecretFamilyFromName,
                                           "key, connection_string, sas_token, signed_url, token, "
                                           "password, hash, certificate"));
    KT_ASSIGN_OR_RETURN(rule_.confidence,
                        Word("confidence", ConfidenceFromName, "low, medium, high"));
    KT_ASSIGN_OR_RETURN(rule_.severity,
                        Word("severity", SeverityFromName, "low, medium, high, critical"));
    return OkStatus();
  }

  Status ReadMatching() {
    KT_ASSIGN_OR_RETURN(rule_.pattern, JoinedText("pattern"));
    KT_ASSIGN_OR_RETURN(rule_.parser, OptionalName("parser", kSecretParsers));
    const StatusOr<CompiledPattern> compiled = CompilePattern(rule_.pattern);
    if (!compiled.ok()) return Problem(node_["pattern"], MessageOf(compiled.status()));
    captures_ = {compiled->capture_names.begin(), compiled->capture_names.end()};
    if (rule_.parser.empty() && !captures_.contains("secret")) {
      return Problem(node_["pattern"],
                     "no capture named 'secret': put (?P<secret>…) around the secret itself");
    }
    KT_ASSIGN_OR_RETURN(rule_.validators, TextList("validators", false));
    for (std::size_t i = 0; i < rule_.validators.size(); ++i) {
      const StatusOr<Validator> validator = FindValidator(rule_.validators[i]);
      if (!validator.ok()) return Problem(node_["validators"][i], MessageOf(validator.status()));
    }
    return OkStatus();
  }

  Status ReadReporting() {
    KT_ASSIGN_OR_RETURN(rule_.constant_prefix, Text("constant_prefix", false));
    KT_ASSIGN_OR_RETURN(rule_.target, OptionalName("target", kTargetResolvers));
    KT_ASSIGN_OR_RETURN(rule_.specificity, Number("specificity", 100));
    return OkStatus();
  }

  Status ReadProof() {
    KT_ASSIGN_OR_RETURN(rule_.references, TextList("references", true));
    for (std::size_t i = 0; i < rule_.references.size(); ++i) {
      if (!rule_.references[i].starts_with("https://")) {
        return Problem(node_["references"][i], "not a reference: write an https:// address");
      }
    }
    ExampleComposer composer(rule_.id);
    KT_RETURN_IF_ERROR(ReadExamples(composer));
    KT_ASSIGN_OR_RETURN(rule_.negative_examples, TextList("negative_examples", true));
    for (std::size_t i = 0; i < rule_.negative_examples.size(); ++i) {
      KT_ASSIGN_OR_RETURN(
          rule_.negative_examples[i],
          Compose(composer, node_["negative_examples"][i], rule_.negative_examples[i]));
      composer.Forget();
    }
    return OkStatus();
  }

  StatusOr<std::string> Compose(ExampleComposer& composer, const YAML::Node& at,
                                const std::string& text) const {
    StatusOr<std::string> composed = composer.Compose(text);
    if (!composed.ok()) return Problem(at, MessageOf(composed.status()));
    return composed;
  }

  Status ReadExamples(ExampleComposer& composer) {
    const YAML::Node examples = node_["examples"];
    if (!examples) return Problem(node_, "key 'examples' is missing: add at least one");
    if (!examples.IsSequence() || examples.size() == 0) {
      return Problem(examples, "'examples' is not a list: write one '- text:' entry an example");
    }
    for (const YAML::Node& entry : examples) {
      KT_ASSIGN_OR_RETURN(RuleExample example, ReadExample(composer, entry));
      rule_.examples.push_back(std::move(example));
      composer.Forget();
    }
    return OkStatus();
  }

  StatusOr<RuleExample> ReadExample(ExampleComposer& composer, const YAML::Node& entry) const {
    if (!entry.IsMap() || !entry["text"] || !entry["text"].IsScalar()) {
      return Problem(entry, "an example without text: write '- text: …'");
    }
    KT_RETURN_IF_ERROR(CheckKeys(entry, kExampleKeys));
    RuleExample example;
    KT_ASSIGN_OR_RETURN(example.text, Compose(composer, entry["text"], entry["text"].Scalar()));
    const YAML::Node captures = entry["captures"];
    if (captures && !captures.IsMap()) {
      return Problem(captures, "'captures' is not a mapping: write name: value lines");
    }
    if (!captures) return example;
    for (const auto& capture : captures) {
      if (!captures_.contains(capture.first.Scalar())) {
        return Problem(capture.first, fmt::format("the pattern has no capture '{}': correct it",
                                                  capture.first.Scalar()));
      }
      KT_ASSIGN_OR_RETURN(example.captures[capture.first.Scalar()],
                          Compose(composer, capture.second, capture.second.Scalar()));
    }
    return example;
  }

  YAML::Node node_;
  std::string provider_;
  RulePlace place_;
  std::set<std::string> captures_;
  Rule rule_;
};

}  // namespace

Status RuleProblem(const RulePlace& place, const YAML::Node& at, const std::string& problem) {
  const YAML::Mark mark = at.Mark();
  const std::string rule = place.rule_id.empty() ? "" : fmt::format("rule {}: ", place.rule_id);
  return MakeError(
      StatusCode::kInvalidArgument,
      fmt::format("{}:{}:{}: {}{}", place.file, mark.line + 1, mark.column + 1, rule, problem));
}

StatusOr<Rule> ParseRule(const YAML::Node& node, const std::string& file,
                         const std::string& provider) {
  return RuleReader(node, file, provider).Read();
}

}  // namespace keytrail::match
