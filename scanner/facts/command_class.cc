#include "scanner/facts/command_class.h"

#include <algorithm>
#include <cstddef>

namespace keytrail::facts {
namespace {

constexpr std::string_view kOther = "other";
constexpr std::string_view kInternalSftp = "internal-sftp";
constexpr std::string_view kShellMarks = "|&;<>()$`\\\"'*?[]#~=%!{}\n\r";

// Removes `prefix` from the front of `text`; false when it does not stand there.
bool Take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool TakeUserName(std::string_view& text) {
  const std::size_t length = std::min(
      text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-$"),
      text.size());
  text.remove_prefix(length);
  return length > 0;
}

// Source: cloud-init's DISABLE_USER_OPTS, with and without the exit status of its later releases.
bool IsCloudInitBanner(std::string_view text) {
  return Take(text, "echo 'Please login as the user \"") && TakeUserName(text) &&
         Take(text, "\" rather than the user \"") && TakeUserName(text) &&
         Take(text, "\".';echo;sleep 10") && (text.empty() || text == ";exit 142");
}

std::string_view FirstWord(std::string_view text) { return text.substr(0, text.find(' ')); }

std::string_view BaseName(std::string_view path) {
  return path.substr(path.rfind('/') == std::string_view::npos ? 0 : path.rfind('/') + 1);
}

}  // namespace

std::string_view CommandClass(std::string_view command) {
  if (command.substr(0, command.find_first_of(" \t")) == kInternalSftp) return "internal_sftp";
  if (IsCloudInitBanner(command)) return "cloud_init_banner";
  const std::string_view first_word = FirstWord(command);
  const std::string_view arguments = command.substr(first_word.size());
  const std::string_view program = BaseName(first_word);
  if (first_word.find_first_of(kShellMarks) != std::string_view::npos) return kOther;
  if (program == "git-shell" && arguments == " -c \"$SSH_ORIGINAL_COMMAND\"") return "git_shell";
  if (arguments.find_first_of(kShellMarks) != std::string_view::npos) return kOther;
  if (program == "rrsync") return "rrsync";
  if (program == "sftp-server") return "sftp_server";
  if (program == "borg" && arguments.starts_with(" serve")) return "borg_serve";
  return kOther;
}

}  // namespace keytrail::facts
