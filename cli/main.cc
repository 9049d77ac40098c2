// keytrail: finds the verb and runs it.

#include <cstdio>
#include <string>
#include <variant>

#include "base/version.h"
#include "cli/doctor_command.h"
#include "cli/exit_code.h"
#include "cli/graph_serve_command.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/query_command.h"
#include "cli/rules_command.h"
#include "cli/scan_command.h"

namespace keytrail::cli {
namespace {

// Signals end a query in the usual way; longer work ends in its own.
struct Run {
  int operator()(const ScanOptions& options) const { return RunScan(options, Interrupt()); }
  int operator()(const ListOptions& options) const { return RunList(options, Interrupt()); }
  int operator()(const SecretsOptions& options) const { return RunSecrets(options); }
  int operator()(const KeysOptions& options) const { return RunKeys(options); }
  int operator()(const PathsOptions& options) const { return RunPaths(options); }
  int operator()(const MachinesOptions& options) const { return RunMachines(options); }
  int operator()(const CoverageOptions& options) const { return RunCoverage(options); }
  int operator()(const DoctorOptions& options) const { return RunDoctor(options); }
  int operator()(const GraphServeOptions& options) const {
    return RunGraphServe(options, Interrupt());
  }
  int operator()(const RulesOptions& options) const { return RunRules(options, Interrupt()); }
  int operator()(const VersionOptions&) const {
    std::printf("keytrail %s\n", std::string(kVersion).c_str());
    return kExitComplete;
  }
  int operator()(const Answer& answer) const {
    std::fputs(answer.text.c_str(), answer.exit_code == kExitComplete ? stdout : stderr);
    return answer.exit_code;
  }
};

}  // namespace
}  // namespace keytrail::cli

int main(int argc, char** argv) {
  return std::visit(keytrail::cli::Run(), keytrail::cli::Parse(argc, argv));
}
