#include "scanner/daemon/kvm_probe.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "base/unique_fd.h"
#include "scanner/daemon/child_process.h"

namespace keytrail::daemon {
namespace {

constexpr const char* kKvmWord = "kvm";
constexpr const char* kTcgWord = "tcg";
// Where ChildProcess gives its child the pipe to us.
constexpr const char* kConsolePath = "/dev/fd/4";

AcceleratorAnswer Tcg(std::string reason) {
  return {.accelerator = Accelerator::kTcg, .reason = std::move(reason)};
}

std::string FirstLineOf(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// The cache file: boot id, word, reason, a line each.
std::optional<AcceleratorAnswer> Recall(const std::string& cache_file, const std::string& boot_id) {
  std::ifstream file(cache_file);
  std::string id;
  std::string word;
  AcceleratorAnswer answer;
  std::getline(file, id);
  std::getline(file, word);
  std::getline(file, answer.reason);
  if (boot_id.empty() || id != boot_id || (word != kKvmWord && word != kTcgWord)) {
    return std::nullopt;
  }
  answer.accelerator = word == kKvmWord ? Accelerator::kKvm : Accelerator::kTcg;
  answer.remembered = true;
  return answer;
}

// A lost answer costs five seconds; so nothing is made of an error here.
void Remember(const std::string& cache_file, const std::string& boot_id,
              const AcceleratorAnswer& answer) {
  if (cache_file.empty() || boot_id.empty()) return;
  const std::string fresh = fmt::format("{}.{}", cache_file, ::getpid());
  {
    std::ofstream file(fresh, std::ios::trunc);
    file << boot_id << '\n'
         << (answer.accelerator == Accelerator::kKvm ? kKvmWord : kTcgWord) << '\n'
         << answer.reason << '\n';
  }
  std::error_code error;
  std::filesystem::rename(fresh, cache_file, error);
  if (error) std::filesystem::remove(fresh, error);
}

// /boot/vmlinuz-VERSION or /lib/modules/VERSION/vmlinuz, the last by name.
std::string ReadableKernel(const std::vector<std::string>& directories) {
  std::vector<std::string> kernels;
  for (const std::string& directory : directories) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
      const bool is_kernel = entry.path().filename().string().starts_with("vmlinuz");
      const std::string path = is_kernel ? entry.path() : entry.path() / "vmlinuz";
      if (::access(path.c_str(), R_OK) == 0) kernels.push_back(path);
    }
    if (!kernels.empty()) break;
  }
  return kernels.empty() ? "" : *std::ranges::max_element(kernels);
}

std::vector<std::string> BootCommand(const KvmProbeHost& host, const std::string& kernel) {
  // The shell only sends qemu's complaints away from our standard error.
  return {"/bin/sh",
          "-c",
          "exec \"$0\" \"$@\" 2>/dev/null",
          host.hypervisor,
          "-accel",
          "kvm",
          "-nodefaults",
          "-display",
          "none",
          "-no-reboot",
          "-m",
          "256",
          "-chardev",
          fmt::format("file,id=console,path={}", kConsolePath),
          "-serial",
          "chardev:console",
          "-kernel",
          kernel,
          "-append",
          "console=ttyS0 panic=-1"};
}

enum class Console { kSpoke, kSilent, kEnded };

Console Listen(int fd, int milliseconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Console::kSilent;
    pollfd waiting{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left.count()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Console::kSilent;
    char byte = 0;
    return ::read(fd, &byte, 1) == 1 ? Console::kSpoke : Console::kEnded;
  }
}

AcceleratorAnswer Boot(const KvmProbeHost& host, const std::string& kernel) {
  auto child = ChildProcess::Spawn(BootCommand(host, kernel));
  if (!child.ok()) return Tcg("the boot probe could not be started");
  const Console console = Listen(child->read_fd(), host.silence_milliseconds);
  child->KillGroup();
  child->Wait();
  switch (console) {
    case Console::kSpoke: return {.accelerator = Accelerator::kKvm, .reason = "KVM boots a guest"};
    case Console::kEnded: return Tcg("the hypervisor refuses to run a guest under KVM");
    case Console::kSilent: break;
  }
  return Tcg(fmt::format("{} opens, but a kernel under KVM was silent for {} seconds", host.device,
                         (host.silence_milliseconds + 999) / 1000));
}

}  // namespace

AcceleratorAnswer ProbeAccelerator(const std::string& cache_file, const KvmProbeHost& host) {
  const UniqueFd device(::open(host.device.c_str(), O_RDWR | O_CLOEXEC));
  if (!device.valid()) {
    return Tcg(fmt::format("{} cannot be opened: {}", host.device, std::strerror(errno)));
  }
  const std::string boot_id = FirstLineOf(host.boot_id_file);
  if (const auto known = Recall(cache_file, boot_id)) return *known;
  const std::string kernel = ReadableKernel(host.kernel_directories);
  if (kernel.empty()) return Tcg("there is no kernel that this user may read, to try KVM with");
  if (::access(host.hypervisor.c_str(), X_OK) != 0) {
    return Tcg(fmt::format("{} is missing, to try KVM with", host.hypervisor));
  }
  AcceleratorAnswer answer = Boot(host, kernel);
  Remember(cache_file, boot_id, answer);
  return answer;
}

}  // namespace keytrail::daemon
