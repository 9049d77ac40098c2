// Frames: both ways, within bounds, and never believed.
#include "wire/frame.h"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/limits.h"
#include "keytrail/v1/worker.pb.h"
#include "tests/wire/sample_values.h"
#include "wire/record.h"

namespace keytrail::wire {
namespace {

StatusOr<WorkerFrame> Decode(const v1::WorkerFrame& proto) {
  return DecodeWorkerFrame(AsBytes(proto.SerializeAsString()));
}

v1::WorkerFrame Proto(const WorkerFrame& frame) {
  v1::WorkerFrame proto;
  EXPECT_TRUE(proto.ParseFromString(EncodeFrame(frame)));
  return proto;
}

TEST(Frame, WorkerFramesReturnAsTheyWereSent) {
  for (const WorkerFrame& frame : FullWorkerFrames()) {
    const std::string bytes = EncodeFrame(frame);
    const auto returned = DecodeWorkerFrame(AsBytes(bytes));
    ASSERT_TRUE(returned.ok()) << returned.status();
    ASSERT_EQ(returned->index(), frame.index());
    // What only the supervisor may say is gone from findings, facts and coverage; all else is
    // there.
    const std::string again = EncodeFrame(*returned);
    const auto twice = DecodeWorkerFrame(AsBytes(again));
    EXPECT_EQ(EncodeFrame(*twice), again);
    const bool claims = std::holds_alternative<FileDoneFrame>(frame) ||
                        std::holds_alternative<VolumeEndFrame>(frame);
    EXPECT_EQ(again == bytes, !claims);
  }
}

TEST(Frame, SupervisorFramesReturnAsTheyWereSent) {
  for (const SupervisorFrame& frame : FullSupervisorFrames()) {
    const std::string bytes = EncodeFrame(frame);
    const auto returned = DecodeSupervisorFrame(AsBytes(bytes));
    ASSERT_TRUE(returned.ok()) << returned.status();
    EXPECT_EQ(EncodeFrame(*returned), bytes);
  }
}

TEST(Frame, FileDoneKeepsDigestPlaceAndFacts) {
  const FileDoneFrame sent = FullFileDone();
  const auto returned = DecodeWorkerFrame(AsBytes(EncodeFrame(WorkerFrame(sent))));
  ASSERT_TRUE(returned.ok()) << returned.status();
  const auto& file = std::get<FileDoneFrame>(*returned);
  EXPECT_EQ(file.path, sent.path);
  ASSERT_EQ(file.findings.size(), 1U);
  EXPECT_EQ(file.findings[0].secret_sha256, sent.findings[0].secret_sha256);
  EXPECT_EQ(file.findings[0].finding.path, sent.path);
  EXPECT_EQ(file.findings[0].finding.preview, sent.findings[0].finding.preview);
  ASSERT_EQ(file.facts.size(), sent.facts.size());
  EXPECT_EQ(file.facts[0].directories, sent.facts[0].directories);
  EXPECT_EQ(file.facts.back().permissions, sent.facts.back().permissions);
}

TEST(Frame, WhatOnlyTheSupervisorMaySayIsNotTakenFromAWorker) {
  const auto file = DecodeWorkerFrame(AsBytes(EncodeFrame(WorkerFrame(FullFileDone()))));
  const Finding& finding = std::get<FileDoneFrame>(*file).findings[0].finding;
  EXPECT_EQ(finding.id, "");
  EXPECT_EQ(finding.machine_id, "");
  EXPECT_EQ(finding.fingerprint, "");
  EXPECT_EQ(finding.scan_id, "");
  EXPECT_FALSE(finding.snapshot_at.known());
  EXPECT_EQ(std::get<FileDoneFrame>(*file).facts[0].id, "");
  const auto end =
      DecodeWorkerFrame(AsBytes(EncodeFrame(WorkerFrame(VolumeEndFrame{FullCoverage()}))));
  EXPECT_EQ(std::get<VolumeEndFrame>(*end).coverage.machine_id, "");
  EXPECT_EQ(std::get<VolumeEndFrame>(*end).coverage.scan_id, "");
}

TEST(Frame, LiesAreRefused) {
  const auto refused = [](WorkerFrame frame, auto change) {
    v1::WorkerFrame proto = Proto(frame);
    change(proto);
    return Decode(proto).status().code() == StatusCode::kInvalidArgument;
  };
  const WorkerFrame hello = FullWorkerFrames()[0];
  const WorkerFrame begin = FullWorkerFrames()[1];
  const WorkerFrame file = FullWorkerFrames()[2];
  const WorkerFrame listed = FullWorkerFrames()[3];
  using Frame = v1::WorkerFrame;
  EXPECT_TRUE(refused(hello, [](Frame& f) { f.clear_frame(); }));
  EXPECT_TRUE(refused(hello, [](Frame& f) { f.mutable_hello()->set_protocol_version(2); }));
  EXPECT_TRUE(refused(begin, [](Frame& f) { f.mutable_volume_begin()->clear_volume(); }));
  EXPECT_TRUE(refused(file, [](Frame& f) { f.mutable_file_done()->clear_sequence(); }));
  EXPECT_TRUE(refused(file, [](Frame& f) { f.mutable_file_done()->clear_path(); }));
  EXPECT_TRUE(refused(file, [](Frame& f) {
    f.mutable_file_done()->mutable_findings(0)->set_secret_sha256("short");
  }));
  EXPECT_TRUE(refused(file, [](Frame& f) {
    f.mutable_file_done()->mutable_findings(0)->mutable_finding()->set_severity(
        static_cast<v1::Severity>(99));
  }));
  EXPECT_TRUE(refused(file, [](Frame& f) {
    f.mutable_file_done()->set_path(std::string(limits::kPathBytesMax + 1, 'x'));
  }));
  EXPECT_TRUE(refused(file, [](Frame& f) {
    const v1::WorkerFinding finding = f.file_done().findings(0);
    for (std::size_t i = 0; i < limits::kFindingsPerFileMax; ++i) {
      *f.mutable_file_done()->add_findings() = finding;
    }
  }));
  EXPECT_TRUE(refused(file, [](Frame& f) {
    const v1::Fact fact = f.file_done().facts(0);
    for (std::size_t i = 0; i < limits::kFactsPerFileMax; ++i) {
      *f.mutable_file_done()->add_facts() = fact;
    }
  }));
  EXPECT_TRUE(refused(listed, [](Frame& f) { f.mutable_listed_file()->set_type(8); }));
  EXPECT_TRUE(refused(listed, [](Frame& f) { f.mutable_listed_file()->set_sha256("ABC"); }));
}

TEST(Frame, TextThatIsNotUtf8IsRefusedFromAWorkerAndEscapedByUs) {
  ProgressFrame progress;
  progress.stage = "bad \xff";
  const auto escaped = DecodeWorkerFrame(AsBytes(EncodeFrame(WorkerFrame(progress))));
  EXPECT_EQ(std::get<ProgressFrame>(*escaped).stage, "bad \\xff");
  // WorkerFrame.progress (5) holding stage (5) = FF.
  const std::string raw("\x2a\x03\x2a\x01\xff", 5);
  EXPECT_FALSE(DecodeWorkerFrame(AsBytes(raw)).ok());
}

TEST(Frame, FileResultThatDoesNotFitIsShortenedAndSaysSo) {
  FileDoneFrame done = FullFileDone();
  Fact fact = FullFact(AuthorizedLineFact{.key_type = "ssh-rsa",
                                          .public_key_fingerprint = {},
                                          .comment = std::string(4096, 'c'),
                                          .options = {}});
  done.facts.assign(limits::kFactsPerFileMax, fact);
  const std::string bytes = EncodeFrame(WorkerFrame(done));
  EXPECT_LE(bytes.size(), limits::kFrameBytesMax);
  const auto returned = DecodeWorkerFrame(AsBytes(bytes));
  ASSERT_TRUE(returned.ok()) << returned.status();
  const auto& file = std::get<FileDoneFrame>(*returned);
  EXPECT_FALSE(file.read_to_end);
  EXPECT_EQ(file.reason, "frame_limit");
  EXPECT_EQ(file.findings.size(), 1U);
  EXPECT_FALSE(file.facts.empty());
}

TEST(Frame, DeepDirectoriesAreSentOnceForAllFactsOfAFile) {
  FileDoneFrame done = FullFileDone();
  Fact fact = FullFact(HostNameFact{.name = "web"});
  fact.directories.assign(limits::kPathDepthMax, {.uid = 1, .gid = 2, .mode = 0755});
  done.facts.assign(limits::kFactsPerFileMax, fact);
  const auto returned = DecodeWorkerFrame(AsBytes(EncodeFrame(WorkerFrame(done))));
  ASSERT_TRUE(returned.ok()) << returned.status();
  EXPECT_EQ(std::get<FileDoneFrame>(*returned).facts.size(), limits::kFactsPerFileMax);
  EXPECT_TRUE(std::get<FileDoneFrame>(*returned).read_to_end);
}

TEST(Frame, CoverageThatDoesNotFitCountsAsAnIncompleteWalk) {
  VolumeEndFrame end{FullCoverage()};
  end.coverage.exceptions.assign(limits::kWalkExceptionsMax,
                                 {.path = std::string(4096, 'p'), .reason = "io_error"});
  const std::string bytes = EncodeFrame(WorkerFrame(end));
  EXPECT_LE(bytes.size(), limits::kFrameBytesMax);
  const auto returned = DecodeWorkerFrame(AsBytes(bytes));
  ASSERT_TRUE(returned.ok()) << returned.status();
  EXPECT_FALSE(std::get<VolumeEndFrame>(*returned).coverage.walked_to_end);
}

TEST(Record, ReturnsAsItWasAndEqualRecordsHaveEqualBytes) {
  for (const ScanRecord& record : FullRecords()) {
    const std::string bytes = EncodeRecord(record);
    EXPECT_EQ(EncodeRecord(record), bytes);
    const auto returned = DecodeRecord(AsBytes(bytes));
    ASSERT_TRUE(returned.ok()) << returned.status();
    EXPECT_EQ(EncodeRecord(*returned), bytes);
  }
}

TEST(Record, PartsReturnAsTheyWere) {
  const Finding finding = FullFinding();
  EXPECT_EQ(EncodeFinding(*DecodeFinding(AsBytes(EncodeFinding(finding)))), EncodeFinding(finding));
  const Fact fact = FullFact(HostNameFact{.name = "web"});
  EXPECT_EQ(EncodeFact(*DecodeFact(AsBytes(EncodeFact(fact)))), EncodeFact(fact));
  const VolumeCoverage coverage = FullCoverage();
  EXPECT_EQ(EncodeCoverage(*DecodeCoverage(AsBytes(EncodeCoverage(coverage)))),
            EncodeCoverage(coverage));
}

TEST(Record, NonsenseIsRefused) {
  EXPECT_FALSE(DecodeRecord({}).ok());
  EXPECT_FALSE(DecodeRecord(AsBytes("not a record")).ok());
  EXPECT_FALSE(DecodeWorkerFrame({}).ok());
  EXPECT_FALSE(DecodeSupervisorFrame({}).ok());
  EXPECT_FALSE(DecodeWorkerFrame(AsBytes(std::string(limits::kFrameBytesMax + 1, '\0'))).ok());
}

}  // namespace
}  // namespace keytrail::wire
