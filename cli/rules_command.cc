#include "cli/rules_command.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "cli/exit_code.h"
#include "cli/installation.h"
#include "cli/machine_jobs.h"
#include "cli/result_writer.h"
#include "cli/rules_report.h"
#include "scanner/daemon/rule_session.h"
#include "scanner/daemon/scratch_directory.h"

namespace keytrail::cli {
namespace {

int Complain(const Status& status) {
  std::fprintf(stderr, "keytrail: %s\n", MessageOf(status).c_str());
  const bool usage =
      status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kNotFound;
  return usage ? kExitUsage : kExitCouldNotStart;
}

Job::Action ActionOf(RulesOptions::Action action) {
  switch (action) {
    case RulesOptions::Action::kList:
    case RulesOptions::Action::kExplain: return Job::Action::kListRules;
    case RulesOptions::Action::kCheck: return Job::Action::kCheckRules;
    case RulesOptions::Action::kTest: return Job::Action::kTestRules;
    case RulesOptions::Action::kBench: return Job::Action::kBenchRules;
  }
  return Job::Action::kListRules;
}

Job MakeRuleJob(const RulesOptions& options, const Installation& installation) {
  Job job;
  job.action = ActionOf(options.action);
  job.rule_directories = options.rule_directories;
  job.rule_files = options.rule_files;
  if (job.rule_directories.empty() && job.rule_files.empty()) {
    job.rule_directories = {installation.rules_directory};
  }
  job.rule_ids = options.rule_ids;
  job.rule_cache_directory = PrepareCacheDirectory("/rules");
  job.context_directories = options.context_directories;
  job.keep_going = options.keep_going;
  return job;
}

// Standard input as a file that only this user can read: the worker has no other way to it.
Status CopyStandardInput(const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  char buffer[64 * 1024];
  ssize_t size = 0;
  while ((size = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0) {
    file.write(buffer, size);
  }
  file.close();
  if (size == 0 && file) return OkStatus();
  return MakeError(StatusCode::kUnavailable,
                   "cannot take standard input: it cannot be read or kept: give a file");
}

// Lives as long as the job that reads what is in it.
StatusOr<std::optional<daemon::ScratchDirectory>> SetSource(const RulesOptions& options, Job& job) {
  std::optional<daemon::ScratchDirectory> scratch;
  if (options.source.empty()) return scratch;
  std::string path = std::filesystem::absolute(options.source).lexically_normal();
  std::string display = path;
  if (options.source == "-") {
    KT_ASSIGN_OR_RETURN(daemon::ScratchDirectory directory, daemon::ScratchDirectory::Create(0));
    path = directory.path() + "/text";
    display = "/standard-input";
    KT_RETURN_IF_ERROR(CopyStandardInput(path));
    scratch.emplace(std::move(directory));
  }
  job.sources = {{.path = path, .display = options.as_path.empty() ? display : options.as_path}};
  return scratch;
}

}  // namespace

int RunRules(const RulesOptions& options, const Interrupt& interrupt) {
  const Installation installation = FindInstallation();
  Job job = MakeRuleJob(options, installation);
  const auto scratch = SetSource(options, job);
  if (!scratch.ok()) return Complain(scratch.status());
  const auto writer = ResultWriter::Open("", options.format);
  if (!writer.ok()) return Complain(writer.status());
  RulesReport report(**writer, options.action);
  const Status ran = daemon::RunRuleSession(
      installation.worker_program, job, [&](const RuleReport& one) { report.Add(one); },
      interrupt.flag());
  report.Finish();
  const Status written = (*writer)->Finish();
  if (!ran.ok()) return Complain(ran);
  if (!written.ok()) return Complain(written);
  return report.has_problems() ? kExitProblems : kExitComplete;
}

}  // namespace keytrail::cli
