#include "graph/access/server.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace keytrail::access {
namespace {

constexpr std::string_view kDefaultConfig = "/etc/ssh/sshd_config";
constexpr std::string_view kPrograms[] = {"/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd",
                                          "/sbin/sshd"};
constexpr std::string_view kUnits[] = {"ssh.service", "sshd.service", "ssh.socket", "sshd.socket"};
constexpr std::size_t kPamFilesMax = 64;

std::string_view NameIn(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool IsUnit(std::string_view name) { return std::ranges::find(kUnits, name) != std::end(kUnits); }

SshdVersion ReadVersion(const MachineView& view, std::vector<std::string>& fact_ids) {
  SshdVersion version;
  for (const auto& at : view.All<SshdVersionFact>()) {
    version.is_debian |= at.payload->distribution == "debian" ||
                         at.payload->distribution == "ubuntu" || at.payload->source == "dpkg";
    // What the program says of itself beats what a package database says.
    if (version.known() && at.payload->source != "binary") continue;
    version.major = at.payload->major;
    version.minor = at.payload->minor;
    fact_ids.push_back(at.fact->id);
  }
  for (const auto& at : view.All<OperatingSystemFact>()) {
    version.is_debian |= at.payload->id == "debian" || at.payload->id == "ubuntu";
  }
  return version;
}

// Links that make the init system start an SSH server.
bool IsEnablingLink(const FactAt<SymlinkFact>& link) {
  const std::string_view name = NameIn(link.path);
  const std::string_view folder = std::string_view(link.path).substr(
      0, link.path.size() - std::min(link.path.size(), name.size() + 1));
  if (IsUnit(name)) return folder.ends_with(".wants") || folder.ends_with(".requires");
  if (folder.starts_with("/etc/rc") && folder.ends_with(".d") && name.starts_with('S')) {
    return name.ends_with("ssh") || name.ends_with("sshd");
  }
  return folder.starts_with("/etc/runlevels/") && name == "sshd";
}

bool IsMasked(const MachineView& view) {
  std::size_t masked = 0;
  for (const auto& link : view.All<SymlinkFact>()) {
    const bool is_mask = link.payload->target == "/dev/null" &&
                         link.path.starts_with("/etc/systemd/system/") &&
                         NameIn(link.path).ends_with("service") && IsUnit(NameIn(link.path));
    if (is_mask) ++masked;
  }
  return masked > 0;
}

void JudgeService(const MachineView& view, Server& server) {
  const auto& links = view.All<SymlinkFact>();
  const auto enabling = std::ranges::find_if(links, &IsEnablingLink);
  if (enabling != links.end()) server.fact_ids.push_back(enabling->fact->id);
  if (view.Exists("/etc/ssh/sshd_not_to_be_run") == Tri::kYes)
    return server.ruling.Block("sshd.off");
  if (enabling != links.end() && !IsMasked(view)) return;
  // Somebody logged in: it runs by some way that is not known here.
  const bool was_used = !view.All<LoginFact>().empty();
  const bool is_known = view.WasLookedAt("/etc/systemd/system") && !was_used;
  if (is_known || IsMasked(view)) return server.ruling.Block("sshd.off");
  server.ruling.Doubt("sshd.enabled");
}

void JudgeProgram(const MachineView& view, Server& server) {
  Tri exists = view.All<SshdVersionFact>().empty() ? Tri::kNo : Tri::kYes;
  for (const std::string_view program : kPrograms) exists = Or(exists, view.Exists(program));
  if (exists == Tri::kNo) server.ruling.Block("sshd.off");
  if (exists == Tri::kUnknown) server.ruling.Doubt("sshd.enabled");
  // Without its own user sshd does not start.
  const auto& accounts = view.All<AccountFact>();
  const bool has_user =
      std::ranges::any_of(accounts, [](const auto& at) { return at.payload->name == "sshd"; });
  if (!has_user && !accounts.empty() && view.WasLookedAt("/etc/passwd"))
    server.ruling.Block("sshd.off");
}

struct CommandLine {
  std::string config_path = std::string(kDefaultConfig);
  std::vector<std::string> options;
  bool withheld = false;
};

// Of the units of one name, the one in /etc counts; what the defaults file adds counts too.
CommandLine ReadCommandLine(const MachineView& view) {
  CommandLine line;
  std::set<std::string_view> seen;
  for (const auto& at : view.All<ServiceFact>()) {
    const bool is_unit = at.payload->unit.ends_with(".service");
    if (is_unit && at.path.find(".d/") == std::string::npos &&
        !seen.insert(at.payload->unit).second) {
      continue;
    }
    line.withheld |= at.payload->withheld;
    for (const std::string& option : at.payload->sshd_options) {
      if (option.starts_with("-f ")) line.config_path = option.substr(3);
      if (option.starts_with("-o ")) line.options.push_back(option.substr(3));
    }
  }
  return line;
}

// Each file once: what it says twice is the same.
void ReadPam(const MachineView& view, std::string_view file, std::set<std::string>& read,
             Server& server) {
  const std::string path =
      file.starts_with('/') ? std::string(file) : "/etc/pam.d/" + std::string(file);
  if (read.size() == kPamFilesMax || !read.insert(path).second) return;
  for (const auto* at : view.At<PamFact>(path)) {
    server.pam_known = true;
    std::ranges::copy(at->payload->account_modules, std::back_inserter(server.pam_modules));
    for (const std::string& include : at->payload->includes) {
      ReadPam(view, include, read, server);
    }
  }
}

// Accounts are in the registry there, which is not read.
bool IsWindows(const MachineView& view) {
  return view.All<AccountFact>().empty() &&
         std::ranges::any_of(view.All<AuthorizedLineFact>(), [](const auto& at) {
           return at.path.ends_with("/administrators_authorized_keys") ||
                  at.path.starts_with("/Users/");
         });
}

}  // namespace

Server ReadServer(const MachineView& view) {
  Server server;
  server.is_windows = IsWindows(view);
  if (server.is_windows) return server;
  server.version = ReadVersion(view, server.fact_ids);
  JudgeProgram(view, server);
  JudgeService(view, server);
  const CommandLine line = ReadCommandLine(view);
  server.config = LoadSshdConfig(view, line.config_path, line.options, server.version);
  if (line.withheld) server.ruling.Doubt("sshd.config");
  if (server.config.refusal) server.ruling.Block("sshd.off");
  for (const std::string& unknown : server.config.unknown) server.ruling.Doubt(unknown);
  if (!server.version.known()) {
    server.ruling.Require("sshd.version", "the version of sshd, which is not known, allows it");
  }
  std::set<std::string> read;
  ReadPam(view, "sshd", read, server);
  server.obeys_wrappers = server.version.is_debian;
  return server;
}

}  // namespace keytrail::access
