#include "tests/sshd_oracle/effective_config.h"

#include <algorithm>
#include <cstdint>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "graph/access/conditions.h"
#include "graph/access/machine_view.h"
#include "graph/access/sshd_config.h"
#include "tests/sshd_oracle/process.h"
#include "tests/sshd_oracle/sshd_root.h"

namespace keytrail::sshd_oracle {
namespace {

// The one spelling that sshd prints of several.
std::string Canonical(const std::string& value) {
  if (value == "prohibit-password") return "without-password";
  return value == "all" ? "yes" : value;
}

// With the conditions decided for a client from there. Asked again until no further condition comes
// up, for each answer may lead to the next question.
access::EffectiveConfig ConfigFrom(const access::SshdConfig& config,
                                   const ConnectionSpec& connection) {
  const std::vector<std::string> addresses = {connection.address};
  std::vector<SourceCondition> conditions;
  std::uint32_t holding = 0;
  for (;;) {
    const std::size_t known = conditions.size();
    access::World world(conditions, holding);
    access::EffectiveConfig effective =
        access::ConfigFor(config, {.user = connection.user, .groups = connection.groups}, world);
    if (conditions.size() == known) return effective;
    holding = 0;
    for (std::size_t i = 0; i < conditions.size(); ++i) {
      if (access::HoldsFor(conditions[i], addresses) == access::Tri::kYes) holding |= 1U << i;
    }
  }
}

}  // namespace

Told AskServer(const std::string& root, const ConnectionSpec& connection) {
  const ProcessResult printed =
      RunToEnd({"/usr/sbin/sshd", "-T", "-C",
                fmt::format("user={},host={},addr={},laddr=127.0.0.1,lport=22", connection.user,
                            connection.address, connection.address)},
               root);
  Told told{.effective = {}, .explanation = printed.output};
  if (printed.exit_code != 0) return told;
  told.effective.emplace();
  std::istringstream lines(printed.output);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    std::string& value = (*told.effective)[line.substr(0, space)];
    if (!value.empty()) value += ' ';
    value += line.substr(space + 1);
  }
  return told;
}

Told Conclude(const TreeFacts& facts, const ConnectionSpec& connection,
              const std::map<std::string, std::string>& defaults) {
  const access::MachineView view(facts.machine());
  const access::SshdConfig config =
      access::LoadSshdConfig(view, kConfigPath, {}, {.major = 9, .minor = 2, .is_debian = true});
  Told told{.effective = {}, .explanation = fmt::format("{}", fmt::join(config.unknown, " "))};
  if (config.refusal) {
    told.explanation += *config.refusal;
    return told;
  }
  const access::EffectiveConfig effective = ConfigFrom(config, connection);
  if (effective.IsRefused()) return told;
  told.effective.emplace();
  for (const auto& [keyword, fallback] : defaults) {
    std::vector<std::string> words = effective.Words(keyword);
    std::ranges::transform(words, words.begin(), &Canonical);
    const std::string value = words.empty() ? fallback : fmt::format("{}", fmt::join(words, " "));
    told.effective->emplace(keyword, value);
  }
  return told;
}

}  // namespace keytrail::sshd_oracle
