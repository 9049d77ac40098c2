#include "cli/options.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/verb.h"

namespace keytrail::cli {
namespace {

// Verbs that interface.md promises and a later version brings.
constexpr std::string_view kVerbsLater[] = {
    "where",        "recommendations", "explore", "inventory", "scans", "schedules", "suppress",
    "suppressions", "audit",           "tokens",  "backup",    "key",   "serve",     "completion"};

Answer UsageError(const std::string& sentence) {
  return {.text = fmt::format("keytrail: {}\n", sentence), .exit_code = kExitUsage};
}

std::string VerbsOf(const CLI::App& root) {
  std::string verbs;
  for (const CLI::App* verb : root.get_subcommands([](const CLI::App*) { return true; })) {
    verbs += fmt::format("{}{}", verbs.empty() ? "" : ", ", verb->get_name());
  }
  return verbs;
}

// What to say of a first word that is no verb of this version; nothing when it is one.
std::optional<Answer> RefuseUnknownVerb(const CLI::App& root, std::string_view word) {
  const auto verbs =
      root.get_subcommands([&](const CLI::App* verb) { return verb->get_name() == word; });
  if (!verbs.empty() || word.starts_with('-')) return std::nullopt;
  const bool later = std::ranges::find(kVerbsLater, word) != std::ranges::end(kVerbsLater);
  return UsageError(fmt::format(
      "cannot run '{}': {}: it has {}", EscapeForDisplay(word),
      later ? "this version does not have this verb yet" : "there is no such verb", VerbsOf(root)));
}

// CLI11's message as our sentence.
Answer Explain(const CLI::ParseError& error, const CLI::App& root) {
  std::string verb;
  for (const CLI::App* given : root.get_subcommands()) verb = " " + given->get_name();
  std::string what = EscapeForDisplay(error.what());
  while (!what.empty() && (what.back() == '.' || what.back() == ' ')) what.pop_back();
  return UsageError(
      fmt::format("cannot understand the command line: {}: see 'keytrail{} --help'", what, verb));
}

ParsedCommand Finish(const std::vector<std::unique_ptr<Verb>>& verbs) {
  for (const auto& verb : verbs) {
    if (!verb->was_given()) continue;
    StatusOr<ParsedCommand> command = verb->Finish();
    return command.ok() ? *std::move(command) : UsageError(MessageOf(command.status()));
  }
  return UsageError("cannot run: no verb was given: see 'keytrail --help'");
}

}  // namespace

ParsedCommand Parse(int argc, const char* const* argv) {
  CLI::App root("Finds secrets on the disks of virtual machines, and what they open.", "keytrail");
  root.require_subcommand(1);
  const std::vector<std::unique_ptr<Verb>> verbs = AddVerbs(root);
  if (argc < 2) return Answer{.text = root.help(), .exit_code = kExitUsage};
  if (auto refusal = RefuseUnknownVerb(root, argv[1])) return *std::move(refusal);
  try {
    root.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return Answer{.text = root.help(), .exit_code = kExitComplete};
  } catch (const CLI::ParseError& error) {
    return Explain(error, root);
  }
  return Finish(verbs);
}

std::string DefaultStoreDirectory() {
  if (::geteuid() == 0) return "/var/lib/keytrail";
  const char* data_home = std::getenv("XDG_DATA_HOME");
  if (data_home != nullptr && data_home[0] == '/') return std::string(data_home) + "/keytrail";
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "." : home) + "/.local/share/keytrail";
}

}  // namespace keytrail::cli
