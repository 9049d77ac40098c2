#include "cli/doctor.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/host_checks.h"
#include "cli/json_value.h"
#include "cli/text_table.h"

namespace keytrail::cli {
namespace {

std::string_view NameOf(CheckState state) {
  switch (state) {
    case CheckState::kOk: return "ok";
    case CheckState::kWarn: return "warn";
    case CheckState::kFail: return "fail";
  }
  return "fail";
}

Ink InkOf(CheckState state) {
  switch (state) {
    case CheckState::kOk: return Ink::kGreen;
    case CheckState::kWarn: return Ink::kYellow;
    case CheckState::kFail: return Ink::kRed;
  }
  return Ink::kPlain;
}

}  // namespace

std::vector<Check> RunChecks(const DoctorContext& context) {
  const HostPaths& host = context.host;
  return {CheckWorker(context.installation),
          CheckProcessor(),
          CheckQemu(host),
          CheckSupermin(host),
          CheckKernel(host),
          CheckAccelerator(context.accelerator),
          CheckMemory(host),
          CheckDescriptors(),
          CheckCoreDumps(host),
          CheckSwap(host),
          CheckStore(context.store_directory),
          CheckScratch(),
          CheckApplianceCache()};
}

std::vector<std::string> ProgramDirectories() {
  std::vector<std::string> directories;
  const char* variable = std::getenv("PATH");
  std::string_view rest = variable == nullptr ? "" : variable;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(':'), rest.size());
    if (end > 0) directories.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  for (const char* directory : {"/usr/bin", "/usr/sbin", "/usr/local/bin"}) {
    directories.emplace_back(directory);
  }
  return directories;
}

int DoctorExitCode(std::span<const Check> checks) {
  const bool failed = std::ranges::any_of(
      checks, [](const Check& check) { return check.state == CheckState::kFail; });
  return failed ? kExitCouldNotStart : kExitComplete;
}

std::string ChecksTable(std::span<const Check> checks, const Style& style) {
  TextTable table(
      {{.title = "CHECK"}, {.title = "STATE"}, {.title = "WHAT WAS SEEN, AND WHAT TO DO"}});
  for (const Check& check : checks) {
    table.AddRow({{check.name, Ink::kBold},
                  {std::string(NameOf(check.state)), InkOf(check.state)},
                  {check.detail}});
    if (!check.advice.empty()) table.AddRow({{""}, {""}, {"→ " + check.advice, Ink::kCyan}});
  }
  return table.Render(style);
}

std::string ToJson(const Check& check) {
  return Line({{"kind", "check"},
               {"name", Text(check.name)},
               {"state", std::string(NameOf(check.state))},
               {"detail", Text(check.detail)},
               {"advice", TextOrNull(check.advice)}});
}

}  // namespace keytrail::cli
