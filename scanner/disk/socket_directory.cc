#include "scanner/disk/socket_directory.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace keytrail::disk {
namespace {

constexpr std::string_view kSocketName = "/guestfsd.sock";
constexpr std::string_view kPathKey = "path=";

// The directory named in "-chardev socket,path=DIRECTORY/guestfsd.sock,id=channel0", or nothing.
std::filesystem::path SocketDirectoryOf(pid_t hypervisor) {
  std::ifstream file(fmt::format("/proc/{}/cmdline", hypervisor), std::ios::binary);
  const std::string command((std::istreambuf_iterator<char>(file)), {});
  const std::size_t end = command.find(kSocketName);
  if (end == std::string::npos) return {};
  const std::size_t begin = command.rfind(kPathKey, end);
  if (begin == std::string::npos) return {};
  return command.substr(begin + kPathKey.size(), end - begin - kPathKey.size());
}

}  // namespace

void RemoveSocketDirectory(pid_t hypervisor) {
  const std::filesystem::path directory = SocketDirectoryOf(hypervisor);
  if (!directory.is_absolute() || !directory.filename().string().starts_with("libguestfs")) return;
  std::error_code ignored;
  for (const char* name : {"guestfsd.sock", "console.sock"}) {
    std::filesystem::remove(directory / name, ignored);
  }
  std::filesystem::remove(directory, ignored);
}

}  // namespace keytrail::disk
