#include "cli/rules_text.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "cli/text_table.h"
#include "model/names.h"

namespace keytrail::cli {
namespace {

// Of more rules than this only the dearest are shown.
constexpr std::size_t kShownCostsMax = 20;

struct StageWord {
  std::string_view text;
  Ink ink;
};

StageWord WordOf(RuleStage stage) {
  switch (stage) {
    case RuleStage::kHit: return {"hit, but the pattern is not there", Ink::kDim};
    case RuleStage::kRefused: return {"confirmed, and refused", Ink::kYellow};
    case RuleStage::kConfirmed: return {"confirmed", Ink::kGreen};
    case RuleStage::kReported: return {"reported", Ink::kGreen};
  }
  return {"", Ink::kPlain};
}

std::string Joined(const std::vector<std::string>& texts) {
  std::vector<std::string> clean;
  for (const std::string& text : texts) clean.push_back(EscapeForDisplay(text));
  return fmt::format("{}", fmt::join(clean, ", "));
}

std::string Field(std::string_view name, const std::string& value, const Style& style) {
  if (value.empty()) return "";
  return fmt::format("  {} {}\n", Paint(fmt::format("{:<13}", name), Ink::kDim, style), value);
}

}  // namespace

std::string RulesTable(const std::vector<RuleSummary>& rules, const Style& style) {
  TextTable table({{.title = "RULE"},
                   {.title = "CONFIDENCE"},
                   {.title = "SEVERITY"},
                   {.title = "SECRET TYPE"},
                   {.title = "NAME"}});
  for (const RuleSummary& rule : rules) {
    table.AddRow({{.text = rule.id},
                  {.text = std::string(NameOf(rule.confidence))},
                  {.text = std::string(NameOf(rule.severity))},
                  {.text = rule.secret_type},
                  {.text = rule.name}});
  }
  return table.Render(style);
}

std::string RuleText(const RuleSummary& rule, const Style& style) {
  std::string text = fmt::format("{}  {}\n", Paint(EscapeForDisplay(rule.id), Ink::kBold, style),
                                 EscapeForDisplay(rule.name));
  text += fmt::format("  {}\n", EscapeForDisplay(rule.description));
  const auto field = [&](std::string_view name, const std::string& value) {
    text += Field(name, value, style);
  };
  field("defined in",
        fmt::format("{}:{}, version {}", EscapeForDisplay(rule.file), rule.line, rule.version));
  field("secret type", EscapeForDisplay(rule.secret_type));
  field("kind", fmt::format("{}, confidence {}, severity {}", NameOf(rule.family),
                            NameOf(rule.confidence), NameOf(rule.severity)));
  field("pattern", EscapeForDisplay(rule.pattern));
  field("width", fmt::format("at most {} bytes", rule.width_bytes_max));
  field("looked for", rule.near_context_words ? "around context words only" : "in all text");
  field("parser", EscapeForDisplay(rule.parser));
  field("only in", Joined(rule.paths));
  field("validators", Joined(rule.validators));
  field("opens", EscapeForDisplay(rule.target));
  field("specificity", fmt::format("{}", rule.specificity));
  field("proof",
        fmt::format("{} examples, {} negative examples", rule.examples, rule.negative_examples));
  field("reviewed", EscapeForDisplay(rule.reviewed));
  for (const std::string& reference : rule.references) {
    field("reference", EscapeForDisplay(reference));
  }
  return text + "\n";
}

std::string CostsTable(const std::vector<RuleCost>& costs, const Style& style) {
  if (costs.empty()) return "";
  std::vector<RuleCost> dearest = costs;
  std::ranges::stable_sort(dearest, std::ranges::greater(), &RuleCost::callbacks_per_megabyte);
  if (dearest.size() > kShownCostsMax) dearest.resize(kShownCostsMax);
  const bool timed =
      std::ranges::any_of(dearest, [](const RuleCost& cost) { return cost.bytes_per_second > 0; });
  std::vector<TableColumn> columns = {{.title = "RULE"},
                                      {.title = "CALLBACKS/MB", .right_aligned = true},
                                      {.title = "LITERAL", .right_aligned = true},
                                      {.title = "WIDTH", .right_aligned = true}};
  if (timed) {
    columns.push_back({.title = "MB/S ALONE", .right_aligned = true});
    columns.push_back({.title = "ADDS MS/GB", .right_aligned = true});
  }
  TextTable table(std::move(columns));
  for (const RuleCost& cost : dearest) {
    std::vector<Cell> row = {{.text = cost.rule_id},
                             {.text = fmt::format("{:.2f}", cost.callbacks_per_megabyte)},
                             {.text = fmt::format("{}", cost.literal_bytes)},
                             {.text = fmt::format("{}", cost.width_bytes_max)}};
    if (timed) {
      row.push_back({.text = fmt::format("{:.0f}", cost.bytes_per_second / 1e6)});
      row.push_back({.text = fmt::format("{:.1f}", cost.added_seconds_per_gigabyte * 1e3)});
    }
    table.AddRow(std::move(row));
  }
  const double total = std::accumulate(
      costs.begin(), costs.end(), 0.0,
      [](double sum, const RuleCost& cost) { return sum + cost.callbacks_per_megabyte; });
  return fmt::format("{}all together: {:.2f} callbacks a megabyte\n", table.Render(style), total);
}

std::string CrossFireText(const std::vector<RuleCrossFire>& cross_fires) {
  // By rule, other rule, and whether it stands in the rule's place.
  std::map<std::tuple<std::string, std::string, bool>, std::vector<std::uint32_t>> examples;
  for (const RuleCrossFire& one : cross_fires) {
    examples[{one.rule_id, one.other_rule_id, one.reported_instead}].push_back(one.example);
  }
  std::string text;
  for (const auto& [key, numbers] : examples) {
    const auto& [rule_id, other_rule_id, reported_instead] = key;
    text +=
        fmt::format("{}: {} fires too{} (example {})\n", EscapeForDisplay(rule_id),
                    EscapeForDisplay(other_rule_id),
                    reported_instead ? " and is reported instead" : "", fmt::join(numbers, ", "));
  }
  return text;
}

std::string VerdictText(const RuleVerdict& verdict, const Style& style) {
  const StageWord word = WordOf(verdict.stage);
  std::string text =
      fmt::format("line {}, column {}, offset {}, {} bytes: {}: {}", verdict.line, verdict.column,
                  verdict.byte_offset, verdict.byte_length, EscapeForDisplay(verdict.rule_id),
                  Paint(word.text, word.ink, style));
  if (verdict.stage == RuleStage::kReported) {
    text += fmt::format(": {}, confidence {}", EscapeForDisplay(verdict.preview),
                        NameOf(verdict.confidence));
    if (!verdict.decoded_by.empty()) text += ", seen through " + Joined(verdict.decoded_by);
    if (!verdict.also_matched.empty()) text += ", also " + Joined(verdict.also_matched);
  }
  text += "\n";
  for (const ValidatorVerdict& validator : verdict.validators) {
    text += fmt::format("    {:<22} {}\n", EscapeForDisplay(validator.name),
                        validator.accepts ? Paint("accepts", Ink::kGreen, style)
                                          : Paint("refuses", Ink::kYellow, style) + ": " +
                                                EscapeForDisplay(validator.why));
  }
  return text;
}

std::string TotalsText(const RuleTotals& totals, const Style& style) {
  return fmt::format(
      "{}, {}, {}, {}: {}\n", Counted(totals.files, "file"), Counted(totals.rules, "rule"),
      Counted(totals.examples, "example"), Counted(totals.negative_examples, "negative example"),
      totals.problems == 0 ? Paint("sound", Ink::kGreen, style)
                           : Paint(Counted(totals.problems, "problem"), Ink::kRed, style));
}

}  // namespace keytrail::cli
