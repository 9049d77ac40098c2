// keytrail-quality: how right the shipped rules are. `./dev quality` runs it.
//
//   keytrail-quality corpus [SEED]            a generated, labelled corpus
//   keytrail-quality clean TREE EXPLANATIONS  a tree without secrets

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "scanner/match/rule_file.h"
#include "tests/quality/clean_tree.h"
#include "tests/quality/corpus.h"
#include "tests/quality/evaluation.h"
#include "tests/support/temporary_directory.h"

namespace keytrail::quality {
namespace {

constexpr double kFindingsPerGigabyteMax = 3.0;
constexpr double kRecallMin = 0.98;
constexpr std::size_t kLinesMax = 40;

int Fail(const std::string& problem) {
  fmt::print(stderr, "keytrail-quality: {}\n", problem);
  return 1;
}

void PrintLines(const char* title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  fmt::print("{} ({}):\n", title, lines.size());
  for (std::size_t i = 0; i < lines.size() && i < kLinesMax; ++i) fmt::print("  {}\n", lines[i]);
}

void PrintScores(const char* title, const std::map<std::string, Score>& scores) {
  fmt::print("{:<48} {:>8} {:>8} {:>8} {:>8} {:>10} {:>8}\n", title, "planted", "found", "wrong",
             "recall", "precision", "F2");
  for (const auto& [name, score] : scores) {
    fmt::print("{:<48} {:>8} {:>8} {:>8} {:>8.3f} {:>10.3f} {:>8.3f}\n", name, score.planted,
               score.found, score.wrong, score.recall(), score.precision(), score.f2());
  }
}

int JudgeCorpus(std::uint64_t seed) {
  const auto rules = match::LoadRules({KEYTRAIL_SOURCE_DIR "/rules"}, {});
  if (!rules.ok()) return Fail(MessageOf(rules.status()));
  const test_support::TemporaryDirectory directory;
  const std::vector<LabelledFile> files = WriteCorpus(*rules, seed, directory.path());
  const Evaluation evaluation = Evaluate(files, ScanTree(directory.path(), "low"));
  PrintScores("rule", evaluation.by_rule);
  PrintScores("form", evaluation.by_form);
  PrintScores("all",
              {{fmt::format("{} rules, {} files, seed {}", rules->size(), files.size(), seed),
                evaluation.all}});
  PrintLines("missed", evaluation.misses);
  PrintLines("wrong", evaluation.wrong);
  return evaluation.all.recall() >= kRecallMin && evaluation.wrong.empty() ? 0 : 1;
}

int JudgeCleanTree(const std::string& tree, const std::string& explanations_file) {
  const auto explanations = ReadExplanations(explanations_file);
  if (!explanations.ok()) return Fail(MessageOf(explanations.status()));
  const ScanReport report = ScanTree(tree, "medium");
  const double gigabytes = static_cast<double>(report.bytes_scanned) / 1e9;
  const double rate = static_cast<double>(report.findings.size()) / gigabytes;
  fmt::print(
      "clean tree {}: {} files, {:.2f} GB, {} findings at medium confidence and above, "
      "{:.2f} for each GB (at most {:.0f})\n",
      tree, report.files_scanned, gigabytes, report.findings.size(), rate, kFindingsPerGigabyteMax);
  const std::vector<std::string> unexplained = UnexplainedOf(report, *explanations);
  PrintLines("not explained", unexplained);
  return rate <= kFindingsPerGigabyteMax && unexplained.empty() ? 0 : 1;
}

int Main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "corpus" && argc <= 3) {
    return JudgeCorpus(argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1);
  }
  if (what == "clean" && argc == 4) return JudgeCleanTree(argv[2], argv[3]);
  std::fputs(
      "usage: keytrail-quality corpus [SEED]\n"
      "       keytrail-quality clean TREE EXPLANATIONS\n",
      stderr);
  return 2;
}

}  // namespace
}  // namespace keytrail::quality

int main(int argc, char** argv) { return keytrail::quality::Main(argc, argv); }
