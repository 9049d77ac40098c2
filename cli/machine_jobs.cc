#include "cli/machine_jobs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/limits.h"

namespace keytrail::cli {
namespace {

std::optional<ReaderKind> ForcedReader(ReaderChoice choice) {
  switch (choice) {
    case ReaderChoice::kAuto: return std::nullopt;
    case ReaderChoice::kDirectory: return ReaderKind::kDirectory;
    case ReaderChoice::kAppliance: return ReaderKind::kAppliance;
  }
  return std::nullopt;
}

void AssignSources(const std::vector<SourceSpec>& sources, ReaderChoice choice,
                   daemon::MachineScanRequest& request) {
  const std::optional<ReaderKind> forced = ForcedReader(choice);
  daemon::SourceAssignments assigned =
      daemon::AssignReaders(sources, forced.has_value() ? &*forced : nullptr);
  request.assignments = std::move(assigned.assignments);
  request.errors = std::move(assigned.errors);
}

std::string CacheDirectoryPath() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && cache[0] == '/') return std::string(cache) + "/keytrail";
  if (geteuid() == 0) return "/var/cache/keytrail";
  const char* home = std::getenv("HOME");
  return home == nullptr || home[0] != '/' ? "" : std::string(home) + "/.cache/keytrail";
}

}  // namespace

std::vector<daemon::MachineScanRequest> MakeScanRequests(const ScanOptions& options,
                                                         const Installation& installation) {
  std::vector<daemon::MachineScanRequest> requests;
  for (const MachineSources& machine : options.machines) {
    daemon::MachineScanRequest request;
    request.machine = machine.machine;
    request.snapshot_at = options.snapshot_at;
    request.all_disks = options.all_disks;
    request.full_pack = options.rule_ids.empty() && options.rule_directories.empty();
    request.worker_program = installation.worker_program;
    request.wall_clock_limit = std::chrono::seconds(limits::kWorkerWallClockSeconds);
    request.job.action = Job::Action::kScan;
    request.job.threads = options.threads;
    request.job.read_rate_bytes_per_second = options.read_rate_bytes_per_second;
    request.job.min_confidence = options.min_confidence;
    request.job.keep_going = options.keep_going;
    request.job.rule_directories = options.rule_directories;
    if (options.rule_directories.empty()) {
      request.job.rule_directories = {installation.rules_directory};
    }
    request.job.rule_ids = options.rule_ids;
    request.job.known_keys_files = {installation.rules_directory + "/known-public-keys.txt"};
    std::ranges::copy(options.known_keys_files, std::back_inserter(request.job.known_keys_files));
    request.job.probe_image = installation.probe_image;
    request.job.insist_raw = options.insist_raw;
    AssignSources(machine.sources, options.reader, request);
    requests.push_back(std::move(request));
  }
  return requests;
}

daemon::MachineScanRequest MakeListRequest(const ListOptions& options,
                                           const Installation& installation) {
  daemon::MachineScanRequest request;
  request.machine = {.id = "ls", .name = options.sources.front().display, .unstable_id = true};
  request.worker_program = installation.worker_program;
  request.wall_clock_limit = std::chrono::seconds(limits::kWorkerWallClockSeconds);
  request.job.action = Job::Action::kList;
  request.job.hash = options.hash;
  request.job.probe_image = installation.probe_image;
  request.job.insist_raw = options.insist_raw;
  AssignSources(options.sources, options.reader, request);
  return request;
}

bool NeedsAppliance(const std::vector<daemon::MachineScanRequest>& requests) {
  return std::ranges::any_of(requests, [](const daemon::MachineScanRequest& request) {
    return std::ranges::any_of(request.assignments, [](const daemon::ReaderAssignment& assignment) {
      return assignment.reader == ReaderKind::kAppliance;
    });
  });
}

std::string PrepareCacheDirectory(const std::string& below) {
  const std::string cache = CacheDirectoryPath();
  std::error_code error;
  if (cache.empty()) return cache;
  const std::string path = cache + below;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (mkdir(path.c_str(), 0700) == 0) return path;
  struct stat info {};
  const bool ours = lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) &&
                    info.st_uid == geteuid() && (info.st_mode & 0077) == 0;
  return ours ? path : "";
}

}  // namespace keytrail::cli
