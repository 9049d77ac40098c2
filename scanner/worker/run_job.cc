#include "scanner/worker/run_job.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/version.h"
#include "model/reader.h"
#include "scanner/disk/open_reader.h"
#include "scanner/match/rule_pack.h"
#include "scanner/match/rule_set_cache.h"
#include "scanner/pipeline/list_pipeline.h"
#include "scanner/pipeline/scan_pipeline.h"
#include "scanner/secret/known_keys.h"
#include "scanner/worker/process_limits.h"
#include "scanner/worker/rule_job.h"

namespace keytrail::worker {
namespace {

using SuppressedCounts = std::map<std::string, std::uint64_t>;  // by what refused

// Without the rules that have a problem, which is told.
StatusOr<std::shared_ptr<const match::RuleSet>> LoadSoundRules(const Job& job,
                                                               pipeline::FrameSink& sink) {
  match::RulePack pack = match::LoadRulePack({.directories = job.rule_directories, .files = {}});
  for (const RuleProblem& problem : pack.problems) sink.Send(RuleReportFrame{.report = problem});
  if (!job.rule_ids.empty()) {
    std::erase_if(pack.rules, [&](const Rule& rule) {
      return std::ranges::find(job.rule_ids, rule.id) == job.rule_ids.end();
    });
  }
  return match::BuildRuleSet(std::move(pack.rules), {.directory = job.rule_cache_directory});
}

StatusOr<std::shared_ptr<const match::RuleSet>> LoadRuleSet(const Job& job,
                                                            pipeline::FrameSink& sink) {
  if (job.keep_going) return LoadSoundRules(job, sink);
  return match::ObtainRuleSet({.directories = job.rule_directories, .only_ids = job.rule_ids},
                              {.directory = job.rule_cache_directory});
}

Status Walk(const Job& job, WalkSink& sink) {
  KT_ASSIGN_OR_RETURN(const std::unique_ptr<Reader> reader, disk::OpenReader(job));
  return reader->Walk(sink);
}

Status List(const Job& job, pipeline::FrameSink& sink) {
  sink.Send(
      HelloFrame{.protocol_version = 1, .worker_version = std::string(kVersion), .looked_for = {}});
  pipeline::ListPipeline list(std::max<std::uint32_t>(job.threads, 1), job.hash, sink);
  return Walk(job, list);
}

StatusOr<SuppressedCounts> Scan(const Job& job, pipeline::FrameSink& sink) {
  KT_ASSIGN_OR_RETURN(const auto rules, LoadRuleSet(job, sink));
  KT_ASSIGN_OR_RETURN(auto known_keys, secret::KnownKeys::Load(job.known_keys_files));
  sink.Send(HelloFrame{.protocol_version = 1,
                       .worker_version = std::string(kVersion),
                       .looked_for = rules->looked_for()});
  pipeline::ScanPipeline scan(
      rules,
      {.threads = std::max<std::uint32_t>(job.threads, 1),
       .read_rate_bytes_per_second = job.read_rate_bytes_per_second,
       .scanner = {.min_confidence = job.min_confidence,
                   .known_keys = std::make_shared<const secret::KnownKeys>(std::move(known_keys)),
                   .scratch_directory = job.scratch_directory}},
      sink);
  KT_RETURN_IF_ERROR(Walk(job, scan));
  return scan.suppressed_by();
}

Status Act(const Job& job, pipeline::FrameSink& sink, ScanEndFrame& end) {
  switch (job.action) {
    case Job::Action::kList: return List(job, sink);
    case Job::Action::kListRules:
    case Job::Action::kCheckRules:
    case Job::Action::kTestRules:
    case Job::Action::kBenchRules: return RunRuleJob(job, sink);
    case Job::Action::kScan: break;
  }
  KT_ASSIGN_OR_RETURN(end.suppressed_by, Scan(job, sink));
  for (const auto& [suppressor, count] : end.suppressed_by) end.suppressed += count;
  return OkStatus();
}

}  // namespace

void RunJob(const Job& job, pipeline::FrameSink& sink) {
  ScanEndFrame end;
  Status status = LimitForReader(job.reader);
  if (status.ok()) status = Act(job, sink, end);
  end.error = MessageOf(status);
  end.error_code = static_cast<std::int32_t>(status.code());
  sink.Send(std::move(end));
}

}  // namespace keytrail::worker
