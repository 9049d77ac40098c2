#include "cli/host_checks.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/limits.h"
#include "base/text.h"

namespace keytrail::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMiB = 1024ULL * 1024;
// The appliance's own memory and what a worker needs beside it.
constexpr std::uint64_t kMemoryWantedBytes = 2048 * kMiB;
// libguestfs' cached appliance, measured at about 430 MB.
constexpr std::uint64_t kApplianceCacheBytes = 600 * kMiB;
constexpr rlim_t kDescriptorsWanted = 1024;

#if defined(__aarch64__)
constexpr const char* kQemuProgram = "qemu-system-aarch64";
constexpr const char* kQemuPackage = "qemu-system-arm";
#else
constexpr const char* kQemuProgram = "qemu-system-x86_64";
constexpr const char* kQemuPackage = "qemu-system-x86";
#endif

std::string FirstLine(const std::string& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

std::optional<std::string> FindProgram(const HostPaths& host, const std::string& name) {
  for (const std::string& directory : host.program_directories) {
    const std::string path = directory + "/" + name;
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

Check CheckProgram(const HostPaths& host, const std::string& check, const std::string& program,
                   const std::string& package) {
  if (const auto path = FindProgram(host, program))
    return {.name = check, .detail = *path, .advice = ""};
  return {.name = check,
          .state = CheckState::kFail,
          .detail = program + " is not on this host: disk images cannot be scanned",
          .advice = "apt-get install " + package};
}

std::uint64_t FreeBytes(const std::string& directory) {
  struct statvfs space {};
  if (::statvfs(directory.c_str(), &space) != 0) return 0;
  return static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
}

std::string TemporaryDirectory(const char* otherwise) {
  const char* directory = std::getenv("TMPDIR");
  return directory != nullptr && directory[0] == '/' ? directory : otherwise;
}

Check CheckRoom(const std::string& name, const std::string& directory, std::uint64_t wanted_bytes,
                const std::string& what) {
  const std::uint64_t free_bytes = FreeBytes(directory);
  Check check{
      .name = name,
      .detail = fmt::format("{} free in {}", HumanBytes(free_bytes), EscapeForDisplay(directory)),
      .advice = ""};
  if (free_bytes >= wanted_bytes && ::access(directory.c_str(), W_OK) == 0) return check;
  check.state = CheckState::kWarn;
  check.advice = fmt::format("{} needs {} that can be written: make room, or set TMPDIR", what,
                             HumanBytes(wanted_bytes));
  return check;
}

// Versions as people mean them: runs of digits compare as numbers.
bool VersionLess(const std::string& a, const std::string& b) {
  return ::strverscmp(a.c_str(), b.c_str()) < 0;
}

struct Kernel {
  std::string path;
  std::string version;
  bool readable = false;
};

// Kernels with modules, the newest first: the order in which the appliance's builder takes them.
std::vector<Kernel> Kernels(const HostPaths& host) {
  constexpr std::string_view kPrefix = "vmlinuz-";
  std::vector<Kernel> kernels;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(host.boot, error)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(kPrefix)) continue;
    Kernel kernel{.path = entry.path(), .version = name.substr(kPrefix.size())};
    if (!fs::is_directory(host.modules + "/" + kernel.version, error)) continue;
    kernel.readable = ::access(kernel.path.c_str(), R_OK) == 0;
    kernels.push_back(std::move(kernel));
  }
  std::ranges::sort(
      kernels, [](const Kernel& a, const Kernel& b) { return VersionLess(b.version, a.version); });
  return kernels;
}

std::vector<std::string> MissingFileSystems(const HostPaths& host, const Kernel& kernel) {
  const std::string directory = host.modules + "/" + kernel.version;
  std::ostringstream builtin;
  builtin << std::ifstream(directory + "/modules.builtin").rdbuf();
  std::vector<std::string> missing;
  std::error_code error;
  for (const char* name : {"ext4", "xfs", "btrfs", "fat", "exfat", "hfsplus", "f2fs", "isofs",
                           "udf", "jfs", "reiserfs", "ufs"}) {
    const bool is_module = fs::exists(fmt::format("{}/kernel/fs/{}", directory, name), error);
    const bool is_builtin =
        builtin.str().find(fmt::format("kernel/fs/{}/", name)) != std::string::npos;
    if (!is_module && !is_builtin) missing.emplace_back(name);
  }
  return missing;
}

// Bytes of a line such as "MemAvailable:   123 kB" in /proc/meminfo, or 0.
std::uint64_t MeminfoBytes(const HostPaths& host, const std::string& field) {
  std::ifstream file(host.proc + "/meminfo");
  std::string name;
  std::uint64_t kibibytes = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    if (words >> name >> kibibytes && name == field + ":") return kibibytes * 1024;
  }
  return 0;
}

bool IsNetworkFileSystem(const std::string& directory) {
  constexpr long kNfs = 0x6969;
  constexpr long kSmb = 0x517B;
  constexpr long kCifs = static_cast<long>(0xFF534D42);
  constexpr long kSmb2 = static_cast<long>(0xFE534D42);
  struct statfs info {};
  if (::statfs(directory.c_str(), &info) != 0) return false;
  const auto type = static_cast<long>(info.f_type);
  return type == kNfs || type == kSmb || type == kCifs || type == kSmb2;
}

std::string NearestExisting(const std::string& directory) {
  std::error_code error;
  fs::path path = fs::absolute(directory, error);
  while (!fs::exists(path, error) && path.has_relative_path()) path = path.parent_path();
  return path;
}

}  // namespace

Check CheckWorker(const Installation& installation) {
  const std::string& program = installation.worker_program;
  if (::access(program.c_str(), X_OK) != 0) {
    return {.name = "worker",
            .state = CheckState::kFail,
            .detail = EscapeForDisplay(program) + " cannot be run: nothing can be scanned",
            .advice = "install keytrail whole, with its libexec directory"};
  }
  if (::access(installation.probe_image.c_str(), R_OK) != 0) {
    return {.name = "worker",
            .state = CheckState::kFail,
            .detail = EscapeForDisplay(installation.probe_image) +
                      " cannot be read: disk images cannot be scanned",
            .advice = "install keytrail whole, with its libexec directory"};
  }
  return {.name = "worker", .detail = EscapeForDisplay(program), .advice = ""};
}

Check CheckProcessor() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("ssse3") == 0) {
    return {
        .name = "processor",
        .state = CheckState::kFail,
        .detail = "no SSSE3: the pattern matcher cannot run",
        .advice = "use a host with a processor made after 2008, or show the guest a newer model"};
  }
  const bool wide = __builtin_cpu_supports("avx2") != 0;
  return {.name = "processor", .detail = wide ? "SSSE3, AVX2" : "SSSE3, no AVX2", .advice = ""};
#else
  return {.name = "processor",
          .state = CheckState::kFail,
          .detail = "the pattern matcher needs an x86-64 processor",
          .advice = "use an x86-64 host"};
#endif
}

Check CheckQemu(const HostPaths& host) {
  return CheckProgram(host, "qemu", kQemuProgram, kQemuPackage);
}

Check CheckSupermin(const HostPaths& host) {
  return CheckProgram(host, "supermin", "supermin", "supermin");
}

Check CheckKernel(const HostPaths& host) {
  const std::vector<Kernel> kernels = Kernels(host);
  if (kernels.empty()) {
    return {.name = "kernel",
            .state = CheckState::kFail,
            .detail = fmt::format("no kernel with modules in {}: disk images cannot be scanned",
                                  host.boot),
            .advice = "apt-get install linux-image-amd64"};
  }
  const Kernel& kernel = kernels.front();
  if (!kernel.readable) {
    return {.name = "kernel",
            .state = CheckState::kFail,
            .detail = kernel.path + " cannot be read by this user: disk images cannot be scanned",
            .advice = fmt::format("as root: dpkg-statoverride --update --add root root 0644 {}",
                                  kernel.path)};
  }
  const std::vector<std::string> missing = MissingFileSystems(host, kernel);
  Check check{.name = "kernel", .detail = kernel.path, .advice = ""};
  if (missing.empty()) return check;
  check.state = CheckState::kWarn;
  check.detail += fmt::format(" lacks {}", fmt::join(missing, ", "));
  check.advice = kernel.version.find("cloud") == std::string::npos
                     ? "volumes of these types end as unsupported"
                     : "apt-get install linux-image-amd64, whose kernel has more file systems";
  return check;
}

Check CheckAccelerator(const daemon::AcceleratorAnswer& answer) {
  if (answer.accelerator == Accelerator::kKvm) {
    return {.name = "kvm", .detail = EscapeForDisplay(answer.reason), .advice = ""};
  }
  return {
      .name = "kvm",
      .state = CheckState::kWarn,
      .detail = EscapeForDisplay(answer.reason) + ": the appliance is emulated",
      .advice = "expect a boot of 10 to 30 s for each machine; a host with KVM boots in seconds"};
}

Check CheckMemory(const HostPaths& host) {
  const std::uint64_t available = MeminfoBytes(host, "MemAvailable");
  Check check{.name = "memory", .detail = HumanBytes(available) + " available", .advice = ""};
  if (available < kMemoryWantedBytes) {
    check.state = CheckState::kWarn;
    check.advice = fmt::format("a scan with the appliance wants {}: free some memory",
                               HumanBytes(kMemoryWantedBytes));
  }
  return check;
}

Check CheckDescriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  Check check{.name = "descriptors",
              .detail = limit.rlim_cur == RLIM_INFINITY
                            ? "no limit"
                            : fmt::format("{} open files allowed", limit.rlim_cur),
              .advice = ""};
  if (limit.rlim_cur < kDescriptorsWanted) {
    check.state = CheckState::kWarn;
    check.advice = fmt::format("raise the limit: ulimit -n {}", kDescriptorsWanted);
  }
  return check;
}

Check CheckCoreDumps(const HostPaths& host) {
  const std::string pattern = FirstLine(host.proc + "/sys/kernel/core_pattern");
  if (!pattern.starts_with('|')) {
    return {.name = "core dumps", .detail = "workers leave none", .advice = ""};
  }
  // A collector behind a pipe is not bound by RLIMIT_CORE (core(5)); workers are not dumpable.
  return {.name = "core dumps",
          .detail = fmt::format("workers leave none, though {} collects others",
                                EscapeForDisplay(pattern.substr(1, pattern.find(' ') - 1))),
          .advice = ""};
}

Check CheckSwap(const HostPaths& host) {
  std::ifstream file(host.proc + "/swaps");
  std::string line;
  std::getline(file, line);
  if (!std::getline(file, line)) return {.name = "swap", .detail = "off", .advice = ""};
  return {.name = "swap",
          .state = CheckState::kWarn,
          .detail = fmt::format("on ({}): a secret in a worker's memory may reach it",
                                EscapeForDisplay(line.substr(0, line.find_first_of(" \t")))),
          .advice = "turn swap off while scanning (swapoff -a), or encrypt it"};
}

Check CheckStore(const std::string& directory) {
  if (directory.empty()) return {.name = "store", .detail = "none: nothing is kept", .advice = ""};
  const std::string existing = NearestExisting(directory);
  const std::string shown = EscapeForDisplay(directory);
  if (::access(existing.c_str(), W_OK | X_OK) != 0) {
    return {.name = "store",
            .state = CheckState::kFail,
            .detail = shown + " cannot be written by this user",
            .advice = "give --store a directory of your own, or none"};
  }
  if (IsNetworkFileSystem(existing)) {
    return {.name = "store",
            .state = CheckState::kFail,
            .detail = shown + " is on a network file system, where SQLite's locks do not hold",
            .advice = "give --store a directory on a local disk"};
  }
  struct stat info {};
  const bool exists = ::stat(directory.c_str(), &info) == 0;
  if (exists && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return {.name = "store",
            .state = CheckState::kWarn,
            .detail = shown + " is open to others",
            .advice = "chmod 0700 " + shown};
  }
  return {
      .name = "store", .detail = shown + (exists ? "" : " (made at the first scan)"), .advice = ""};
}

Check CheckScratch() {
  return CheckRoom("scratch", TemporaryDirectory("/tmp"), limits::kScratchBytes,
                   "the scratch disk of a scan");
}

Check CheckApplianceCache() {
  return CheckRoom("appliance cache", TemporaryDirectory("/var/tmp"), kApplianceCacheBytes,
                   "libguestfs' appliance");
}

}  // namespace keytrail::cli
