#include "scanner/worker/rule_job.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/text.h"
#include "base/version.h"
#include "scanner/authoring/pipeline_proof.h"
#include "scanner/authoring/text_scan.h"
#include "scanner/match/context_words.h"
#include "scanner/match/dialect.h"
#include "scanner/match/rule_cost.h"
#include "scanner/match/rule_measure.h"
#include "scanner/match/rule_pack.h"
#include "scanner/match/rule_proof.h"
#include "scanner/match/rule_trace.h"

namespace keytrail::worker {
namespace {

constexpr std::uintmax_t kTextBytesMax = 64 * 1024 * 1024;

class RuleJob {
 public:
  RuleJob(const Job& job, pipeline::FrameSink& sink) : job_(job), sink_(sink) {}

  Status Run() {
    sink_.Send(HelloFrame{
        .protocol_version = 1, .worker_version = std::string(kVersion), .looked_for = {}});
    pack_ = match::LoadRulePack({.directories = job_.rule_directories, .files = job_.rule_files});
    KT_RETURN_IF_ERROR(SelectRules());
    for (const RuleProblem& problem : pack_.problems) Send(problem);
    totals_.files = pack_.files;
    totals_.rules = static_cast<std::uint32_t>(pack_.rules.size());
    totals_.problems = static_cast<std::uint32_t>(pack_.problems.size());
    for (const Rule& rule : pack_.rules) {
      totals_.examples += static_cast<std::uint32_t>(rule.examples.size());
      totals_.negative_examples += static_cast<std::uint32_t>(rule.negative_examples.size());
    }
    KT_RETURN_IF_ERROR(Act());
    Send(totals_);
    return OkStatus();
  }

 private:
  void Send(RuleReport report) { sink_.Send(RuleReportFrame{.report = std::move(report)}); }

  // A rule that is named and broken has its problem told; one that no file has is an error.
  Status SelectRules() {
    if (job_.rule_ids.empty()) return OkStatus();
    for (const std::string& id : job_.rule_ids) {
      const bool known =
          std::ranges::find(pack_.rules, id, &Rule::id) != pack_.rules.end() ||
          std::ranges::find(pack_.problems, id, &RuleProblem::rule_id) != pack_.problems.end();
      if (known) continue;
      return MakeError(
          StatusCode::kNotFound,
          fmt::format("there is no rule '{}': no rule file has it: correct the id", id));
    }
    const auto is_other = [this](const std::string& id) {
      return std::ranges::find(job_.rule_ids, id) == job_.rule_ids.end();
    };
    std::erase_if(pack_.rules, [&](const Rule& rule) { return is_other(rule.id); });
    std::erase_if(pack_.problems, [&](const RuleProblem& one) { return is_other(one.rule_id); });
    return OkStatus();
  }

  Status Act() {
    if (job_.action == Job::Action::kCheckRules) return Check();
    if (!pack_.problems.empty() && !job_.keep_going) return OkStatus();
    if (job_.action == Job::Action::kListRules) return List();
    if (job_.action == Job::Action::kBenchRules) return Bench();
    return Test();
  }

  Status List() {
    for (const Rule& rule : pack_.rules) Send(SummaryOf(rule));
    return OkStatus();
  }

  RuleSummary SummaryOf(const Rule& rule) const {
    const match::RulePlaces& places = pack_.places.at(rule.id);
    const auto pattern = match::CompilePattern(rule.pattern);
    const auto reach = match::ReachFromWord(rule);
    return {.id = rule.id,
            .version = rule.version,
            .name = rule.name,
            .description = rule.description,
            .secret_type = rule.secret_type,
            .family = rule.family,
            .confidence = rule.confidence,
            .severity = rule.severity,
            .file = places.file,
            .line = places.rule.line,
            .pattern = rule.pattern,
            .parser = rule.parser,
            .paths = rule.paths,
            .validators = rule.validators,
            .target = rule.target,
            .specificity = rule.specificity,
            .reviewed = rule.reviewed,
            .references = rule.references,
            .width_bytes_max = pattern.ok() ? pattern->width.max : 0,
            .near_context_words = reach.ok() && match::IsLookedForNearWords(rule, *reach),
            .examples = static_cast<std::uint32_t>(rule.examples.size()),
            .negative_examples = static_cast<std::uint32_t>(rule.negative_examples.size())};
  }

  Status Bench() {
    KT_ASSIGN_OR_RETURN(const auto costs, match::MeasureRules(pack_.rules));
    for (const RuleCost& cost : costs) Send(cost);
    return OkStatus();
  }

  Status Check() {
    const match::RuleProof proof =
        match::ProveRules(pack_, match::CostCorpus(match::kCostCorpusBytes), {});
    SendProblems(proof.problems);
    if (proof.rules != nullptr) {
      KT_ASSIGN_OR_RETURN(const auto rules, WithContext(proof.rules));
      const authoring::PipelineProof pipeline = authoring::ProveInPipeline(pack_, rules);
      SendProblems(pipeline.problems);
      for (const RuleCrossFire& cross_fire : pipeline.cross_fires) Send(cross_fire);
    }
    for (const RuleCost& cost : proof.costs) Send(cost);
    return OkStatus();
  }

  void SendProblems(const std::vector<RuleProblem>& problems) {
    for (const RuleProblem& problem : problems) Send(problem);
    totals_.problems += static_cast<std::uint32_t>(problems.size());
  }

  // The proven rules and those that only cross-fire, whose own problems are not told here.
  StatusOr<std::shared_ptr<const match::RuleSet>> WithContext(
      const std::shared_ptr<const match::RuleSet>& proven) const {
    if (job_.context_directories.empty()) return proven;
    std::vector<Rule> rules = proven->rules();
    match::RulePack context =
        match::LoadRulePack({.directories = job_.context_directories, .files = {}});
    for (Rule& rule : context.rules) {
      if (!pack_.places.contains(rule.id)) rules.push_back(std::move(rule));
    }
    return match::BuildRuleSet(std::move(rules), {});
  }

  Status Test() {
    if (pack_.rules.empty()) return OkStatus();
    if (job_.sources.empty()) {
      return MakeError(StatusCode::kInvalidArgument,
                       "cannot test rules: there is no text: give a file");
    }
    KT_ASSIGN_OR_RETURN(const std::string text, ReadText(job_.sources.front()));
    KT_ASSIGN_OR_RETURN(const auto rules, match::BuildRuleSet(pack_.rules, {}));
    KT_ASSIGN_OR_RETURN(const std::vector<RuleVerdict> verdicts,
                        match::TraceText(rules, job_.sources.front().display, text));
    for (const RuleVerdict& verdict : verdicts) Send(verdict);
    for (const RuleVerdict& verdict : ReportedIn(rules, text)) Send(verdict);
    return OkStatus();
  }

  StatusOr<std::string> ReadText(const SourceSpec& source) const {
    std::error_code error;
    const auto refuse = [&](StatusCode code, const std::string& why, const std::string& how) {
      return MakeError(code, fmt::format("cannot test rules on {}: {}: {}",
                                         EscapeForDisplay(source.display), why, how));
    };
    if (!std::filesystem::is_regular_file(source.path, error)) {
      return refuse(StatusCode::kInvalidArgument, error ? error.message() : "it is no file",
                    "give a text or a file; 'keytrail scan --rules DIR' takes the rest");
    }
    if (std::filesystem::file_size(source.path, error) > kTextBytesMax || error) {
      return refuse(StatusCode::kInvalidArgument, error ? error.message() : "it is too large",
                    fmt::format("give at most {} bytes", kTextBytesMax));
    }
    std::ifstream stream(source.path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) {
      return refuse(StatusCode::kPermissionDenied, "no access", "make it readable");
    }
    return text.str();
  }

  // What a scan reports of the text, at every confidence.
  std::vector<RuleVerdict> ReportedIn(const std::shared_ptr<const match::RuleSet>& rules,
                                      const std::string& text) const {
    authoring::TextScanner scanner(rules);
    std::vector<RuleVerdict> verdicts;
    for (const WorkerFinding& found : scanner.Scan(job_.sources.front().display, text)) {
      verdicts.push_back({.rule_id = found.finding.rule_id,
                          .stage = RuleStage::kReported,
                          .byte_offset = found.finding.byte_offset,
                          .byte_length = found.finding.byte_length,
                          .line = static_cast<std::uint32_t>(found.finding.line),
                          .column = static_cast<std::uint32_t>(found.finding.column),
                          .validators = {},
                          .preview = found.finding.preview,
                          .confidence = found.finding.confidence,
                          .also_matched = found.finding.also_matched,
                          .decoded_by = found.finding.decoded_by});
    }
    return verdicts;
  }

  const Job& job_;
  pipeline::FrameSink& sink_;
  match::RulePack pack_;
  RuleTotals totals_;
};

}  // namespace

Status RunRuleJob(const Job& job, pipeline::FrameSink& sink) { return RuleJob(job, sink).Run(); }

}  // namespace keytrail::worker
