#include "wire/convert_rule.h"

#include <string>
#include <utility>
#include <vector>

#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

using Texts = google::protobuf::RepeatedPtrField<std::string>;

void SetTexts(const std::vector<std::string>& texts, Texts& proto) {
  for (const std::string& text : texts) *proto.Add() = WireText(text);
}

std::vector<std::string> TextsOf(const Texts& proto) { return {proto.begin(), proto.end()}; }

// To the wire
// ---------------------------------------------------------------------------------------------

void Set(const RuleSummary& rule, v1::RuleReport& report) {
  v1::RuleSummary& proto = *report.mutable_summary();
  proto.set_id(WireText(rule.id));
  proto.set_version(rule.version);
  proto.set_name(WireText(rule.name));
  proto.set_description(WireText(rule.description));
  proto.set_secret_type(WireText(rule.secret_type));
  proto.set_family(EnumToProto(rule.family));
  proto.set_confidence(EnumToProto(rule.confidence));
  proto.set_severity(EnumToProto(rule.severity));
  proto.set_file(rule.file);
  proto.set_line(rule.line);
  proto.set_pattern(WireText(rule.pattern));
  proto.set_parser(WireText(rule.parser));
  SetTexts(rule.paths, *proto.mutable_paths());
  SetTexts(rule.validators, *proto.mutable_validators());
  proto.set_target(WireText(rule.target));
  proto.set_specificity(rule.specificity);
  proto.set_reviewed(WireText(rule.reviewed));
  SetTexts(rule.references, *proto.mutable_references());
  proto.set_width_bytes_max(rule.width_bytes_max);
  proto.set_near_context_words(rule.near_context_words);
  proto.set_examples(rule.examples);
  proto.set_negative_examples(rule.negative_examples);
}

void Set(const RuleProblem& problem, v1::RuleReport& report) {
  v1::RuleProblem& proto = *report.mutable_problem();
  proto.set_file(problem.file);
  proto.set_line(problem.line);
  proto.set_column(problem.column);
  proto.set_rule_id(WireText(problem.rule_id));
  proto.set_what(WireText(problem.what));
  proto.set_how(WireText(problem.how));
}

void Set(const RuleCost& cost, v1::RuleReport& report) {
  v1::RuleCost& proto = *report.mutable_cost();
  proto.set_rule_id(WireText(cost.rule_id));
  proto.set_callbacks_per_megabyte(cost.callbacks_per_megabyte);
  proto.set_literal_bytes(cost.literal_bytes);
  proto.set_width_bytes_max(cost.width_bytes_max);
  proto.set_bytes_per_second(cost.bytes_per_second);
  proto.set_added_seconds_per_gigabyte(cost.added_seconds_per_gigabyte);
}

void Set(const RuleCrossFire& cross_fire, v1::RuleReport& report) {
  v1::RuleCrossFire& proto = *report.mutable_cross_fire();
  proto.set_rule_id(WireText(cross_fire.rule_id));
  proto.set_example(cross_fire.example);
  proto.set_other_rule_id(WireText(cross_fire.other_rule_id));
  proto.set_reported_instead(cross_fire.reported_instead);
}

void Set(const RuleVerdict& verdict, v1::RuleReport& report) {
  v1::RuleVerdict& proto = *report.mutable_verdict();
  proto.set_rule_id(WireText(verdict.rule_id));
  proto.set_stage(EnumToProto(verdict.stage));
  proto.set_byte_offset(verdict.byte_offset);
  proto.set_byte_length(verdict.byte_length);
  proto.set_line(verdict.line);
  proto.set_column(verdict.column);
  for (const ValidatorVerdict& validator : verdict.validators) {
    v1::ValidatorVerdict& added = *proto.add_validators();
    added.set_name(WireText(validator.name));
    added.set_accepts(validator.accepts);
    added.set_why(WireText(validator.why));
  }
  proto.set_preview(WireText(verdict.preview));
  proto.set_confidence(EnumToProto(verdict.confidence));
  SetTexts(verdict.also_matched, *proto.mutable_also_matched());
  SetTexts(verdict.decoded_by, *proto.mutable_decoded_by());
}

void Set(const RuleTotals& totals, v1::RuleReport& report) {
  v1::RuleTotals& proto = *report.mutable_totals();
  proto.set_files(totals.files);
  proto.set_rules(totals.rules);
  proto.set_examples(totals.examples);
  proto.set_negative_examples(totals.negative_examples);
  proto.set_problems(totals.problems);
}

// From the wire
// -------------------------------------------------------------------------------------------

StatusOr<RuleReport> SummaryFromProto(const v1::RuleSummary& proto) {
  RuleSummary rule;
  rule.id = proto.id();
  rule.version = proto.version();
  rule.name = proto.name();
  rule.description = proto.description();
  rule.secret_type = proto.secret_type();
  KT_ASSIGN_OR_RETURN(rule.family, EnumFromProto<SecretFamily>(proto.family()));
  KT_ASSIGN_OR_RETURN(rule.confidence, EnumFromProto<Confidence>(proto.confidence()));
  KT_ASSIGN_OR_RETURN(rule.severity, EnumFromProto<Severity>(proto.severity()));
  rule.file = proto.file();
  rule.line = proto.line();
  rule.pattern = proto.pattern();
  rule.parser = proto.parser();
  rule.paths = TextsOf(proto.paths());
  rule.validators = TextsOf(proto.validators());
  rule.target = proto.target();
  rule.specificity = proto.specificity();
  rule.reviewed = proto.reviewed();
  rule.references = TextsOf(proto.references());
  rule.width_bytes_max = proto.width_bytes_max();
  rule.near_context_words = proto.near_context_words();
  rule.examples = proto.examples();
  rule.negative_examples = proto.negative_examples();
  return rule;
}

RuleProblem ProblemFromProto(const v1::RuleProblem& proto) {
  return {.file = proto.file(),
          .line = proto.line(),
          .column = proto.column(),
          .rule_id = proto.rule_id(),
          .what = proto.what(),
          .how = proto.how()};
}

RuleCost CostFromProto(const v1::RuleCost& proto) {
  return {.rule_id = proto.rule_id(),
          .callbacks_per_megabyte = proto.callbacks_per_megabyte(),
          .literal_bytes = proto.literal_bytes(),
          .width_bytes_max = proto.width_bytes_max(),
          .bytes_per_second = proto.bytes_per_second(),
          .added_seconds_per_gigabyte = proto.added_seconds_per_gigabyte()};
}

RuleCrossFire CrossFireFromProto(const v1::RuleCrossFire& proto) {
  return {.rule_id = proto.rule_id(),
          .example = proto.example(),
          .other_rule_id = proto.other_rule_id(),
          .reported_instead = proto.reported_instead()};
}

StatusOr<RuleReport> VerdictFromProto(const v1::RuleVerdict& proto) {
  RuleVerdict verdict;
  verdict.rule_id = proto.rule_id();
  KT_ASSIGN_OR_RETURN(verdict.stage, EnumFromProto<RuleStage>(proto.stage()));
  verdict.byte_offset = proto.byte_offset();
  verdict.byte_length = proto.byte_length();
  verdict.line = proto.line();
  verdict.column = proto.column();
  for (const v1::ValidatorVerdict& validator : proto.validators()) {
    verdict.validators.push_back(
        {.name = validator.name(), .accepts = validator.accepts(), .why = validator.why()});
  }
  verdict.preview = proto.preview();
  KT_ASSIGN_OR_RETURN(verdict.confidence, EnumFromProto<Confidence>(proto.confidence()));
  verdict.also_matched = TextsOf(proto.also_matched());
  verdict.decoded_by = TextsOf(proto.decoded_by());
  return verdict;
}

RuleTotals TotalsFromProto(const v1::RuleTotals& proto) {
  return {.files = proto.files(),
          .rules = proto.rules(),
          .examples = proto.examples(),
          .negative_examples = proto.negative_examples(),
          .problems = proto.problems()};
}

}  // namespace

v1::RuleReport ToProto(const RuleReport& report) {
  v1::RuleReport proto;
  std::visit([&](const auto& any) { Set(any, proto); }, report);
  return proto;
}

StatusOr<RuleReport> FromProto(const v1::RuleReport& proto) {
  switch (proto.report_case()) {
    case v1::RuleReport::kSummary: return SummaryFromProto(proto.summary());
    case v1::RuleReport::kProblem: return ProblemFromProto(proto.problem());
    case v1::RuleReport::kCost: return CostFromProto(proto.cost());
    case v1::RuleReport::kCrossFire: return CrossFireFromProto(proto.cross_fire());
    case v1::RuleReport::kVerdict: return VerdictFromProto(proto.verdict());
    case v1::RuleReport::kTotals: return TotalsFromProto(proto.totals());
    case v1::RuleReport::REPORT_NOT_SET: break;
  }
  return MakeError(StatusCode::kInvalidArgument,
                   "a report on rules of no known kind: it is of another version: update both");
}

}  // namespace keytrail::wire
