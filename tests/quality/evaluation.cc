#include "tests/quality/evaluation.h"

#include <algorithm>

#include <fmt/format.h>

namespace keytrail::quality {
namespace {

double Share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool Reports(const ReportedFinding& finding, const std::string& rule_id) {
  return finding.rule_id == rule_id ||
         std::ranges::find(finding.also_matched, rule_id) != finding.also_matched.end();
}

class Evaluator {
 public:
  explicit Evaluator(const ScanReport& report) {
    for (const ReportedFinding& finding : report.findings) {
      const std::size_t below = finding.path.starts_with('/') ? 1 : 0;
      by_path_[finding.path.substr(below)].push_back(&finding);
    }
  }

  void Judge(const LabelledFile& file) {
    switch (file.label) {
      case Label::kSecret: return JudgeSecret(file);
      case Label::kLookalike: return JudgeLookalike(file);
      case Label::kHarmless: return JudgeHarmless(file);
    }
  }

  Evaluation Take() { return std::move(evaluation_); }

 private:
  bool IsReported(const LabelledFile& file) const {
    const auto found = by_path_.find(file.path);
    return found != by_path_.end() &&
           std::ranges::any_of(found->second, [&](const ReportedFinding* finding) {
             return Reports(*finding, file.rule_id);
           });
  }

  void JudgeSecret(const LabelledFile& file) {
    const bool found = IsReported(file);
    for (Score* score :
         {&evaluation_.by_rule[file.rule_id], &evaluation_.by_form[file.form], &evaluation_.all}) {
      ++score->planted;
      if (found) ++score->found;
    }
    if (!found) evaluation_.misses.push_back(fmt::format("{} ({})", file.path, file.form));
  }

  void JudgeLookalike(const LabelledFile& file) {
    if (IsReported(file)) NoteWrong(file.rule_id, file.path);
  }

  void JudgeHarmless(const LabelledFile& file) {
    const auto found = by_path_.find(file.path);
    if (found == by_path_.end()) return;
    for (const ReportedFinding* finding : found->second) {
      if (finding->confidence == "low") continue;
      NoteWrong(finding->rule_id, fmt::format("{}:{}", file.path, finding->line));
    }
  }

  void NoteWrong(const std::string& rule_id, const std::string& where) {
    ++evaluation_.by_rule[rule_id].wrong;
    ++evaluation_.all.wrong;
    evaluation_.wrong.push_back(fmt::format("{} in {}", rule_id, where));
  }

  std::map<std::string, std::vector<const ReportedFinding*>> by_path_;
  Evaluation evaluation_;
};

}  // namespace

double Score::recall() const { return Share(found, planted); }
double Score::precision() const { return Share(found, found + wrong); }
double Score::f2() const {
  const double weighted = 4 * precision() + recall();
  return weighted == 0 ? 0 : 5 * precision() * recall() / weighted;
}

Evaluation Evaluate(const std::vector<LabelledFile>& files, const ScanReport& report) {
  Evaluator evaluator(report);
  for (const LabelledFile& file : files) evaluator.Judge(file);
  return evaluator.Take();
}

}  // namespace keytrail::quality
