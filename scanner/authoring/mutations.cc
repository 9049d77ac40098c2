#include "scanner/authoring/mutations.h"

#include <array>

namespace keytrail::authoring {
namespace {

constexpr auto kStandIns =
    std::to_array<const char*>({"${SECRET}", "$(SECRET)", "{{ secret }}", "%(secret)s", "<secret>",
                                "<your-secret-here>", "YOUR_SECRET", "********", "REDACTED"});
constexpr std::string_view kMasks = "xX0*";

}  // namespace

std::vector<Mutation> MutationsOf(const std::string& text, const SecretPlace& secret,
                                  const Rule& rule) {
  std::vector<Mutation> mutations;
  const auto add = [&](const std::string& stand_in) {
    std::string mutated = text;
    mutated.replace(secret.offset, secret.size, stand_in);
    mutations.push_back({.stand_in = stand_in, .text = std::move(mutated)});
  };
  const bool has_prefix =
      text.compare(secret.offset, rule.constant_prefix.size(), rule.constant_prefix) == 0 &&
      rule.constant_prefix.size() < secret.size;
  const std::string prefix = has_prefix ? rule.constant_prefix : "";
  for (const char mask : kMasks) add(prefix + std::string(secret.size - prefix.size(), mask));
  for (const char* stand_in : kStandIns) add(stand_in);
  return mutations;
}

}  // namespace keytrail::authoring
