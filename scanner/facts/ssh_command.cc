#include "scanner/facts/ssh_command.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "scanner/facts/command_line.h"
#include "scanner/facts/plain_words.h"

namespace keytrail::facts {
namespace {

enum class Destinations {
  kFirstOperand,  // a host; behind it is a command
  kRemotePaths,   // each "host:path"
  kHostOrPath     // the first operand, a host or "host:path"
};

struct Program {
  std::string_view name;
  std::string_view options_with_value;
  char port_option;
  Destinations destinations;
};

constexpr Program kPrograms[] = {
    {"ssh", "BDEFIJLOQRSWbceilmopw", 'p', Destinations::kFirstOperand},
    {"autossh", "MBDEFIJLOQRSWbceilmopw", 'p', Destinations::kFirstOperand},
    {"scp", "DFJPSXcilo", 'P', Destinations::kRemotePaths},
    {"sftp", "BDFJPRSXbcilos", 'P', Destinations::kHostOrPath},
    {"rsync", "BMTef", '\0', Destinations::kRemotePaths},
    // The port of mosh is its own.
    {"mosh", "p", '\0', Destinations::kFirstOperand},
    {"sshfs", "Fop", 'p', Destinations::kRemotePaths},
    {"ssh-copy-id", "Fiop", 'p', Destinations::kFirstOperand},
};

std::uint32_t ReadPort(std::string_view text) {
  std::uint32_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_port = error == std::errc() && end == text.data() + text.size() && port <= 65535;
  return is_port ? port : 0;
}

std::size_t OperandsMax(const Program& program) {
  return program.destinations == Destinations::kRemotePaths ? SIZE_MAX : 1;
}

// Makes one use of a command's options and one of its operands. As ssh does it, the first value of
// anything holds.
class UseReader {
 public:
  explicit UseReader(const Program& program) : program_(program) {}

  std::optional<SshUseFact> Read(const CommandLine& line, std::string_view operand) {
    use_.program = program_.name;
    use_.count = 1;
    if (!ReadDestination(operand)) return std::nullopt;
    if (use_.host.starts_with('[') && use_.host.ends_with(']')) {
      use_.host = use_.host.substr(1, use_.host.size() - 2);
    }
    ApplyOptions(line);
    const bool is_plain = IsPlainHost(use_.host) && (use_.user.empty() || IsPlainUser(use_.user));
    return is_plain ? std::optional(use_) : std::nullopt;
  }

 private:
  bool ReadDestination(std::string_view text) {
    const std::size_t scheme = text.find("://");
    if (scheme != std::string_view::npos) {
      const std::string_view name = text.substr(0, scheme);
      if (name != "ssh" && name != "scp" && name != "sftp") return false;
      ReadUri(text.substr(scheme + 3));
      return true;
    }
    if (program_.destinations != Destinations::kFirstOperand && ReadRemotePath(text)) return true;
    if (program_.destinations == Destinations::kRemotePaths) return false;
    TakeUserAndHost(text);
    return true;
  }

  // "[user@]host[:port][/path]" of a URI whose scheme is gone.
  void ReadUri(std::string_view text) {
    text = text.substr(0, text.find('/'));
    const std::size_t bracket = text.rfind(']');
    const std::size_t colon = text.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
    if (has_port) use_.port = ReadPort(text.substr(colon + 1));
    TakeUserAndHost(has_port ? text.substr(0, colon) : text);
  }

  // "[user@]host:path". False where the path is a local one: without a colon, or with a slash
  // before it; a drive is one too. Two colons lead to a daemon without SSH.
  bool ReadRemotePath(std::string_view text) {
    const std::size_t bracket = text.find("]:");
    const std::size_t colon = bracket == std::string_view::npos ? text.find(':') : bracket + 1;
    if (colon == std::string_view::npos || colon == 0) return false;
    if (text.substr(0, colon).find('/') != std::string_view::npos) return false;
    const std::string_view path = text.substr(colon);
    if (path.starts_with("::") || path.starts_with(":\\")) return false;
    TakeUserAndHost(text.substr(0, colon));
    return true;
  }

  // "user@host", at the last "@".
  void TakeUserAndHost(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at != std::string_view::npos) use_.user = text.substr(0, at);
    use_.host = at == std::string_view::npos ? text : text.substr(at + 1);
  }

  void ApplyOptions(const CommandLine& line) {
    const bool takes_shell = program_.name == "rsync" || program_.name == "mosh";
    for (const CommandOption& option : line.options) {
      if (!takes_shell) {
        ApplyOption(option, program_.port_option);
      } else if (option.name == "e" || option.name == "rsh" || option.name == "ssh") {
        ApplyRemoteShell(option.value);
      }
    }
  }

  // The ssh command that rsync and mosh are told to run.
  void ApplyRemoteShell(std::string_view command) {
    const auto commands = SplitCommands(command, ShellQuoting::kPosix);
    if (commands.empty()) return;
    const Program& ssh = kPrograms[0];
    const Arguments words(commands.front());
    const CommandLine line =
        ReadCommandLine(words.subspan(1), ssh.options_with_value, OperandsMax(ssh));
    for (const CommandOption& option : line.options) ApplyOption(option, ssh.port_option);
  }

  void ApplyOption(const CommandOption& option, char port_option) {
    // To scp and sftp it is a rate.
    const bool names_account = option.name == "l" && port_option == 'p';
    if (names_account && use_.user.empty()) use_.user = option.value;
    if (option.name == "i") SetIdentity(option.value);
    if (option.name == "J") SetJump(option.value);
    if (option.name == "o") ApplyKeywords(option.value);
    const bool is_port = option.name.size() == 1 && option.name[0] == port_option;
    if (is_port && use_.port == 0) use_.port = ReadPort(option.value);
  }

  // To sshfs several, with commas between them.
  void ApplyKeywords(std::string_view list) {
    while (program_.name == "sshfs" && list.find(',') != std::string_view::npos) {
      ApplyKeyword(list.substr(0, list.find(',')));
      list.remove_prefix(list.find(',') + 1);
    }
    ApplyKeyword(list);
  }

  // "Keyword=value" or "Keyword value".
  void ApplyKeyword(std::string_view text) {
    const std::size_t end = std::min(text.find_first_of("= "), text.size());
    const std::string keyword = LowerCase(text.substr(0, end));
    const std::string_view value =
        text.substr(std::min(text.find_first_not_of("= ", end), text.size()));
    if (keyword == "user" && use_.user.empty()) use_.user = value;
    if (keyword == "identityfile") SetIdentity(value);
    if (keyword == "proxyjump") SetJump(value);
    if (keyword == "port" && use_.port == 0) use_.port = ReadPort(value);
  }

  // ssh-copy-id may be told the public half.
  void SetIdentity(std::string_view path) {
    if (program_.name == "ssh-copy-id" && path.ends_with(".pub")) path.remove_suffix(4);
    if (use_.identity_file.empty() && IsPlainPath(path)) use_.identity_file = path;
  }

  void SetJump(std::string_view jump) {
    if (use_.jump.empty() && IsPlainJump(jump)) use_.jump = jump;
  }

  const Program& program_;
  SshUseFact use_;
};

}  // namespace

std::vector<SshUseFact> ReadSshUses(const Words& command) {
  const Arguments words = SkipWrappers(command);
  if (words.empty()) return {};
  const auto* program = std::ranges::find(kPrograms, ProgramName(words.front()), &Program::name);
  if (program == std::end(kPrograms)) return {};
  const CommandLine line =
      ReadCommandLine(words.subspan(1), program->options_with_value, OperandsMax(*program));
  std::vector<SshUseFact> uses;
  for (const std::string& operand : line.operands) {
    if (auto use = UseReader(*program).Read(line, operand)) uses.push_back(*std::move(use));
  }
  return uses;
}

}  // namespace keytrail::facts
