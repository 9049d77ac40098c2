// A proof that finds nothing wrong proves nothing unless it finds what is wrong: one rule for each
// thing that a proof refuses.
#include "scanner/match/rule_proof.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "scanner/match/rule_cost.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kCorpusBytes = 512 * 1024;

// A rule file of one rule, sound as it stands.
struct RuleText {
  std::string pattern = R"('\b(?P<secret>acme_[0-9a-z]{20})\b')";
  std::string validators = "[placeholder, 'entropy:3']";
  std::string example = R"("k=acme_{{k=lower:20}} end")";
  std::string captures = R"({secret: "acme_{{=k}}"})";
  std::string negative = R"("acme_xxxxxxxxxxxxxxxxxxxx")";

  std::string Text() const {
    return fmt::format(
        "provider: acme\nrules:\n  - id: acme.key\n    name: Acme key\n    description: Opens.\n"
        "    secret_type: acme_key\n    family: token\n    confidence: high\n    severity: high\n"
        "    pattern: {}\n    validators: {}\n    references: [https://acme.example]\n"
        "    examples:\n      - text: {}\n        captures: {}\n    negative_examples: [{}]\n",
        pattern, validators, example, captures, negative);
  }
};

std::vector<std::string> ProblemsOf(const RuleText& rule) {
  const RulePack pack = ParseRulePack(rule.Text(), "acme.yaml");
  for (const RuleProblem& problem : pack.problems) ADD_FAILURE() << DescribeProblem(problem);
  std::vector<std::string> problems;
  for (const RuleProblem& problem : ProveRules(pack, CostCorpus(kCorpusBytes), {}).problems) {
    problems.push_back(DescribeProblem(problem));
  }
  return problems;
}

// The one problem of `rule`, which begins with `expected`.
void ExpectProblem(const RuleText& rule, const std::string& expected) {
  const std::vector<std::string> problems = ProblemsOf(rule);
  ASSERT_FALSE(problems.empty()) << expected;
  EXPECT_TRUE(problems.front().starts_with(expected)) << problems.front();
}

TEST(RuleProof, FindsNothingWrongWithASoundRule) { EXPECT_TRUE(ProblemsOf({}).empty()); }

TEST(RuleProof, RefusesAnExampleThatThePatternDoesNotMatch) {
  ExpectProblem(
      {.example = R"("k=acme-{{k=lower:20}}")"},
      "acme.yaml:14:9: rule acme.key: example 1 is not found: the pattern does not match");
}

TEST(RuleProof, NamesTheValidatorThatRefusesAnExample) {
  ExpectProblem({.example = R"("acme_abababababababababab")", .captures = "{}"},
                "acme.yaml:14:9: rule acme.key: example 1 is refused by the validator entropy");
}

TEST(RuleProof, RefusesAnExampleThatIsFoundTwice) {
  ExpectProblem({.example = R"("acme_{{k=lower:20}} acme_{{lower:20}}")"},
                "acme.yaml:14:9: rule acme.key: example 1 is found 2 times");
}

TEST(RuleProof, RefusesACaptureThatIsAnother) {
  ExpectProblem({.captures = R"({secret: "{{=k}}"})"},
                "acme.yaml:14:9: rule acme.key: example 1 captures secret as 'acme_");
}

TEST(RuleProof, RefusesANegativeExampleThatIsFound) {
  ExpectProblem({.negative = R"("acme_{{lower:20}}")"},
                "acme.yaml:16:25: rule acme.key: negative example 1 is found: 'acme_");
}

TEST(RuleProof, RefusesARuleOverBudgetWithTheFigure) {
  ExpectProblem({.pattern = "'(?P<secret>[0-9a-f]{32})'",
                 .validators = "[placeholder]",
                 .example = R"("acme {{k=hex:32}}")",
                 .captures = R"({secret: "{{=k}}"})",
                 .negative = R"("{{lower:8}}")"},
                "acme.yaml:10:14: rule acme.key: over budget: ");
}

TEST(RuleProof, RefusesARuleWithoutALiteral) {
  ExpectProblem({.pattern = R"('\bq#(?P<secret>[0-9a-z]{20})\b')",
                 .example = R"("q#{{k=lower:20}}")",
                 .captures = R"({secret: "{{=k}}"})"},
                "acme.yaml:10:14: rule acme.key: over budget: its longest literal has 2 bytes");
}

TEST(RulePack, TellsAllProblemsOfAllRules) {
  const std::string text =
      "provider: acne\nvendor: x\nrules:\n  - id: acme.key\n    versoin: 1\n    family: tokens\n"
      "    pattern: 'a+'\n  - id: acme.other\n    name: []\n  - 17\n";
  const RulePack pack = ParseRulePack(text, "acme.yaml");
  std::vector<std::string> problems;
  for (const RuleProblem& problem : pack.problems) problems.push_back(DescribeProblem(problem));
  const auto told = [&](const std::string& beginning) {
    return std::ranges::any_of(
        problems, [&](const std::string& problem) { return problem.starts_with(beginning); });
  };
  for (const std::string expected :
       {"acme.yaml:1:11: the provider is not the file's name: write 'provider: acme'",
        "acme.yaml:2:1: unknown key 'vendor'",
        "acme.yaml:5:5: rule acme.key: unknown key 'versoin'",
        "acme.yaml:4:5: rule acme.key: key 'name' is missing: add it",
        "acme.yaml:6:13: rule acme.key: 'tokens' is no family",
        "acme.yaml:7:14: rule acme.key: unbounded repeat '+'",
        "acme.yaml:9:11: rule acme.other: 'name' is not a text",
        "acme.yaml:8:5: rule acme.other: key 'pattern' is missing",
        "acme.yaml:10:5: not a mapping"}) {
    EXPECT_TRUE(told(expected)) << expected;
  }
  EXPECT_TRUE(pack.rules.empty());
}

TEST(RulePack, KeepsTheSoundRulesBesideOthers) {
  const std::string good = RuleText().Text();
  const RulePack pack =
      ParseRulePack(good + "  - id: acme.bad\n  - id: acme.key\n    nam: x\n", "acme.yaml");
  ASSERT_EQ(pack.rules.size(), 1U);
  EXPECT_EQ(pack.rules[0].id, "acme.key");
  EXPECT_FALSE(pack.problems.empty());
}

}  // namespace
}  // namespace keytrail::match
