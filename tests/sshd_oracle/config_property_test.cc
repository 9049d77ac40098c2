// Our effective configuration against `sshd -T -C`, over generated configurations.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sshd_oracle/config_generator.h"
#include "tests/sshd_oracle/effective_config.h"
#include "tests/sshd_oracle/sshd_root.h"
#include "tests/sshd_oracle/tree_facts.h"

namespace keytrail::sshd_oracle {
namespace {

constexpr int kConfigurationsPerSeed = 300;
constexpr int kFailuresShownMax = 5;

class EffectiveConfiguration : public ::testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    if (const std::string obstacle = Obstacle(); !obstacle.empty()) GTEST_SKIP() << obstacle;
    root_ = std::make_unique<SshdRoot>();
    root_->Reset(keys_, KeyKind::kEd25519);
    const Told defaults = AskServer(root_->path(), {.user = "v", .groups = {}, .address = "::1"});
    ASSERT_TRUE(defaults.effective) << defaults.explanation;
    for (const std::string keyword : {"pubkeyauthentication",
                                      "passwordauthentication",
                                      "x11forwarding",
                                      "permittty",
                                      "disableforwarding",
                                      "permitrootlogin",
                                      "allowtcpforwarding",
                                      "allowstreamlocalforwarding",
                                      "authorizedkeysfile",
                                      "authenticationmethods",
                                      "allowusers",
                                      "denyusers",
                                      "allowgroups",
                                      "denygroups",
                                      "revokedkeys",
                                      "trustedusercakeys",
                                      "authorizedprincipalsfile",
                                      "chrootdirectory",
                                      "requiredrsasize",
                                      "maxauthtries",
                                      "permitopen",
                                      "gatewayports",
                                      "usepam",
                                      "strictmodes"}) {
      const auto known = defaults.effective->find(keyword);
      defaults_[keyword] = known == defaults.effective->end() ? "" : known->second;
    }
  }

  // Empty where both say the same.
  std::string Difference(const ConnectionSpec& connection, const TreeFacts& facts) const {
    const Told server = AskServer(root_->path(), connection);
    const Told ours = Conclude(facts, connection, defaults_);
    if (server.effective.has_value() != ours.effective.has_value()) {
      return fmt::format("sshd {} ({}), we {} ({})\n", server.effective ? "takes it" : "refuses it",
                         server.effective ? "" : server.explanation,
                         ours.effective ? "take it" : "refuse it", ours.explanation);
    }
    if (!server.effective) return {};
    std::string difference;
    for (const auto& [keyword, value] : *ours.effective) {
      const auto known = server.effective->find(keyword);
      const std::string theirs = known == server.effective->end() ? "" : known->second;
      if (theirs == value) continue;
      difference += fmt::format("{}: sshd \"{}\", we \"{}\"\n", keyword, theirs, value);
    }
    return difference;
  }

  std::unique_ptr<SshdRoot> root_;
  KeyRing keys_;
  std::map<std::string, std::string> defaults_;
};

std::string Shown(const std::vector<Change>& files) {
  std::string shown;
  for (const Change& file : files) shown += fmt::format("== {}\n{}\n", file.path, file.text);
  return shown;
}

TEST_P(EffectiveConfiguration, IsWhatTheServerSays) {
  static const std::vector<ConnectionSpec> kConnections = {
      {.user = "u", .groups = {"u", "ops"}, .address = "127.0.0.1"},
      {.user = "u", .groups = {"u", "ops"}, .address = "10.1.2.3"},
      {.user = "v", .groups = {"v", "admins"}, .address = "2001:db8::5"},
      {.user = "root", .groups = {"root"}, .address = "::1"}};
  ConfigGenerator generator(GetParam());
  int failures = 0;
  for (int i = 0; i < kConfigurationsPerSeed && failures < kFailuresShownMax; ++i) {
    const std::vector<Change> files = generator.Files();
    root_->Apply({Removal("/etc/ssh/sshd_config.d"), Directory("/etc/ssh/sshd_config.d")});
    root_->Apply(files);
    const TreeFacts facts(root_->path());
    const ConnectionSpec& connection = generator.Choose(kConnections);
    const std::string difference = Difference(connection, facts);
    if (difference.empty()) continue;
    ++failures;
    ADD_FAILURE() << "seed " << GetParam() << ", configuration " << i << ", " << connection.user
                  << " from " << connection.address << "\n"
                  << difference << Shown(files);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, EffectiveConfiguration, ::testing::Range(1U, 5U),
                         [](const auto& parameter) { return std::to_string(parameter.param); });

}  // namespace
}  // namespace keytrail::sshd_oracle
