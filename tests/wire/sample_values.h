// Values with every field filled, and random ones, for round trips.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "model/job.h"
#include "model/key.h"
#include "model/path.h"

namespace keytrail::wire {

// Every field differs from its default.
inline Finding FullFinding() {
  Finding finding;
  finding.id = "id";
  finding.rule_id = "rule";
  finding.secret_type = "type";
  finding.family = SecretFamily::kSignedUrl;
  finding.confidence = Confidence::kHigh;
  finding.severity = Severity::kCritical;
  finding.machine_id = "machine";
  finding.volume_id = "volume";
  finding.path = "/a/\xff\xfe";
  finding.byte_offset = ~0ULL;
  finding.byte_length = 2;
  finding.line = 3;
  finding.column = 4;
  finding.decoded_by = {"utf-16le", "base64"};
  finding.inode = 5;
  finding.size = 6;
  finding.permissions = {.uid = 7, .gid = 8, .mode = 0640};
  finding.mtime = {-1};
  finding.ctime = {2'000'000'001};
  finding.atime = {3};
  finding.readable_by = {.uids = {0, 7}, .gids = {8}, .anyone = true};
  finding.preview = "pre****";
  finding.fingerprint = "hmac:k:00";
  finding.attributes = {
      {"host", std::string("h")}, {"bits", std::int64_t{-2}}, {"encrypted", true}};
  finding.target = {
      .kind = "database", .name = "db", .cloud = "aws", .state = TargetState::kNotFound};
  finding.expires_at = {9};
  finding.also_matched = {"other"};
  finding.suppressed_by = "placeholder";
  finding.scan_id = "scan";
  finding.snapshot_at = {10};
  return finding;
}

inline SshCertificate FullCertificate() {
  return {.is_host = true,
          .serial = 1,
          .ca_fingerprint = "SHA256:c",
          .principals = {"p"},
          .valid_after = 2,
          .valid_before = 3,
          .has_force_command = true,
          .force_command_class = "other",
          .source_addresses = "10.0.0.0/8",
          .has_unknown_critical = true,
          .extensions = {"permit-pty"}};
}

inline std::vector<FactPayload> FullFilePayloads() {
  return {AccountFact{.name = "\xff",
                      .uid = 1,
                      .gid = 2,
                      .home = "/h",
                      .shell = "/s",
                      .line = 3,
                      .password = PasswordClass::kStar},
          AuthorizedLineFact{.line = 1,
                             .key_type = "ssh-rsa",
                             .bits = 2,
                             .public_key_fingerprint = "SHA256:x",
                             .comment = "\xfe",
                             .options = {{.name = "from", .has_value = true, .value = "10.*"}},
                             .options_malformed = true,
                             .managed_by = "google",
                             .managed_until = {7}},
          HostNameFact{.name = "web"},
          MachineIdFact{.machine_id = "0123"},
          HostKeyFact{.key_type = "ssh-rsa", .public_key_fingerprint = "SHA256:y"},
          OperatingSystemFact{.id = "debian", .version_id = "12", .pretty_name = "Debian"},
          PublicKeyFact{.key_type = "ssh-rsa",
                        .bits = 3,
                        .public_key_fingerprint = "SHA256:z",
                        .comment = "\xfd",
                        .is_certificate = true,
                        .certificate = FullCertificate()}};
}

inline std::vector<FactPayload> FullServerPayloads() {
  return {ShadowFact{.name = "u",
                     .password = PasswordClass::kLocked,
                     .last_change_day = 1,
                     .max_days = 2,
                     .inactive_days = -3,
                     .expire_day = 4,
                     .line = 5},
          GroupFact{.name = "g", .gid = 1, .members = {"a", "b"}},
          SudoRuleFact{.line = 1,
                       .subjects = {"%sudo"},
                       .run_as = {"root"},
                       .all_commands = true,
                       .no_password = true},
          SshdConfigFact{.directives = {{.line = 1,
                                         .keyword = "match",
                                         .arguments = {"user", "a"},
                                         .malformed = true,
                                         .withheld = true}},
                         .truncated = true,
                         .refused = true,
                         .refusal = "byte_order_mark"},
          ServiceFact{.unit = "ssh.service", .sshd_options = {"-f", "/c"}, .withheld = true},
          SymlinkFact{.target = "/\xff"},
          PresenceFact{.type = FileType::kDirectory, .size = 1},
          SshdVersionFact{.source = "binary",
                          .major = 9,
                          .minor = 2,
                          .package_version = "1:9.2p1-2",
                          .distribution = "debian"},
          MountFact{.device = "UUID=1", .mount_point = "/home", .file_system = "ext4"},
          AddressFact{.address = "10.0.0.4", .is_name = true, .source = "hosts"},
          CloudInstanceFact{
              .cloud = "aws", .instance_id = "i", .region = "r", .account = "a", .name = "n"}};
}

inline std::vector<FactPayload> FullHintPayloads() {
  return {
      LoginFact{.user = "u",
                .public_key_fingerprint = "SHA256:a",
                .key_type = "ED25519",
                .source_address = "10.0.0.4",
                .first_seen = {1},
                .last_seen = {2},
                .count = 3,
                .ca_fingerprint = "SHA256:b"},
      KnownHostFact{.line = 1,
                    .marker = "revoked",
                    .key_type = "ssh-rsa",
                    .public_key_fingerprint = "SHA256:a",
                    .names = {"db", "[db]:2222"},
                    .hash_salt = "00",
                    .hash = "01"},
      SshClientBlockFact{.line = 1,
                         .patterns = {"db*", "!dbx"},
                         .has_match = true,
                         .host_name = "h",
                         .user = "u",
                         .port = 2222,
                         .identity_files = {"~/.ssh/a"},
                         .certificate_files = {"~/.ssh/a-cert.pub"},
                         .proxy_jump = "j",
                         .host_key_alias = "k",
                         .includes = {"config.d/*"}},
      SshUseFact{.program = "scp",
                 .user = "u",
                 .host = "h",
                 .port = 22,
                 .identity_file = "/i",
                 .jump = "j",
                 .count = 2},
      RevocationListFact{
          .is_krl = true,
          .malformed = true,
          .truncated = true,
          .public_key_fingerprints = {"SHA256:a"},
          .key_sha1_hex = {"00"},
          .certificates = {{.ca_fingerprint = "SHA256:c", .serials = {{1, 2}}, .key_ids = {"k"}}}},
      PrincipalsFact{.principals = {"p"}, .has_options = true},
      HostAccessFact{.rules = {{.line = 1,
                                .daemons = {"sshd"},
                                .clients = {"10."},
                                .deny = true,
                                .withheld = true}}},
      PamFact{.account_modules = {"pam_access"}, .includes = {"common-account"}}};
}

inline std::vector<FactPayload> FullPayloads() {
  std::vector<FactPayload> all = FullFilePayloads();
  for (const auto& more : {FullServerPayloads(), FullHintPayloads()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

inline Fact FullFact(FactPayload payload) {
  Fact fact;
  fact.id = "fact";
  fact.machine_id = "machine";
  fact.volume_id = "volume";
  fact.path = "/etc/\xff";
  fact.payload = std::move(payload);
  fact.permissions = {.uid = 1, .gid = 2, .mode = 0600};
  fact.directories = {{.uid = 3, .gid = 4, .mode = 0755}, {.uid = 5, .gid = 6, .mode = 0700}};
  return fact;
}

inline VolumeCoverage FullCoverage() {
  VolumeCoverage coverage;
  coverage.volume = {.id = "volume",
                     .source = "disk.raw",
                     .file_system = "ext4",
                     .label = "root",
                     .uuid = "u",
                     .mounted_at = "/\xff",
                     .reader = "appliance",
                     .reader_reason = "asked for"};
  coverage.machine_id = "machine";
  coverage.scan_id = "scan";
  coverage.snapshot_at = {1};
  coverage.outcome = VolumeOutcome::kPartial;
  coverage.reason = "io_error";
  coverage.files_scanned = 2;
  coverage.bytes_scanned = 3;
  coverage.files_skipped = {{"size", 4}};
  coverage.bytes_skipped = 5;
  coverage.walked_to_end = true;
  coverage.exceptions = {{.path = "/\xff", .reason = "io_error"}};
  return coverage;
}

inline FileResult FullFile() {
  FileResult file{.scan_id = "scan",
                  .machine_id = "machine",
                  .volume_id = "volume",
                  .path = "/etc/\xff",
                  .read_to_end = true,
                  .reason = "r",
                  .findings = {FullFinding()},
                  .facts = {}};
  for (const FactPayload& payload : FullPayloads()) file.facts.push_back(FullFact(payload));
  // One whose owners differ from those of the others.
  file.facts.back().permissions.uid = 99;
  file.findings[0].path = file.path;
  return file;
}

inline std::vector<ScanRecord> FullRecords() {
  return {ScanBegun{.scan_id = "scan",
                    .machine = {.id = "machine", .name = "name", .unstable_id = true},
                    .started_at = {1},
                    .snapshot_at = {2},
                    .looked_for = {{.rule_id = "r", .rule_version = 3, .secret_type = "t"}},
                    .min_confidence = Confidence::kHigh,
                    .all_disks = true,
                    .full_pack = true},
          FullFile(), FullCoverage(),
          ScanDone{.scan_id = "scan",
                   .machine_id = "machine",
                   .started_at = {1},
                   .finished_at = {2},
                   .snapshot_at = {3},
                   .outcome = ScanOutcome::kFailed,
                   .volumes = {{"complete", 1}},
                   .files_scanned = 2,
                   .bytes_scanned = 3,
                   .findings_high = 4,
                   .findings_medium = 5,
                   .findings_low = 6,
                   .suppressed = 7,
                   .suppressed_by = {{"placeholder", 7}},
                   .errors = {"e"}}};
}

inline FileDoneFrame FullFileDone() {
  const FileResult file = FullFile();
  FileDoneFrame done{.sequence = 1,
                     .volume_id = file.volume_id,
                     .path = file.path,
                     .read_to_end = true,
                     .reason = "r",
                     .findings = {},
                     .facts = file.facts};
  done.findings.push_back({.finding = file.findings[0], .secret_sha256 = {1, 2, 3}});
  return done;
}

inline RuleSummary FullRuleSummary() {
  return {.id = "r",
          .version = 2,
          .name = "n",
          .description = "d",
          .secret_type = "t",
          .family = SecretFamily::kHash,
          .confidence = Confidence::kHigh,
          .severity = Severity::kCritical,
          .file = "/\xff",
          .line = 3,
          .pattern = "p",
          .parser = "q",
          .paths = {"*.x"},
          .validators = {"v"},
          .target = "url",
          .specificity = 4,
          .reviewed = "2026-01-31",
          .references = {"https://r"},
          .width_bytes_max = 5,
          .near_context_words = true,
          .examples = 6,
          .negative_examples = 7};
}

inline RuleVerdict FullRuleVerdict() {
  return {.rule_id = "r",
          .stage = RuleStage::kReported,
          .byte_offset = 1,
          .byte_length = 2,
          .line = 3,
          .column = 4,
          .validators = {{.name = "v", .accepts = false, .why = "w"}},
          .preview = "p",
          .confidence = Confidence::kHigh,
          .also_matched = {"o"},
          .decoded_by = {"base64"}};
}

inline std::vector<WorkerFrame> FullWorkerFrames() {
  ListedFileFrame listed;
  listed.entry.volume_id = "volume";
  listed.entry.path = "/\xff";
  listed.entry.inode = 1;
  listed.entry.type = FileType::kFifo;
  listed.entry.size = 2;
  listed.entry.permissions = {.uid = 3, .gid = 4, .mode = 0644};
  listed.entry.mtime = {-5};
  listed.sha256 = std::string(64, 'a');
  return {
      HelloFrame{.protocol_version = 1,
                 .worker_version = "0.1",
                 .looked_for = {{.rule_id = "r", .rule_version = 2, .secret_type = "t"}}},
      VolumeBeginFrame{.volume = FullCoverage().volume},
      FullFileDone(),
      listed,
      ProgressFrame{.files = 1, .bytes = 2, .files_total = 3, .bytes_total = 4, .stage = "walking"},
      VolumeEndFrame{.coverage = FullCoverage()},
      ScanEndFrame{.suppressed = 1, .suppressed_by = {{"s", 1}}, .error = "e", .error_code = 14},
      RuleReportFrame{.report = FullRuleSummary()},
      RuleReportFrame{.report = RuleProblem{.file = "/\xff",
                                            .line = 1,
                                            .column = 2,
                                            .rule_id = "r",
                                            .what = "w",
                                            .how = "h"}},
      RuleReportFrame{.report = RuleCost{.rule_id = "r",
                                         .callbacks_per_megabyte = 0.5,
                                         .literal_bytes = 1,
                                         .width_bytes_max = 2,
                                         .bytes_per_second = 3,
                                         .added_seconds_per_gigabyte = 4}},
      RuleReportFrame{.report = RuleCrossFire{.rule_id = "r",
                                              .example = 1,
                                              .other_rule_id = "o",
                                              .reported_instead = true}},
      RuleReportFrame{.report = FullRuleVerdict()},
      RuleReportFrame{
          .report = RuleTotals{
              .files = 1, .rules = 2, .examples = 3, .negative_examples = 4, .problems = 5}}};
}

inline std::vector<SupervisorFrame> FullSupervisorFrames() {
  Job job{.action = Job::Action::kList,
          .reader = ReaderKind::kAppliance,
          .reader_reason = "asked for",
          .sources = {{.path = "/\xff", .display = "d"}},
          .hash = true,
          .threads = 3,
          .read_rate_bytes_per_second = 4,
          .min_confidence = Confidence::kLow,
          .rule_directories = {"/rules"},
          .rule_files = {"/r.yaml"},
          .rule_ids = {"r"},
          .context_directories = {"/others"},
          .keep_going = true,
          .rule_cache_directory = "/cache",
          .known_keys_files = {"/known"},
          .scratch_directory = "/scratch",
          .probe_image = "/probe",
          .accelerator = Accelerator::kTcg,
          .scratch_bytes = 5,
          .launch_seconds = 6,
          .insist_raw = true};
  return {JobFrame{.job = job}, AcknowledgeFrame{.sequence = 7}, CancelFrame{}};
}

inline KeyView FullKey() {
  KeyAccess access;
  access.door = {.machine_id = "db",
                 .user = "deploy",
                 .public_key_fingerprint = "SHA256:x",
                 .key_type = "ssh-rsa",
                 .verdict = Verdict::kConditional,
                 .grade = Grade::kSftp,
                 .reasons = {"r"},
                 .not_evaluated = {"pam"},
                 .conditions = {"c"},
                 .evidence = Evidence::kUsed,
                 .via = "certificate",
                 .authorized_keys_path = "/\xff",
                 .authorized_keys_line = 3,
                 .fact_ids = {}};
  access.by_holder = {{.machine_id = "web", .verdict = Verdict::kBlocked}};
  return {.public_key_fingerprint = "SHA256:x",
          .key_type = "ssh-rsa",
          .bits = 1,
          .encrypted = true,
          .known_public = true,
          .holders = {{.machine_id = "web", .path = "/\xff", .byte_offset = 2, .finding_id = "f"}},
          .accounts = {access},
          .public_half_at = {{.machine_id = "desk", .path = "/\xfe"}}};
}

inline AttackPath FullPath() {
  const Node web{.kind = NodeKind::kMachine, .id = "web", .name = "Web"};
  const Node account{.kind = NodeKind::kAccount, .id = "db/deploy", .name = "deploy"};
  return {.id = "p",
          .name = "n",
          .description = "d",
          .risk_level = Severity::kHigh,
          .verdict = PathVerdict::kConditional,
          .conditions = {"c"},
          .confidence = Confidence::kMedium,
          .entry = web,
          .target = account,
          .environment = "aws",
          .steps = {{.from = web,
                     .edge = "contains",
                     .to = account,
                     .evidence = {"e"},
                     .technique = "T1552.004",
                     .reason = "r"}},
          .computed_at = {1}};
}

}  // namespace keytrail::wire
