#include "tests/bench/fleet_scans.h"

#include <map>
#include <span>

#include <fmt/format.h>

#include "base/digest.h"
#include "tests/support/server_facts.h"

namespace keytrail::bench {
namespace {

constexpr std::size_t kFingerprintDigits = 43;
constexpr std::size_t kIdDigits = 32;
constexpr const char* kUsers[] = {"admin", "deploy"};
constexpr const char* kSystemUsers[] = {"daemon", "bin",  "sys",  "sync", "games",  "man",
                                        "lp",     "mail", "news", "uucp", "proxy",  "www-data",
                                        "backup", "list", "irc",  "_apt", "nobody", "messagebus"};

std::string HashOf(const std::string& text) { return HexEncode(Sha256(AsBytes(text))); }

std::vector<SshdDirective> ShippedDirectives() {
  return {Directive("include", {"/etc/ssh/sshd_config.d/*.conf"}),
          Directive("kbdinteractiveauthentication", {"no"}),
          Directive("usepam", {"yes"}),
          Directive("x11forwarding", {"yes"}),
          Directive("printmotd", {"no"}),
          Directive("acceptenv", {"LANG", "LC_*"}),
          Directive("subsystem", {"sftp", "/usr/lib/openssh/sftp-server"})};
}

class ScanMaker {
 public:
  ScanMaker(std::size_t machine, std::size_t machines, std::size_t round)
      : machine_(machine),
        machines_(machines),
        round_(round),
        machine_id_(FleetMachineId(machine)),
        scan_id_(fmt::format("scan-{}-{}", machine, round)) {}

  std::vector<ScanRecord> Make() {
    for (PlacedFact& placed : ServerFacts(ShippedDirectives())) {
      Add(placed.path, std::move(placed.payload), placed.permissions);
    }
    Add("/etc/pam.d/sshd", PamFact{.account_modules = {}, .includes = {}});
    AddAccounts();
    for (std::size_t user = 0; user < std::size(kUsers); ++user) AddLines(user);
    for (std::size_t key = 0; key < kKeysPerMachine; ++key) AddKey(key);
    return Records();
  }

 private:
  void Add(const std::string& path, FactPayload payload,
           Permissions permissions = {.uid = 0, .gid = 0, .mode = 0644},
           std::vector<Permissions> directories = {}) {
    FileResult& file = FileAt(path);
    Fact fact;
    fact.id =
        HashOf(fmt::format("{} {} {}", machine_id_, path, file.facts.size())).substr(0, kIdDigits);
    fact.payload = std::move(payload);
    fact.permissions = permissions;
    fact.directories = std::move(directories);
    file.facts.push_back(std::move(fact));
  }

  void AddAccount(const std::string& name, std::uint32_t uid, const std::string& home,
                  const std::string& shell) {
    const auto line = static_cast<std::uint32_t>(FileAt("/etc/passwd").facts.size() + 1);
    Add("/etc/passwd", AccountFact{.name = name,
                                   .uid = uid,
                                   .gid = uid,
                                   .home = home,
                                   .shell = shell,
                                   .line = line,
                                   .password = PasswordClass::kShadowed});
    Add("/etc/shadow", ShadowFact{.name = name,
                                  .password = PasswordClass::kStar,
                                  .last_change_day = 20'000,
                                  .max_days = 99'999,
                                  .inactive_days = {},
                                  .expire_day = {},
                                  .line = line});
  }

  void AddAccounts() {
    AddAccount("root", 0, "/root", "/bin/bash");
    std::uint32_t uid = 1;
    for (const char* name : kSystemUsers) {
      AddAccount(name, uid++, fmt::format("/var/lib/{}", name), "/usr/sbin/nologin");
    }
    for (const char* name : kUsers) AddAccount(name, UidOf(name), HomeOf(name), "/bin/bash");
  }

  // Of the five lines of a user, the even ones list keys of other machines.
  void AddLines(std::size_t user) {
    const char* name = kUsers[user];
    const Permissions own{.uid = UidOf(name), .gid = UidOf(name), .mode = 0700};
    for (std::size_t line = 0; line < kLinesPerMachine / std::size(kUsers); ++line) {
      const std::size_t other = (machine_ * 7 + line * 13 + user * 31 + 1) % machines_;
      const std::size_t nobody = machines_ + machine_;
      std::string key =
          line % 2 == 0 ? FleetKey(other, line) : FleetKey(nobody, line + user * kKeysPerMachine);
      if (round_ > 0 && user == 0 && line == 0) key = FleetKey(machine_, round_ % kKeysPerMachine);
      Add(HomeOf(name) + "/.ssh/authorized_keys",
          AuthorizedLineFact{.line = static_cast<std::uint32_t>(line + 1),
                             .key_type = "ssh-ed25519",
                             .bits = 256,
                             .public_key_fingerprint = std::move(key),
                             .comment = fmt::format("person{}@desk", line),
                             .options = {},
                             .options_malformed = false},
          {.uid = own.uid, .gid = own.gid, .mode = 0600}, {own, own});
    }
  }

  void AddKey(std::size_t key) {
    const std::string path = fmt::format("{}/.ssh/id_{}", HomeOf("deploy"), key);
    Finding finding;
    finding.id = HashOf(machine_id_ + path).substr(0, kIdDigits);
    finding.rule_id = "private-key";
    finding.secret_type = "private_key";
    finding.family = SecretFamily::kKey;
    finding.fingerprint = "hmac:key:" + HashOf(path + machine_id_);
    finding.permissions = {.uid = UidOf("deploy"), .gid = UidOf("deploy"), .mode = 0600};
    finding.readable_by = {.uids = {0, UidOf("deploy")}, .gids = {}, .anyone = false};
    finding.attributes = {{"public_key_fingerprint", FleetKey(machine_, key)},
                          {"key_type", std::string("ssh-ed25519")},
                          {"bits", std::int64_t{256}},
                          {"encrypted", false}};
    FileAt(path).findings.push_back(std::move(finding));
  }

  std::vector<ScanRecord> Records() {
    const auto snapshot_ns = static_cast<std::int64_t>(1'000 + round_);
    std::vector<ScanRecord> records;
    records.emplace_back(
        ScanBegun{.scan_id = scan_id_,
                  .machine = {.id = machine_id_, .name = fmt::format("host-{}", machine_)},
                  .started_at = {},
                  .snapshot_at = {snapshot_ns},
                  .looked_for = {{.rule_id = "private-key", .secret_type = "private_key"}}});
    VolumeCoverage coverage = RootCoverage(machine_id_);
    coverage.scan_id = scan_id_;
    for (auto& [path, file] : files_) records.emplace_back(std::move(file));
    records.emplace_back(std::move(coverage));
    ScanDone done;
    done.scan_id = scan_id_;
    done.machine_id = machine_id_;
    records.emplace_back(std::move(done));
    return records;
  }

  FileResult& FileAt(const std::string& path) {
    FileResult& file = files_[path];
    file.scan_id = scan_id_;
    file.machine_id = machine_id_;
    file.volume_id = "uuid:1";
    file.path = path;
    file.read_to_end = true;
    return file;
  }

  static std::uint32_t UidOf(std::string_view user) { return user == kUsers[0] ? 1000 : 1001; }
  static std::string HomeOf(const std::string& user) { return "/home/" + user; }

  const std::size_t machine_;
  const std::size_t machines_;
  const std::size_t round_;
  const std::string machine_id_;
  const std::string scan_id_;
  std::map<std::string, FileResult> files_;
};

}  // namespace

std::string FleetKey(std::size_t machine, std::size_t key) {
  const std::string text = fmt::format("key {} {}", machine, key);
  const Sha256Digest digest = Sha256(AsBytes(text));
  return "SHA256:" + Base64Encode(std::as_bytes(std::span(digest))).substr(0, kFingerprintDigits);
}

std::string FleetMachineId(std::size_t machine) {
  return HashOf(fmt::format("machine {}", machine)).substr(0, kIdDigits);
}

std::vector<ScanRecord> FleetScan(std::size_t machine, std::size_t machines, std::size_t round) {
  return ScanMaker(machine, machines, round).Make();
}

}  // namespace keytrail::bench
