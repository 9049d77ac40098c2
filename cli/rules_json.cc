// What the authoring of rules says, as objects.
#include "cli/json_value.h"
#include "cli/rules_report.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

Json Texts(const std::vector<std::string>& texts) {
  Json array = Json::array();
  for (const std::string& text : texts) array.push_back(Text(text));
  return array;
}

Json NumberOrNull(std::uint64_t number) { return number == 0 ? Json(nullptr) : Json(number); }

template <typename Enum>
Json Word(Enum value) {
  return std::string(NameOf(value));
}

struct ToObject {
  Json operator()(const RuleSummary& rule) const {
    return {{"kind", "rule"},
            {"id", Text(rule.id)},
            {"version", rule.version},
            {"name", Text(rule.name)},
            {"description", Text(rule.description)},
            {"secret_type", Text(rule.secret_type)},
            {"family", Word(rule.family)},
            {"confidence", Word(rule.confidence)},
            {"severity", Word(rule.severity)},
            {"file", Text(rule.file)},
            {"line", NumberOrNull(rule.line)},
            {"pattern", Text(rule.pattern)},
            {"parser", TextOrNull(rule.parser)},
            {"paths", Texts(rule.paths)},
            {"validators", Texts(rule.validators)},
            {"target", TextOrNull(rule.target)},
            {"specificity", rule.specificity},
            {"reviewed", TextOrNull(rule.reviewed)},
            {"references", Texts(rule.references)},
            {"width_bytes_max", rule.width_bytes_max},
            {"near_context_words", rule.near_context_words},
            {"examples", rule.examples},
            {"negative_examples", rule.negative_examples}};
  }
  Json operator()(const RuleProblem& problem) const {
    return {{"kind", "rule_problem"},
            {"file", TextOrNull(problem.file)},
            {"line", NumberOrNull(problem.line)},
            {"column", NumberOrNull(problem.column)},
            {"rule_id", TextOrNull(problem.rule_id)},
            {"what", Text(problem.what)},
            {"how", Text(problem.how)}};
  }
  Json operator()(const RuleCost& cost) const {
    Json object = {{"kind", "rule_cost"},
                   {"rule_id", Text(cost.rule_id)},
                   {"callbacks_per_megabyte", cost.callbacks_per_megabyte},
                   {"literal_bytes", cost.literal_bytes},
                   {"width_bytes_max", cost.width_bytes_max}};
    if (cost.bytes_per_second > 0) {
      object["bytes_per_second"] = cost.bytes_per_second;
      object["added_seconds_per_gigabyte"] = cost.added_seconds_per_gigabyte;
    }
    return object;
  }
  Json operator()(const RuleCrossFire& cross_fire) const {
    return {{"kind", "rule_cross_fire"},
            {"rule_id", Text(cross_fire.rule_id)},
            {"example", cross_fire.example},
            {"other_rule_id", Text(cross_fire.other_rule_id)},
            {"reported_instead", cross_fire.reported_instead}};
  }
  Json operator()(const RuleVerdict& verdict) const {
    Json validators = Json::array();
    for (const ValidatorVerdict& validator : verdict.validators) {
      validators.push_back({{"name", Text(validator.name)},
                            {"accepts", validator.accepts},
                            {"why", TextOrNull(validator.why)}});
    }
    Json object = {{"kind", "rule_verdict"},
                   {"rule_id", Text(verdict.rule_id)},
                   {"stage", Word(verdict.stage)},
                   {"byte_offset", verdict.byte_offset},
                   {"byte_length", verdict.byte_length},
                   {"line", NumberOrNull(verdict.line)},
                   {"column", NumberOrNull(verdict.column)},
                   {"validators", std::move(validators)}};
    if (verdict.stage != RuleStage::kReported) return object;
    object["preview"] = Text(verdict.preview);
    object["confidence"] = Word(verdict.confidence);
    object["also_matched"] = Texts(verdict.also_matched);
    object["decoded_by"] = Texts(verdict.decoded_by);
    return object;
  }
  Json operator()(const RuleTotals& totals) const {
    return {{"kind", "rule_totals"},
            {"files", totals.files},
            {"rules", totals.rules},
            {"examples", totals.examples},
            {"negative_examples", totals.negative_examples},
            {"problems", totals.problems}};
  }
};

}  // namespace

std::string ToJson(const RuleReport& report) { return Line(std::visit(ToObject(), report)); }

}  // namespace keytrail::cli
