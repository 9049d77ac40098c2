#include "tests/sshd_oracle/observation.h"

#include <utility>

#include <fmt/format.h>

#include "tests/sshd_oracle/loopback.h"

namespace keytrail::sshd_oracle {
namespace {

// Printed by a real shell only: a command that merely echoes what it was asked for prints the words
// of the command.
constexpr char kShellCommand[] = "printf '%s-%s' real shell";
constexpr char kShellOutput[] = "real-shell";

std::vector<std::string> Options(const Client& client, std::uint16_t port) {
  std::vector<std::string> options = {"-F", "none", "-i", client.key_file};
  for (const std::string& option :
       {std::string("BatchMode=no"), std::string("IdentitiesOnly=yes"),
        std::string("IdentityAgent=none"), std::string("StrictHostKeyChecking=no"),
        std::string("UserKnownHostsFile=/dev/null"), std::string("GlobalKnownHostsFile=/dev/null"),
        std::string("PreferredAuthentications=publickey"), std::string("ConnectTimeout=15"),
        fmt::format("BindAddress={}", client.source), fmt::format("User={}", client.account),
        fmt::format("Port={}", port)}) {
    options.insert(options.end(), {"-o", option});
  }
  if (!client.certificate_file.empty()) {
    options.insert(options.end(), {"-o", "CertificateFile=" + client.certificate_file});
  }
  for (const std::string& option : client.options) {
    options.insert(options.end(), {"-o", option});
  }
  return options;
}

std::vector<std::string> Command(const std::string& program, const Client& client,
                                 std::uint16_t port, const std::vector<std::string>& before,
                                 const std::vector<std::string>& behind) {
  std::vector<std::string> command = {program};
  const std::vector<std::string> options = Options(client, port);
  command.insert(command.end(), before.begin(), before.end());
  command.insert(command.end(), options.begin(), options.end());
  command.insert(command.end(), behind.begin(), behind.end());
  return command;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

class Trial {
 public:
  Trial(const std::string& root, const std::vector<std::string>& server_arguments,
        const Client& client)
      : loopback_(root, server_arguments), client_(client) {}

  Observation Run() {
    TryShell();
    if (!seen_.authenticated || seen_.shell) return std::move(seen_);
    TrySftp();
    if (!seen_.sftp) TryForward();
    return std::move(seen_);
  }

 private:
  TryResult Do(const std::string& program, const std::vector<std::string>& before,
               const std::vector<std::string>& behind) {
    TryResult result =
        loopback_.Run(Command(program, client_, loopback_.port(), before, behind),
                      {"PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C",
                       "SSH_ASKPASS_REQUIRE=force", "SSH_ASKPASS=" + client_.passphrase_program});
    seen_.timed_out = seen_.timed_out || result.timed_out;
    seen_.log +=
        fmt::format("--- {}\n{}{}{}", program, result.output, result.log, result.server_log);
    return result;
  }

  void TryShell() {
    const TryResult result = Do("/usr/bin/ssh", {"-v", "-T"}, {"127.0.0.1", kShellCommand});
    // The client's word is not enough: sshd's unprivileged half may have told it of a success that
    // its monitor then refuses, as it does for root and forced-commands-only.
    seen_.authenticated = Has(result.log, "Authenticated to 127.0.0.1") &&
                          Has(result.server_log, "Accepted publickey for " + client_.account);
    seen_.partly = Has(result.log, "with partial success");
    seen_.shell = Has(result.output, kShellOutput);
    seen_.forced_command = Has(result.output, kForcedOutput);
    seen_.banner = Has(result.output, "Please login as the user");
  }

  void TrySftp() {
    // "-b /dev/null" is a batch without commands: it succeeds once a server speaks sftp.
    seen_.sftp = Do("/usr/bin/sftp", {"-b", "/dev/null"}, {"127.0.0.1"}).exit_code == 0;
  }

  void TryForward() {
    const TryResult result =
        Do("/usr/bin/ssh", {"-T", "-W", fmt::format("127.0.0.1:{}", loopback_.forward_port())},
           {"127.0.0.1"});
    seen_.forward = Has(result.output, Loopback::kForwarded);
  }

  Loopback loopback_;
  const Client& client_;
  Observation seen_;
};

}  // namespace

Observation Observe(const std::string& root, const std::vector<std::string>& server_arguments,
                    const Client& client) {
  return Trial(root, server_arguments, client).Run();
}

Verdict VerdictOf(const Observation& observation) {
  const bool only_told_off = observation.banner && !observation.forward && !observation.sftp;
  return observation.authenticated && !only_told_off ? Verdict::kAllowed : Verdict::kBlocked;
}

Grade GradeOf(const Observation& observation) {
  if (observation.shell) return Grade::kShell;
  if (observation.sftp) return Grade::kSftp;
  if (observation.forced_command) return Grade::kCommand;
  return observation.forward ? Grade::kForward : Grade::kNone;
}

}  // namespace keytrail::sshd_oracle
