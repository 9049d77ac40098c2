// A proof is worth what it refuses: rules that the whole pipeline shows to be wrong.
#include "scanner/authoring/pipeline_proof.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace keytrail::authoring {
namespace {

// A rule file of one rule, sound as it stands.
struct RuleText {
  std::string pattern = R"('\b(?P<secret>acme_[0-9a-z]{20})\b')";
  std::string validators = "[placeholder, 'entropy:3']";
  std::string example = R"("k=acme_{{k=lower:20}} end")";
  std::string further_keys = "";

  std::string Text(const std::string& id = "key") const {
    return fmt::format(
        "  - id: acme.{}\n    name: Acme key\n    description: Opens.\n"
        "    secret_type: acme_key\n    family: token\n    confidence: high\n    severity: high\n"
        "    pattern: {}\n    validators: {}\n    references: [https://acme.example]\n"
        "    examples:\n      - text: {}\n    negative_examples: [nothing]\n{}",
        id, pattern, validators, example, further_keys);
  }
};

PipelineProof Prove(const std::string& rules) {
  const match::RulePack pack =
      match::ParseRulePack("provider: acme\nrules:\n" + rules, "acme.yaml");
  for (const RuleProblem& problem : pack.problems) ADD_FAILURE() << DescribeProblem(problem);
  const auto set = match::BuildRuleSet(pack.rules, {});
  EXPECT_TRUE(set.ok()) << set.status();
  return set.ok() ? ProveInPipeline(pack, *set) : PipelineProof();
}

void ExpectProblem(const RuleText& rule, const std::string& expected) {
  const PipelineProof proof = Prove(rule.Text());
  ASSERT_EQ(proof.problems.size(), 1U) << expected;
  EXPECT_EQ(DescribeProblem(proof.problems[0]).find(expected), 0U)
      << DescribeProblem(proof.problems[0]);
}

TEST(PipelineProof, FindsNothingWrongWithASoundRule) {
  const PipelineProof proof = Prove(RuleText().Text());
  for (const RuleProblem& problem : proof.problems) ADD_FAILURE() << DescribeProblem(problem);
  EXPECT_TRUE(proof.cross_fires.empty());
}

TEST(PipelineProof, RefusesARuleThatIsLostInAForm) {
  ExpectProblem({.pattern = R"('(?m:^k=(?P<secret>acme_[0-9a-z]{20})$)')",
                 .example = R"("k=acme_{{k=lower:20}}")"},
                "acme.yaml:14:9: rule acme.key: example 1 is lost in the form json");
}

TEST(PipelineProof, TakesALossThatTheRuleStates) {
  const RuleText rule{.pattern = R"('(?m:^k=(?P<secret>acme_[0-9a-z]{20})\b)')",
                      .example = R"("k=acme_{{k=lower:20}}")",
                      .further_keys = "    lost_in: [json, yaml, env, xml, minified]\n"};
  const PipelineProof proof = Prove(rule.Text());
  for (const RuleProblem& problem : proof.problems) ADD_FAILURE() << DescribeProblem(problem);
}

TEST(PipelineProof, RefusesALossThatIsNone) {
  ExpectProblem({.further_keys = "    lost_in: [xml]\n"},
                "acme.yaml:3:5: rule acme.key: no example is lost in the form xml");
}

TEST(PipelineProof, RefusesARuleThatFindsStandIns) {
  ExpectProblem({.pattern = R"('\bacme_key=(?P<secret>[^\s"'';]{8,40})')",
                 .validators = "['length:8']",
                 .example = R"("acme_key={{k=lower:20}} ")"},
                "acme.yaml:14:9: rule acme.key: example 1 is found with 'xxxxxxxxxxxxxxxxxxxx' in");
}

TEST(PipelineProof, TellsWhichOtherRuleFiresAndWhichIsReported) {
  RuleText general{.pattern = R"('(?P<secret>acme_[0-9a-z]{4,40})\b')"};
  const PipelineProof proof =
      Prove(RuleText{.further_keys = "    specificity: 200\n"}.Text() + general.Text("general"));
  ASSERT_EQ(proof.cross_fires.size(), 2U);
  EXPECT_EQ(proof.cross_fires[0].rule_id, "acme.general");
  EXPECT_EQ(proof.cross_fires[0].other_rule_id, "acme.key");
  EXPECT_TRUE(proof.cross_fires[0].reported_instead);
  EXPECT_EQ(proof.cross_fires[1].rule_id, "acme.key");
  EXPECT_EQ(proof.cross_fires[1].other_rule_id, "acme.general");
  EXPECT_FALSE(proof.cross_fires[1].reported_instead);
}

}  // namespace
}  // namespace keytrail::authoring
