// Model ↔ messages: no field is forgotten, no enumerator is crossed, nothing that cannot be is
// taken.
#include "wire/convert.h"

#include <algorithm>
#include <cctype>
#include <set>

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/text.h"
#include "model/names.h"
#include "tests/wire/sample_values.h"
#include "wire/enums.h"
#include "wire/text.h"

namespace keytrail::wire {
namespace {

// Names of the fields of `message`, at its top, that are not set.
std::set<std::string> UnsetFields(const google::protobuf::Message& message) {
  std::set<std::string> unset;
  std::vector<const google::protobuf::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const auto* field = message.GetDescriptor()->field(i);
    if (field->containing_oneof() == nullptr && std::ranges::find(set, field) == set.end()) {
      unset.insert(field->name());
    }
  }
  return unset;
}

using Names = std::set<std::string>;

// The message of `value`, and of what comes back from it: equal when nothing gets lost.
template <typename Value, typename Back>
void ExpectRoundTrip(const Value& value, Back back) {
  const auto proto = ToProto(value);
  const auto returned = back(proto);
  ASSERT_TRUE(returned.ok()) << returned.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(proto, ToProto(*returned)))
      << proto.DebugString() << ToProto(*returned).DebugString();
}

constexpr auto kBack = [](const auto& proto) { return FromProto(proto); };

TEST(Convert, FindingCarriesEveryFieldAndReturns) {
  EXPECT_EQ(UnsetFields(ToProto(FullFinding())),
            (Names{"holder", "related", "status", "first_seen", "last_seen"}));
  ExpectRoundTrip(FullFinding(), kBack);
}

TEST(Convert, RecordedFindingAddsStatusAndDates) {
  const RecordedFinding recorded{.finding = FullFinding(),
                                 .status = FindingStatus::kRetired,
                                 .first_seen = {1},
                                 .last_seen = {2}};
  EXPECT_EQ(UnsetFields(ToProto(recorded)), Names{"related"});
  EXPECT_EQ(ToProto(recorded).holder().kind(), "machine");
  ExpectRoundTrip(recorded,
                  [](const v1::Finding& proto) { return RecordedFindingFromProto(proto); });
}

TEST(Convert, FactsOfEachKindCarryEveryFieldAndReturn) {
  for (const FactPayload& payload : FullPayloads()) {
    const v1::Fact proto = ToProto(FullFact(payload));
    EXPECT_EQ(UnsetFields(proto), Names{});
    const auto* field = proto.GetReflection()->GetOneofFieldDescriptor(
        proto, v1::Fact::descriptor()->FindOneofByName("payload"));
    EXPECT_EQ(UnsetFields(proto.GetReflection()->GetMessage(proto, field)), Names{});
    ExpectRoundTrip(FullFact(payload), kBack);
  }
}

TEST(Convert, CoverageKeyAndPathCarryEveryFieldAndReturn) {
  EXPECT_EQ(UnsetFields(ToProto(FullCoverage())), Names{});
  ExpectRoundTrip(FullCoverage(), kBack);
  EXPECT_EQ(UnsetFields(ToProto(FullKey())), Names{});
  EXPECT_EQ(UnsetFields(ToProto(FullKey()).accounts(0)), Names{});
  ExpectRoundTrip(FullKey(), kBack);
  EXPECT_EQ(UnsetFields(ToProto(FullPath())), Names{});
  EXPECT_EQ(UnsetFields(ToProto(FullPath()).steps(0)), Names{});
  ExpectRoundTrip(FullPath(), kBack);
  const Related related{.relation = "used",
                        .machine_id = "m",
                        .user = "u",
                        .path = "/\xff",
                        .line = 1,
                        .verdict = Verdict::kAllowed,
                        .grade = Grade::kShell,
                        .reasons = {"r"}};
  EXPECT_EQ(UnsetFields(ToProto(related)), Names{});
  ExpectRoundTrip(related, kBack);
}

TEST(Convert, RecordsCarryEveryFieldAndReturn) {
  for (const ScanRecord& record : FullRecords()) ExpectRoundTrip(record, kBack);
  const v1::ScanRecord begun = ToProto(FullRecords()[0]);
  EXPECT_EQ(UnsetFields(begun.scan_begun()), Names{});
  EXPECT_EQ(UnsetFields(ToProto(FullRecords()[1]).file_result()), Names{});
  EXPECT_EQ(UnsetFields(ToProto(FullRecords()[3]).scan_done()), Names{});
}

TEST(Convert, FactsInAFileKeepTheirOwnersThoughTheyAreSentOnce) {
  const FileResult file = FullFile();
  const v1::FileResult proto = ToProto(ScanRecord(file)).file_result();
  EXPECT_FALSE(proto.facts(0).has_permissions());
  EXPECT_TRUE(proto.facts(proto.facts_size() - 1).has_permissions());
  const auto returned = FromProto(ToProto(ScanRecord(file)));
  ASSERT_TRUE(returned.ok()) << returned.status();
  const auto& facts = std::get<FileResult>(*returned).facts;
  ASSERT_EQ(facts.size(), file.facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    EXPECT_EQ(facts[i].permissions, file.facts[i].permissions) << i;
    EXPECT_EQ(facts[i].directories, file.facts[i].directories) << i;
    EXPECT_EQ(facts[i].path, file.path) << i;
    EXPECT_EQ(facts[i].machine_id, file.machine_id) << i;
  }
}

// "PREFIX_SIGNED_URL" of enumerator kSignedUrl, whose name in output is "signed_url".
template <typename ModelEnum>
void ExpectSameNames(const std::string& prefix) {
  const auto* descriptor =
      google::protobuf::GetEnumDescriptor<typename WireEnum<ModelEnum>::Proto>();
  EXPECT_EQ(descriptor->value_count(), static_cast<int>(WireEnum<ModelEnum>::kLast) + 2);
  EXPECT_FALSE(EnumFromProto<ModelEnum>({}).ok());
  for (int i = 0; i <= static_cast<int>(WireEnum<ModelEnum>::kLast); ++i) {
    const auto value = static_cast<ModelEnum>(i);
    std::string expected = prefix + "_" + std::string(NameOf(value));
    std::ranges::transform(expected, expected.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    EXPECT_EQ(descriptor->FindValueByNumber(EnumToProto(value))->name(), expected);
    EXPECT_EQ(*EnumFromProto<ModelEnum>(EnumToProto(value)), value);
  }
  const auto newer = static_cast<typename WireEnum<ModelEnum>::Proto>(descriptor->value_count());
  EXPECT_FALSE(EnumFromProto<ModelEnum>(newer).ok());
}

TEST(Convert, EnumeratorsHaveTheSameNamesOnBothSides) {
  ExpectSameNames<Confidence>("CONFIDENCE");
  ExpectSameNames<Severity>("SEVERITY");
  ExpectSameNames<PasswordClass>("PASSWORD_CLASS");
  ExpectSameNames<SecretFamily>("SECRET_FAMILY");
  ExpectSameNames<TargetState>("TARGET_STATE");
  ExpectSameNames<FindingStatus>("FINDING_STATUS");
  ExpectSameNames<VolumeOutcome>("VOLUME_OUTCOME");
  ExpectSameNames<ScanOutcome>("SCAN_OUTCOME");
  ExpectSameNames<Verdict>("VERDICT");
  ExpectSameNames<Grade>("GRADE");
  ExpectSameNames<Evidence>("EVIDENCE");
  ExpectSameNames<PathVerdict>("PATH_VERDICT");
  ExpectSameNames<NodeKind>("NODE_KIND");
}

TEST(Convert, RecordThatLacksWhatIdentifiesItIsRefused) {
  const auto refused = [](auto change, std::size_t index) {
    v1::ScanRecord proto = ToProto(FullRecords()[index]);
    change(proto);
    return FromProto(proto).status().code() == StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.clear_record(); }, 0));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_scan_begun()->clear_scan_id(); }, 0));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_scan_begun()->clear_machine_id(); }, 0));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_file_result()->clear_path(); }, 1));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_file_result()->clear_volume_id(); }, 1));
  EXPECT_TRUE(refused(
      [](v1::ScanRecord& r) { r.mutable_file_result()->mutable_findings(0)->clear_id(); }, 1));
  EXPECT_TRUE(refused(
      [](v1::ScanRecord& r) { r.mutable_file_result()->mutable_findings(0)->clear_fingerprint(); },
      1));
  EXPECT_TRUE(refused(
      [](v1::ScanRecord& r) { r.mutable_file_result()->mutable_facts(0)->clear_payload(); }, 1));
  EXPECT_TRUE(
      refused([](v1::ScanRecord& r) { r.mutable_file_result()->mutable_facts(0)->clear_id(); }, 1));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_volume()->clear_volume_id(); }, 2));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_volume()->clear_outcome(); }, 2));
  EXPECT_TRUE(refused([](v1::ScanRecord& r) { r.mutable_scan_done()->clear_id(); }, 3));
}

TEST(WireText, IsUtf8WhateverWentInAndKeepsWhatWasUtf8) {
  EXPECT_EQ(WireText("gr\xc3\xbc\n\xc3\x9f"), "gr\xc3\xbc\n\xc3\x9f");
  EXPECT_EQ(WireText("a\xff"), "a\\xff");
  const std::string clipped = WireText("x" + std::string(limits::kTextBytesMax, 'y') + "z");
  EXPECT_EQ(clipped.size(), limits::kTextBytesMax);
  std::string wide = "x";
  while (wide.size() <= limits::kTextBytesMax) wide += "\xc3\xbc";
  EXPECT_TRUE(IsUtf8(WireText(wide)));
  EXPECT_EQ(WireText(wide).size(), limits::kTextBytesMax - 1);
}

TEST(WireTime, RoundTripsTheWholeRangeAndRefusesWhatIsOutside) {
  for (const std::int64_t ns :
       {std::int64_t{-1}, std::int64_t{1}, std::int64_t{-1'000'000'000},
        std::int64_t{9'000'000'000'000'000'001}, std::int64_t{-9'000'000'000'000'000'001}}) {
    EXPECT_EQ(TimestampFromProto(TimestampToProto({ns}))->ns, ns);
  }
  google::protobuf::Timestamp time;
  time.set_seconds(10'000'000'000);
  EXPECT_FALSE(TimestampFromProto(time).ok());
  time.set_seconds(-10'000'000'000);
  EXPECT_FALSE(TimestampFromProto(time).ok());
  time.set_seconds(0);
  time.set_nanos(1'000'000'000);
  EXPECT_FALSE(TimestampFromProto(time).ok());
  time.set_nanos(-1);
  EXPECT_FALSE(TimestampFromProto(time).ok());
}

TEST(CheckBounds, FindsTheFieldThatIsTooLargeAtAnyDepth) {
  v1::ScanRecord record = ToProto(FullRecords()[1]);
  EXPECT_TRUE(CheckBounds(record).ok());
  record.mutable_file_result()->mutable_facts(0)->mutable_account()->set_home(
      std::string(limits::kPathBytesMax + 1, 'x'));
  EXPECT_FALSE(CheckBounds(record).ok());
  record = ToProto(FullRecords()[3]);
  record.mutable_scan_done()->set_errors(0, std::string(limits::kTextBytesMax + 1, 'x'));
  EXPECT_FALSE(CheckBounds(record).ok());
  record = ToProto(FullRecords()[2]);
  for (std::size_t i = 0; i <= limits::kListItemsMax; ++i) {
    (*record.mutable_volume()->mutable_files_skipped())[fmt::format("{}", i)] = 1;
  }
  EXPECT_FALSE(CheckBounds(record).ok());
}

}  // namespace
}  // namespace keytrail::wire
