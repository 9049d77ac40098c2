#include "scanner/match/rule_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "scanner/match/example_template.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::match {
namespace {

using test_support::TemporaryDirectory;

constexpr std::string_view kGoodFile = R"(provider: acme
rules:
  - id: acme.api-key
    version: 3
    name: Acme key
    description: Opens the Acme account.
    secret_type: acme_api_key
    family: token
    confidence: high
    severity: critical
    pattern: 'acme_(?P<secret>[a-z0-9]{12})'
    validators: ['entropy:2', placeholder]
    constant_prefix: acme_
    target: url
    specificity: 120
    references:
      - https://acme.example/docs
    examples:
      - text: "key=acme_{{k=hex:12}}"
        captures: {secret: "{{=k}}"}
    negative_examples:
      - "acme_xxxxxxxxxxxx"
)";

// The good file with its one `from` replaced.
std::string Changed(const std::string& from, const std::string& to) {
  std::string text(kGoodFile);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void WriteFile(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST(RuleFile, ReadsEveryField) {
  const StatusOr<std::vector<Rule>> rules = ParseRuleFile(std::string(kGoodFile), "acme.yaml");
  ASSERT_TRUE(rules.ok()) << rules.status();
  ASSERT_EQ(rules->size(), 1U);
  const Rule& rule = rules->front();
  EXPECT_EQ(rule.id, "acme.api-key");
  EXPECT_EQ(rule.version, 3U);
  EXPECT_EQ(rule.name, "Acme key");
  EXPECT_EQ(rule.description, "Opens the Acme account.");
  EXPECT_EQ(rule.secret_type, "acme_api_key");
  EXPECT_EQ(rule.family, SecretFamily::kToken);
  EXPECT_EQ(rule.confidence, Confidence::kHigh);
  EXPECT_EQ(rule.severity, Severity::kCritical);
  EXPECT_EQ(rule.pattern, "acme_(?P<secret>[a-z0-9]{12})");
  EXPECT_EQ(rule.validators, (std::vector<std::string>{"entropy:2", "placeholder"}));
  EXPECT_EQ(rule.constant_prefix, "acme_");
  EXPECT_EQ(rule.target, "url");
  EXPECT_EQ(rule.specificity, 120U);
  EXPECT_EQ(rule.references.size(), 1U);
  ASSERT_EQ(rule.examples.size(), 1U);
  EXPECT_EQ(rule.examples[0].text, "key=acme_" + rule.examples[0].captures.at("secret"));
  EXPECT_EQ(rule.examples[0].captures.at("secret").size(), 12U);
  EXPECT_EQ(rule.negative_examples, std::vector<std::string>{"acme_xxxxxxxxxxxx"});
}

TEST(RuleFile, JoinsAPatternThatIsAListOfPieces) {
  const StatusOr<std::vector<Rule>> rules = ParseRuleFile(
      Changed("'acme_(?P<secret>[a-z0-9]{12})'", "['acme_', '(?P<secret>[a-z0-9]{12})']"),
      "acme.yaml");
  ASSERT_TRUE(rules.ok()) << rules.status();
  EXPECT_EQ(rules->front().pattern, "acme_(?P<secret>[a-z0-9]{12})");
}

TEST(RuleFile, RefusesWithPlaceRuleAndRemedy) {
  struct Case {
    std::string from;
    std::string to;
    std::string message;  // a part of it
  };
  const std::vector<Case> cases = {
      {"    severity: critical\n", "    severety: critical\n",
       "acme.yaml:10:5: rule acme.api-key: unknown key 'severety': the keys are id, version,"},
      {"    version: 3\n", "    version: 3\n    version: 4\n",
       "acme.yaml:5:5: rule acme.api-key: key 'version' twice"},
      {"version: 3", "version: three", "acme.yaml:4:14: rule acme.api-key: 'version' is not a num"},
      {"version: 3", "version: 0", "'version' is not a number: write one above 0"},
      {"id: acme.api-key", "id: other.api-key",
       "acme.yaml:3:9: rule other.api-key: bad id: write acme.some-name"},
      {"id: acme.api-key", "id: acme.API", "bad id"},
      {"    name: Acme key\n", "", "acme.yaml:3:5: rule acme.api-key: key 'name' is missing"},
      {"    description: Opens the Acme account.\n", "", "key 'description' is missing"},
      {"secret_type: acme_api_key", "secret_type: Acme-Key", "bad secret_type"},
      {"family: token", "family: tokens", "'tokens' is no family: it is one of key, connection"},
      {"confidence: high", "confidence: sure", "'sure' is no confidence: it is one of low,"},
      {"severity: critical", "severity: dire", "'dire' is no severity: it is one of low,"},
      {"[a-z0-9]{12}", "[a-z0-9]+",
       "acme.yaml:11:14: rule acme.api-key: unbounded repeat '+' at character 25: give it a"},
      {"(?P<secret>", "(?P<key>", "no capture named 'secret'"},
      {"'entropy:2'", "'entropee:2'",
       "acme.yaml:12:18: rule acme.api-key: unknown validator 'entropee': there are length,"},
      {"target: url", "target: moon", "unknown target 'moon': there are "},
      {"target: url", "parser: yaml", "unknown parser 'yaml': there are private_key"},
      {"https://acme.example/docs", "acme docs", "not a reference: write an https://"},
      {"    references:\n      - https://acme.example/docs\n", "", "key 'references' is missing"},
      {"    references:\n      - https://acme.example/docs\n", "    references: []\n",
       "'references' is not a list"},
      {"    negative_examples:\n      - \"acme_xxxxxxxxxxxx\"\n", "",
       "key 'negative_examples' is missing"},
      {"      - text: \"key=acme_{{k=hex:12}}\"\n        captures: {secret: \"{{=k}}\"}\n",
       "      []\n", "'examples' is not a list"},
      {"captures: {secret", "captures: {host", "the pattern has no capture 'host'"},
      {"captures: {secret", "capture: {secret",
       "unknown key 'capture': the keys are text, path, captu"},
      {"{{k=hex:12}}", "{{k=hexx:12}}", "unknown kind of value 'hexx'"},
      {"{{=k}}", "{{=j}}", "no value named 'j' yet"},
      {"provider: acme", "provider: acne", "acme.yaml:1:11: the provider is not the file's name"},
      {"provider: acme", "provider: acme\nvendor: x", "acme.yaml:2:1: unknown key 'vendor'"},
      {"rules:", "rule:", "unknown key 'rule'"},
      {"family: token", "family: [token]", "'family' is not a text"},
      {"name: Acme key", "name: 'Acme", "not YAML"},
  };
  for (const Case& test : cases) {
    const StatusOr<std::vector<Rule>> rules =
        ParseRuleFile(Changed(test.from, test.to), "acme.yaml");
    ASSERT_FALSE(rules.ok()) << test.to;
    EXPECT_EQ(rules.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(MessageOf(rules.status()).find(test.message), std::string::npos)
        << "got:  " << MessageOf(rules.status()) << "\nwant: " << test.message;
  }
}

TEST(RuleFile, RefusesAnIdThatIsUsedTwice) {
  const std::string text(kGoodFile);
  const std::string twice = text + text.substr(text.find("  - id"));
  const StatusOr<std::vector<Rule>> rules = ParseRuleFile(twice, "acme.yaml");
  EXPECT_NE(MessageOf(rules.status())
                .find("acme.yaml:23:5: rule acme.api-key: the id is used in acme.yaml:3 too"),
            std::string::npos)
      << rules.status();
}

// Damaged at every place, a rule file yields rules or a sentence, never a crash.
TEST(RuleFile, SurvivesDamageAnywhere) {
  const std::string good(kGoodFile);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char damage : {'\0', '\n', ' ', '{', '[', '&', '*', '!', '"', '\xff'}) {
      std::string text = good;
      text[i] = damage;
      const StatusOr<std::vector<Rule>> rules = ParseRuleFile(text, "acme.yaml");
      EXPECT_TRUE(rules.ok() || !MessageOf(rules.status()).empty());
    }
    const StatusOr<std::vector<Rule>> cut = ParseRuleFile(good.substr(0, i), "acme.yaml");
    EXPECT_TRUE(cut.ok() || !MessageOf(cut.status()).empty());
  }
}

TEST(RuleFile, SurvivesDeepNesting) {
  const std::string deep(100'000, '[');
  EXPECT_FALSE(ParseRuleFile(deep, "acme.yaml").ok());
  EXPECT_FALSE(ParseRuleFile("rules: " + deep, "acme.yaml").ok());
}

TEST(LoadRules, ReadsDirectoriesAndSortsById) {
  const TemporaryDirectory first;
  const TemporaryDirectory second;
  WriteFile(first / "acme.yaml", kGoodFile);
  WriteFile(first / "notes.txt", "not a rule file");
  std::string other(kGoodFile);
  for (std::size_t at = other.find("acme"); at != std::string::npos; at = other.find("acme")) {
    other.replace(at, 4, "aaaa");
  }
  WriteFile(second / "aaaa.yaml", other);
  const auto rules = LoadRules({first.path(), second.path()}, {});
  ASSERT_TRUE(rules.ok()) << rules.status();
  ASSERT_EQ(rules->size(), 2U);
  EXPECT_EQ(rules->at(0).id, "aaaa.api-key");
  const auto only = LoadRules({first.path(), second.path()}, {"acme.api-key"});
  ASSERT_TRUE(only.ok()) << only.status();
  EXPECT_EQ(only->size(), 1U);
  EXPECT_EQ(LoadRules({first.path()}, {"acme.nothing"}).status().code(), StatusCode::kNotFound);
  const auto twice = LoadRules({first.path(), first.path()}, {});
  EXPECT_NE(MessageOf(twice.status()).find("the id is used in "), std::string::npos);
}

TEST(LoadRules, SaysWhatCannotBeRead) {
  const TemporaryDirectory empty;
  EXPECT_EQ(LoadRules({empty / "missing"}, {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(LoadRules({empty.path()}, {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(LoadRules({}, {}).status().code(), StatusCode::kNotFound);
  std::filesystem::create_directory(empty / "acme.yaml");
  EXPECT_FALSE(LoadRules({empty.path()}, {}).ok());
}

TEST(ExampleComposer, ComposesTheSameValuesEachTime) {
  ExampleComposer first("acme.api-key");
  ExampleComposer second("acme.api-key");
  ExampleComposer other("acme.other");
  const std::string text = "{{base62:20}} {{hex:20}}";
  const StatusOr<std::string> composed = first.Compose(text);
  ASSERT_TRUE(composed.ok()) << composed.status();
  EXPECT_EQ(*composed, *second.Compose(text));
  EXPECT_NE(*composed, *other.Compose(text));
  EXPECT_NE(*composed, *first.Compose(text));
  EXPECT_EQ(composed->size(), 41U);
}

TEST(ExampleComposer, LeavesOtherBracesAlone) {
  ExampleComposer composer("acme");
  for (const std::string text : {"{{ password }}", "{{password}}", "{{", "}}", "{{a:", "{{hex:-1}}",
                                 "{{A:1}}", "a{b}c", "", "{{ x | default('a:b') }}"}) {
    const StatusOr<std::string> composed = composer.Compose(text);
    ASSERT_TRUE(composed.ok()) << text << ": " << composed.status();
    EXPECT_EQ(*composed, text);
  }
}

TEST(ExampleComposer, RemembersNamedValuesUntilToldToForget) {
  ExampleComposer composer("acme");
  const StatusOr<std::string> pair = composer.Compose("{{k=lower:5}}-{{=k}}");
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->substr(0, 5), pair->substr(6));
  composer.Forget();
  EXPECT_FALSE(composer.Compose("{{=k}}").ok());
}

TEST(ExampleComposer, AppendsTheChecksumOfWhatStandsSinceTheMark) {
  ExampleComposer composer("acme");
  EXPECT_EQ(composer.Compose("x {{checked:begin}}123456789.{{=no}}").ok(), false);
  EXPECT_EQ(*composer.Compose("x {{checked:begin}}123456789{{sum=crc32_hex:8}} {{=sum}}"),
            "x 123456789cbf43926 cbf43926");
  EXPECT_EQ(*composer.Compose("{{checked:begin}}123456789{{checked:end}}_{{crc32_hex:8}}"),
            "123456789_cbf43926");
  EXPECT_FALSE(composer.Compose("{{checked:end}}12{{checked:begin}}{{crc32_hex:8}}").ok());
  EXPECT_EQ(*composer.Compose("123456789{{crc32_base36:7}}"), "1234567891kl8mjq");
}

TEST(ExampleComposer, RefusesWhatItCannotMake) {
  ExampleComposer composer("acme");
  for (const std::string text : {"{{hex:}}", "{{hex:0}}", "{{hex:99999999}}", "{{:5}}", "{{=}}",
                                 "{{k=hex}}", "{{crc32_base58:6}}", "{{crc32_:6}}"}) {
    EXPECT_FALSE(composer.Compose(text).ok()) << text;
  }
}

}  // namespace
}  // namespace keytrail::match
