// What this host can do: one check for each thing that a scan leans on, and what to do about it.
//
// Looks only; changes nothing. The accelerator is the one thing that is found out by trying (a
// boot), so its answer is handed in.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/installation.h"
#include "cli/style.h"
#include "scanner/daemon/kvm_probe.h"

namespace keytrail::cli {

enum class CheckState {
  kOk,
  kWarn,  // works, with a loss that `advice` mends
  kFail,  // scans, or scans of disk images, cannot start
};

struct Check {
  std::string name;  // stable: "kernel", "swap", …
  CheckState state = CheckState::kOk;
  std::string detail;  // what was seen
  std::string advice;  // what to do; empty when there is nothing to do
};

// Where a host keeps what is looked at. The defaults are the real ones; tests lay out their own.
struct HostPaths {
  std::string boot = "/boot";
  std::string modules = "/lib/modules";
  std::string proc = "/proc";
  std::vector<std::string> program_directories;  // in order, as in $PATH
};

struct DoctorContext {
  HostPaths host;
  Installation installation;
  std::string store_directory;  // empty: no store
  daemon::AcceleratorAnswer accelerator;
};

// In a fixed order, which is that of the output.
std::vector<Check> RunChecks(const DoctorContext& context);

// $PATH, and the directories where system programs lie.
std::vector<std::string> ProgramDirectories();

// kExitCouldNotStart when a check failed, else kExitComplete.
int DoctorExitCode(std::span<const Check> checks);

std::string ChecksTable(std::span<const Check> checks, const Style& style);
// {"kind":"check","name","state","detail","advice"}
std::string ToJson(const Check& check);

}  // namespace keytrail::cli
