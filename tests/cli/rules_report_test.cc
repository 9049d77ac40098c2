#include "cli/rules_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/rules_text.h"
#include "tests/wire/sample_values.h"

namespace keytrail::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr Style kPlain;

TEST(RulesReport, TellsAProblemWithPlaceRuleAndRemedy) {
  RuleProblem problem{.file = "a.yaml",
                      .line = 3,
                      .column = 5,
                      .rule_id = "a.b",
                      .what = "it is \x1b[31mwrong",
                      .how = "mend it"};
  EXPECT_EQ(ProblemLine(problem), "a.yaml:3:5: rule a.b: it is \\x1b[31mwrong: mend it\n");
  problem.line = 0;
  problem.rule_id.clear();
  EXPECT_THAT(ProblemLine(problem), StartsWith("a.yaml: it is"));
}

TEST(RulesReport, MakesAnObjectOfEachReport) {
  EXPECT_THAT(ToJson(RuleReport(wire::FullRuleSummary())),
              StartsWith(R"({"kind":"rule","id":"r")"));
  EXPECT_EQ(
      ToJson(RuleReport(RuleProblem{.file = "a.yaml", .rule_id = "", .what = "w", .how = "h"})),
      R"({"kind":"rule_problem","file":"a.yaml","line":null,"column":null,"rule_id":null,)"
      R"("what":"w","how":"h"})");
  EXPECT_THAT(ToJson(RuleReport(wire::FullRuleVerdict())),
              HasSubstr(R"("validators":[{"name":"v","accepts":false,"why":"w"}],"preview":"p")"));
  EXPECT_EQ(ToJson(RuleReport(RuleTotals{.files = 1, .rules = 2})),
            R"({"kind":"rule_totals","files":1,"rules":2,"examples":0,"negative_examples":0,)"
            R"("problems":0})");
}

TEST(RulesReport, ShowsEachValidatorsVerdict) {
  RuleVerdict verdict;
  verdict.rule_id = "a.b";
  verdict.stage = RuleStage::kRefused;
  verdict.line = 2;
  verdict.column = 3;
  verdict.validators = {{.name = "placeholder", .accepts = true, .why = ""},
                        {.name = "entropy:3", .accepts = false, .why = "it is low"}};
  EXPECT_EQ(VerdictText(verdict, kPlain),
            "line 2, column 3, offset 0, 0 bytes: a.b: confirmed, and refused\n"
            "    placeholder            accepts\n"
            "    entropy:3              refuses: it is low\n");
}

TEST(RulesReport, GathersCrossFiresByRule) {
  EXPECT_EQ(
      CrossFireText(
          {{.rule_id = "a.b", .example = 1, .other_rule_id = "c.d"},
           {.rule_id = "a.b", .example = 3, .other_rule_id = "c.d"},
           {.rule_id = "a.b", .example = 2, .other_rule_id = "c.d", .reported_instead = true}}),
      "a.b: c.d fires too (example 1, 3)\n"
      "a.b: c.d fires too and is reported instead (example 2)\n");
}

}  // namespace
}  // namespace keytrail::cli
