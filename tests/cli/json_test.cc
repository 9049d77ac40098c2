#include "cli/json.h"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "keytrail/v1/model.pb.h"

namespace keytrail::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using ::testing::ElementsAre;
using Json = nlohmann::ordered_json;

Json Parsed(const std::string& line) {
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_TRUE(IsUtf8(line));
  return Json::parse(line);
}

std::vector<std::string> KeysOf(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& item : object.items()) keys.push_back(item.key());
  return keys;
}

Timestamp Noon() { return *ParseTimestamp("2026-01-31T12:00:00.000000007Z"); }

Finding FullFinding() {
  Finding finding;
  finding.id = "id";
  finding.rule_id = "azure.storage-connection-string";
  finding.secret_type = "azure-storage-connection-string";
  finding.family = SecretFamily::kConnectionString;
  finding.confidence = Confidence::kHigh;
  finding.severity = Severity::kHigh;
  finding.machine_id = "web-1";
  finding.volume_id = "uuid:1";
  finding.path = "/srv/app/.env";
  finding.byte_offset = 1ULL << 60;
  finding.byte_length = 88;
  finding.line = 12;
  finding.column = 9;
  finding.decoded_by = {"utf-16le"};
  finding.inode = 1187;
  finding.size = 2210;
  finding.permissions = {.uid = 1000, .gid = 1000, .mode = 0640};
  finding.mtime = Noon();
  finding.readable_by = {.uids = {0, 1000}, .gids = {1000}, .anyone = false};
  finding.preview = "DefaultEnd…****";
  finding.fingerprint = "hmac:k:00";
  finding.attributes = {
      {"host", std::string("h")}, {"bits", std::int64_t{256}}, {"encrypted", true}};
  finding.target = {.kind = "storage_account", .name = "n", .cloud = "azure"};
  finding.also_matched = {"other"};
  finding.scan_id = "s";
  finding.snapshot_at = Noon();
  return finding;
}

rpc::SecretRow Recorded() {
  rpc::SecretRow secret;
  secret.recorded.finding = FullFinding();
  secret.recorded.first_seen = Noon();
  return secret;
}

KeyView FullKey() {
  KeyView key;
  key.public_key_fingerprint = "SHA256:x";
  key.key_type = "ssh-ed25519";
  key.bits = 256;
  key.holders = {{.machine_id = "web", .path = "/k", .byte_offset = 7, .finding_id = "f"}};
  KeyAccess access;
  access.door.machine_id = "db";
  access.door.user = "deploy";
  access.door.reasons = {"not_evaluated"};
  access.door.authorized_keys_path = "/a";
  access.door.authorized_keys_line = 3;
  access.by_holder = {{.machine_id = "web", .verdict = Verdict::kUnknown}};
  key.accounts = {access};
  key.public_half_at = {{.machine_id = "desk", .path = "/k.pub"}};
  return key;
}

AttackPath FullPath() {
  const Node web{.kind = NodeKind::kMachine, .id = "web", .name = "web"};
  const Node account{.kind = NodeKind::kAccount, .id = "db/deploy", .name = "deploy"};
  AttackPath path;
  path.id = "p";
  path.name = "n";
  path.description = "d";
  path.conditions = {"c"};
  path.entry = web;
  path.target = account;
  path.steps = {{.from = web,
                 .edge = "can authenticate as",
                 .to = account,
                 .evidence = {"e"},
                 .technique = "T1021.004",
                 .reason = "r"}};
  path.computed_at = Noon();
  return path;
}

VolumeCoverage FullVolume() {
  VolumeCoverage coverage;
  coverage.volume.id = "uuid:1";
  coverage.machine_id = "web";
  coverage.files_skipped = {{"fifo", 2}};
  coverage.exceptions = {{.path = "/x", .reason = "io_error"}};
  return coverage;
}

// Adds to `strangers` every key of `object`, at any depth, that is no field of `message`. Map
// fields hold free keys.
void FindStrangers(const Json& object, const Descriptor& message,
                   std::set<std::string>& strangers) {
  for (const auto& item : object.items()) {
    if (item.key() == "kind" && message.FindFieldByName("kind") == nullptr) continue;
    if (item.key() == "path_bytes") continue;
    const FieldDescriptor* field = message.FindFieldByName(item.key());
    if (field == nullptr) {
      strangers.insert(message.name() + "." + item.key());
      continue;
    }
    const Descriptor* inner = field->message_type();
    if (inner == nullptr || field->is_map() || item.value().is_string()) continue;
    if (item.value().is_object()) FindStrangers(item.value(), *inner, strangers);
    if (!item.value().is_array()) continue;
    for (const Json& element : item.value()) FindStrangers(element, *inner, strangers);
  }
}

std::set<std::string> Strangers(const std::string& line, const Descriptor* message) {
  std::set<std::string> strangers;
  FindStrangers(Parsed(line), *message, strangers);
  return strangers;
}

TEST(Json, HasOnlyKeysThatAreFieldsOfTheProto) {
  const Related related{.relation = "authorised_elsewhere",
                        .machine_id = "db",
                        .user = "deploy",
                        .path = "/a",
                        .line = 3,
                        .verdict = Verdict::kUnknown,
                        .grade = Grade::kShell,
                        .reasons = {"not_evaluated"}};
  rpc::SecretRow secret = Recorded();
  secret.related = {related};
  EXPECT_THAT(Strangers(ToJson(secret), v1::Finding::descriptor()), ElementsAre());
  EXPECT_THAT(Strangers(ToJson(FullVolume()), v1::Volume::descriptor()), ElementsAre());
  EXPECT_THAT(Strangers(ToJson(FullKey()), v1::Key::descriptor()), ElementsAre());
  EXPECT_THAT(Strangers(ToJson(FullPath()), v1::AttackPath::descriptor()), ElementsAre());
  EXPECT_THAT(Strangers(ToJson(rpc::MachineRow{}), v1::Machine::descriptor()), ElementsAre());
  EXPECT_THAT(Strangers(ToJson(ScanDone{}), v1::Scan::descriptor()), ElementsAre());
}

TEST(Json, FindsAStrangerWhereThereIsOne) {
  EXPECT_THAT(Strangers(R"({"kind":"finding","holder":{"nonsense":1}})", v1::Finding::descriptor()),
              ElementsAre("Holder.nonsense"));
}

TEST(FindingJson, HasTheContractsFieldsInTheContractsOrder) {
  EXPECT_THAT(
      KeysOf(Parsed(ToJson(FullFinding()))),
      ElementsAre("kind", "id", "rule_id", "secret_type", "family", "confidence", "severity",
                  "holder", "machine_id", "volume_id", "path", "byte_offset", "byte_length", "line",
                  "column", "decoded_by", "inode", "size", "uid", "gid", "mode", "mtime", "ctime",
                  "atime", "readable_by", "preview", "fingerprint", "attributes", "target",
                  "expires_at", "also_matched", "suppressed_by", "scan_id", "snapshot_at"));
}

TEST(FindingJson, WritesNumbersTimesWordsAndTypedAttributes) {
  const Json object = Parsed(ToJson(FullFinding()));
  EXPECT_EQ(object["byte_offset"], 1ULL << 60);
  EXPECT_EQ(object["mode"], "0640");
  EXPECT_EQ(object["family"], "connection_string");
  EXPECT_EQ(object["mtime"], "2026-01-31T12:00:00.000000007Z");
  EXPECT_TRUE(object["ctime"].is_null());
  EXPECT_TRUE(object["expires_at"].is_null());
  EXPECT_TRUE(object["suppressed_by"].is_null());
  EXPECT_EQ(object["attributes"]["bits"], 256);
  EXPECT_EQ(object["attributes"]["encrypted"], true);
  EXPECT_EQ(object["attributes"]["host"], "h");
  EXPECT_EQ(object["holder"], (Json{{"kind", "machine"}, {"id", "web-1"}}));
  EXPECT_EQ(object["readable_by"]["uids"], Json::array({0, 1000}));
  EXPECT_EQ(object["target"]["state"], "unknown");
  EXPECT_EQ(object["preview"], "DefaultEnd…****");
}

TEST(FindingJson, OfTheRecordAddsRelationsStatusAndDatesInTheirPlaces) {
  const std::vector<std::string> keys = KeysOf(Parsed(ToJson(Recorded())));
  const std::vector<std::string> tail(keys.end() - 10, keys.end());
  EXPECT_THAT(tail, ElementsAre("target", "related", "expires_at", "also_matched", "suppressed_by",
                                "status", "first_seen", "last_seen", "scan_id", "snapshot_at"));
}

TEST(FindingJson, GivesAPathThatIsNotUtf8EscapedAndExactly) {
  Finding finding = FullFinding();
  finding.path = "/srv/\xff";
  const Json object = Parsed(ToJson(finding));
  EXPECT_EQ(object["path"], "/srv/\\xff");
  EXPECT_EQ(object["path_bytes"], "L3Nydi//");
  EXPECT_FALSE(Parsed(ToJson(FullFinding())).contains("path_bytes"));
}

TEST(FindingJson, KeepsEveryUtf8PathExactButNeverSteersATerminal) {
  Finding finding = FullFinding();
  finding.path = "/\x1b[2J\x7f\n\xc2\x9b\xe2\x80\xae\xe2\x81\xa6/\xc3\xbc\xe6\x97\xa5\\";
  const std::string line = ToJson(finding);
  EXPECT_EQ(Parsed(line)["path"], finding.path);
  for (const char* bad : {"\x1b", "\x7f", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x81\xa6"}) {
    EXPECT_EQ(line.find(bad), std::string::npos);
  }
  EXPECT_NE(line.find("\xc3\xbc\xe6\x97\xa5"), std::string::npos);
}

TEST(FindingJson, SurvivesEveryByteInEveryText) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string hostile = std::string("a") + static_cast<char>(byte) + "b";
    Finding finding = FullFinding();
    finding.preview = hostile;
    finding.attributes = {{hostile, hostile}};
    finding.target.name = hostile;
    finding.path = hostile;
    EXPECT_TRUE(Parsed(ToJson(finding)).is_object()) << "byte " << byte;
  }
}

TEST(VolumeJson, HasTheContractsFieldsFirst) {
  const std::vector<std::string> keys = KeysOf(Parsed(ToJson(FullVolume())));
  EXPECT_THAT(
      keys, ElementsAre("kind", "machine_id", "volume_id", "source", "file_system", "label", "uuid",
                        "mounted_at", "reader", "reader_reason", "outcome", "reason",
                        "files_scanned", "bytes_scanned", "files_skipped", "bytes_skipped",
                        "snapshot_at", "scan_id", "walked_to_end", "exceptions"));
}

TEST(FileJson, HasTheContractsFieldsAndTheDigestOnlyOnRequest) {
  ListedFileFrame file;
  file.entry.volume_id = "v";
  file.entry.path = "/p";
  file.entry.type = FileType::kDirectory;
  file.entry.permissions = {.uid = 0, .gid = 0, .mode = 0755};
  EXPECT_THAT(KeysOf(Parsed(ToJson(file, false))),
              ElementsAre("kind", "volume_id", "path", "inode", "type", "size", "mode", "uid",
                          "gid", "mtime"));
  EXPECT_TRUE(Parsed(ToJson(file, true))["sha256"].is_null());
  file.sha256 = "00";
  EXPECT_EQ(Parsed(ToJson(file, true))["sha256"], "00");
}

TEST(KeyJson, HasHoldersAndAccountsAsTheContractSays) {
  const Json object = Parsed(ToJson(FullKey()));
  EXPECT_THAT(KeysOf(object),
              ElementsAre("kind", "public_key_fingerprint", "key_type", "bits", "encrypted",
                          "known_public", "holders", "accounts", "public_half_at"));
  EXPECT_THAT(KeysOf(object["holders"][0]),
              ElementsAre("machine_id", "path", "byte_offset", "finding_id"));
  const Json& access = object["accounts"][0];
  EXPECT_THAT(KeysOf(access),
              ElementsAre("machine_id", "user", "verdict", "grade", "reasons", "not_evaluated",
                          "conditions", "evidence", "via", "authorized_keys", "by_holder"));
  EXPECT_EQ(access["verdict"], "unknown");
  EXPECT_TRUE(access["grade"].is_null());
  EXPECT_EQ(access["authorized_keys"], (Json{{"path", "/a"}, {"line", 3}}));
  EXPECT_EQ(access["by_holder"][0]["verdict"], "unknown");
}

TEST(PathJson, HasEntryTargetAndStepsWithEvidence) {
  const Json object = Parsed(ToJson(FullPath()));
  EXPECT_THAT(KeysOf(object), ElementsAre("kind", "id", "name", "description", "risk_level",
                                          "verdict", "conditions", "confidence", "entry", "target",
                                          "environment", "steps", "computed_at"));
  EXPECT_EQ(object["steps"][0]["from"],
            (Json{{"kind", "machine"}, {"id", "web"}, {"name", "web"}}));
  EXPECT_EQ(object["steps"][0]["edge"], "can authenticate as");
  EXPECT_EQ(object["steps"][0]["evidence"], Json::array({"e"}));
}

TEST(ScanJson, CountsFindingsByConfidenceAndListsErrors) {
  ScanDone scan;
  scan.scan_id = "s";
  scan.findings_high = 2;
  scan.volumes = {{"complete", 1}};
  scan.errors = {"a: b: c"};
  const Json object = Parsed(ToJson(scan));
  EXPECT_THAT(KeysOf(object),
              ElementsAre("kind", "id", "machine_id", "started_at", "finished_at", "snapshot_at",
                          "outcome", "volumes", "files_scanned", "bytes_scanned", "findings",
                          "suppressed", "suppressed_by", "errors"));
  EXPECT_EQ(object["findings"], (Json{{"high", 2}, {"medium", 0}, {"low", 0}}));
  EXPECT_EQ(object["volumes"]["complete"], 1);
}

}  // namespace
}  // namespace keytrail::cli
