// The facts of an ordinary Debian 12 machine whose sshd runs with its shipped configuration, for
// tests of what is decided from facts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/coverage.h"
#include "model/fact.h"

namespace keytrail {

struct PlacedFact {
  std::string path;
  FactPayload payload;
  Permissions permissions = {.uid = 0, .gid = 0, .mode = 0644};
};

// Everything but the accounts that matter to a test; `directives` stand in sshd_config.
inline std::vector<PlacedFact> ServerFacts(std::vector<SshdDirective> directives = {}) {
  return {
      {"/usr/sbin/sshd", SshdVersionFact{.source = "binary",
                                         .major = 9,
                                         .minor = 2,
                                         .package_version = "9.2p1",
                                         .distribution = "debian"}},
      {"/etc/systemd/system/multi-user.target.wants/ssh.service",
       SymlinkFact{.target = "/lib/systemd/system/ssh.service"}},
      {"/etc/ssh/sshd_config",
       SshdConfigFact{.directives = std::move(directives), .truncated = false, .refused = false}},
      {"/etc/passwd", AccountFact{.name = "sshd",
                                  .uid = 105,
                                  .gid = 65534,
                                  .home = "/run/sshd",
                                  .shell = "/usr/sbin/nologin",
                                  .line = 1000,
                                  .password = PasswordClass::kShadowed}},
      {"/bin/bash", PresenceFact{.type = FileType::kRegular, .size = 1}, {.mode = 0755}},
      {"/bin/sh", PresenceFact{.type = FileType::kRegular, .size = 1}, {.mode = 0755}},
      {"/usr/sbin/nologin", PresenceFact{.type = FileType::kRegular, .size = 1}, {.mode = 0755}},
  };
}

// A line of a configuration file.
inline SshdDirective Directive(std::string keyword, std::vector<std::string> arguments) {
  return {.line = 1,
          .keyword = std::move(keyword),
          .arguments = std::move(arguments),
          .malformed = false,
          .withheld = false};
}

// The root volume of such a machine, walked to its end.
inline VolumeCoverage RootCoverage(const std::string& machine_id) {
  VolumeCoverage coverage;
  coverage.volume = {.id = "uuid:1",
                     .source = "disk.raw",
                     .file_system = "ext4",
                     .label = {},
                     .uuid = "1",
                     .mounted_at = "/",
                     .reader = "directory",
                     .reader_reason = {}};
  coverage.machine_id = machine_id;
  coverage.walked_to_end = true;
  return coverage;
}

}  // namespace keytrail
