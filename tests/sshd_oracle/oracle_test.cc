// Each row: the real sshd decides, and our evaluation of the same tree must say the same.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/names.h"
#include "tests/sshd_oracle/key_ring.h"
#include "tests/sshd_oracle/observation.h"
#include "tests/sshd_oracle/our_verdict.h"
#include "tests/sshd_oracle/row.h"
#include "tests/sshd_oracle/sshd_root.h"
#include "tests/sshd_oracle/tree_facts.h"

namespace keytrail::sshd_oracle {
namespace {

std::vector<Row> AllRows() {
  return Together({ConfigurationRows(), MatchRows(), AccountRows(), KeyFileRows(), LineRows(),
                   RootRows(), GradeRows(), CertificateRows(), KeyRows(), PamRows()});
}

class SshdOracle : public ::testing::TestWithParam<Row> {
 protected:
  // One for the program: what does not change is copied and generated once.
  struct Bench {
    SshdRoot root;
    KeyRing keys;
  };
  static void SetUpTestSuite() {
    if (Obstacle().empty()) bench_ = std::make_unique<Bench>();
  }
  static void TearDownTestSuite() { bench_.reset(); }

  void SetUp() override {
    if (const std::string obstacle = Obstacle(); !obstacle.empty()) GTEST_SKIP() << obstacle;
    const Row& row = GetParam();
    bench_->root.Reset(bench_->keys, row.key);
    bench_->root.Apply(bench_->keys.Fill(row.changes, row.key));
  }

  static Client ClientOf(const Row& row, const Seen& seen) {
    KeyRing& keys = bench_->keys;
    return {.key_file = keys.PrivateFile(row.key),
            .certificate_file = row.certificate ? keys.Certify(row.key, *row.certificate) : "",
            .account = row.account,
            .source = seen.source,
            .passphrase_program = keys.PassphraseProgram(),
            .options = row.client_options};
  }

  static void ExpectSeen(const Row& row, const Seen& seen) {
    const Observation observed =
        Observe(bench_->root.path(), row.server_arguments, ClientOf(row, seen));
    EXPECT_FALSE(observed.timed_out);
    EXPECT_EQ(NameOf(VerdictOf(observed)), NameOf(seen.verdict)) << "from " << seen.source;
    EXPECT_EQ(NameOf(GradeOf(observed)), NameOf(seen.grade)) << "from " << seen.source;
    if (HasFailure()) ADD_FAILURE() << observed.log;
  }

  static inline std::unique_ptr<Bench> bench_;
};

// What `row` says of the real sshd.
std::vector<Seen> SeenOf(const Row& row) {
  if (!row.seen.empty()) return row.seen;
  return {{row.expected.verdict, row.expected.grade}};
}

TEST_P(SshdOracle, DecidesAsTheRowExpects) {
  const Row& row = GetParam();
  for (const Seen& seen : SeenOf(row)) ExpectSeen(row, seen);
}

// The reason that the row names, and what it says of each source.
void ExpectReasonAndSources(const Row& row, const OurVerdict& ours) {
  if (!row.expected.reason.empty() && ours.door) {
    EXPECT_THAT(ours.reasons, ::testing::Contains(row.expected.reason)) << Describe(ours);
  }
  for (const Seen& seen : SeenOf(row)) {
    const std::optional<DoorOutcome> outcome = OutcomeFrom(ours, seen.source);
    if (!outcome) continue;
    EXPECT_EQ(NameOf(outcome->verdict), NameOf(seen.verdict)) << "from " << seen.source;
    if (seen.verdict == Verdict::kBlocked) continue;
    EXPECT_EQ(outcome->grade, seen.grade) << "from " << seen.source;
  }
}

class DiskVerdict : public SshdOracle {};

// Where the answer is not known from a disk no grade is promised.
TEST_P(DiskVerdict, IsWhatTheRowExpects) {
  const Row& row = GetParam();
  const TreeFacts facts(bench_->root.path());
  const OurVerdict ours = Judge(facts, row.account, bench_->keys.Fingerprint(row.key), "line");
  EXPECT_EQ(NameOf(ours.verdict), NameOf(row.expected.verdict)) << Describe(ours);
  if (row.expected.verdict != Verdict::kUnknown) {
    EXPECT_EQ(ours.grade, row.expected.grade) << Describe(ours);
  }
  ExpectReasonAndSources(row, ours);
}

class AuthorityVerdict : public SshdOracle {};

// Whether the authority's door says that it may sign this certificate for the account.
bool MaySign(const OurVerdict& authority, const CertificateSpec& certificate) {
  if (!authority.door || authority.verdict == Verdict::kBlocked || certificate.by_stranger) {
    return false;
  }
  if (certificate.principals.empty()) return authority.door->accepts_no_principals;
  const std::string named = "," + certificate.principals + ",";
  return std::ranges::any_of(authority.door->principals, [&](const std::string& principal) {
    return named.find("," + principal + ",") != std::string::npos;
  });
}

TEST_P(AuthorityVerdict, IsWhatTheServerDoesWithItsCertificates) {
  const Row& row = GetParam();
  const TreeFacts facts(bench_->root.path());
  const OurVerdict ours =
      Judge(facts, row.account, bench_->keys.AuthorityFingerprint(), "authority");
  EXPECT_EQ(MaySign(ours, *row.certificate), row.expected.verdict == Verdict::kAllowed)
      << Describe(ours);
  if (ours.verdict == Verdict::kAllowed && row.expected.verdict == Verdict::kAllowed) {
    EXPECT_EQ(ours.grade, row.expected.grade) << Describe(ours);
  }
}

class CertificateVerdict : public SshdOracle {};

// Which certificates are revoked, and what the options of a principals file leave, is not compared:
// such a door is conditional, whatever the server then does.
bool IsLeftOpen(const OurVerdict& ours) {
  return ours.verdict == Verdict::kConditional &&
         std::ranges::any_of(ours.reasons, [](const std::string& reason) {
           return reason == "sshd.revoked" || reason == "cert.principals";
         });
}

// The plain key of a row may be listed too.
TEST_P(CertificateVerdict, IsWhatTheRowExpects) {
  const Row& row = GetParam();
  const TreeFacts facts(bench_->root.path());
  const OurVerdict by_line = Judge(facts, row.account, bench_->keys.Fingerprint(row.key), "line");
  const OurVerdict by_certificate =
      JudgeCertificate(facts, row.account, bench_->keys.AuthorityFingerprint(),
                       bench_->keys.Certify(row.key, *row.certificate));
  const OurVerdict& ours = by_line.verdict < by_certificate.verdict ? by_line : by_certificate;
  if (IsLeftOpen(ours)) return;
  EXPECT_EQ(NameOf(ours.verdict), NameOf(row.expected.verdict)) << Describe(ours);
  EXPECT_EQ(ours.grade, row.expected.grade) << Describe(ours);
  ExpectReasonAndSources(row, ours);
}

bool HasCertificate(const Row& row) { return row.certificate.has_value(); }

// What the certificate itself forbids, and which certificates are revoked, is judged with its
// holder.
bool DependsOnTheAuthorityAlone(const Row& row) {
  return HasCertificate(row) && row.certificate->options.empty() &&
         row.certificate->validity == CertificateSpec().validity &&
         row.expected.reason != "sshd.revoked";
}

std::vector<Row> RowsThat(bool (*accept)(const Row&), bool accepted) {
  std::vector<Row> rows = AllRows();
  std::erase_if(rows, [&](const Row& row) { return accept(row) != accepted; });
  return rows;
}

std::string NameOfRow(const ::testing::TestParamInfo<Row>& parameter) {
  return parameter.param.name;
}

INSTANTIATE_TEST_SUITE_P(Rows, SshdOracle, ::testing::ValuesIn(AllRows()), &NameOfRow);
INSTANTIATE_TEST_SUITE_P(Rows, DiskVerdict, ::testing::ValuesIn(RowsThat(&HasCertificate, false)),
                         &NameOfRow);
INSTANTIATE_TEST_SUITE_P(Rows, CertificateVerdict,
                         ::testing::ValuesIn(RowsThat(&HasCertificate, true)), &NameOfRow);
INSTANTIATE_TEST_SUITE_P(Rows, AuthorityVerdict,
                         ::testing::ValuesIn(RowsThat(&DependsOnTheAuthorityAlone, true)),
                         &NameOfRow);

}  // namespace
}  // namespace keytrail::sshd_oracle
